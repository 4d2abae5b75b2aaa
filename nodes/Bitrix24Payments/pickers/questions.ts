import type { IDataObject } from 'n8n-workflow';

import { unexpected } from '../operations/query';
import type { Reply } from '../portal/command';
import type { Failure } from '../portal/failure';
import { isObject } from '../portal/json';
import { answerOf, type Look } from '../portal/look';
import type { Lookup } from './lookup';

/** One list to ask for, as a part of a search. */
export interface Question {
	readonly method: string;
	readonly params: IDataObject;
	/** Where the rows stand in an answer. */
	readonly key: 'payments' | 'items';
	/**
	 * Whether a row is one that was asked for: the server drops conditions that it does not
	 * understand (docs/bitrix24.md#dropped-filters).
	 */
	fits(row: IDataObject): boolean;
}

/** What came of a question. */
export interface Answer {
	readonly rows: readonly IDataObject[];
	/** Where the next page begins; undefined on the last one. */
	readonly next?: number;
	/** Why there are no rows: other parts of the search may have some all the same. */
	readonly refusal?: Failure;
}

/** Asks all of them in as few requests as possible. One answer per question. */
export async function ask(lookup: Lookup, questions: readonly Question[]): Promise<Answer[]> {
	const looks = questions.map(({ method, params }): Look => answerOf(method, params));
	const replies = looks.length > 0 ? await lookup.see(looks) : [];
	return questions.map((question, index) => answerIn(replies[index], question));
}

function answerIn(reply: Reply | undefined, { key, fits }: Question): Answer {
	if (reply?.kind !== 'value') return { rows: [], refusal: reply?.failure ?? unexpected() };
	const rows = isObject(reply.value) ? reply.value[key] : undefined;
	if (!Array.isArray(rows)) return { rows: [], refusal: unexpected() };
	const fitting = rows.filter(isObject).filter(fits);
	return reply.next === undefined ? { rows: fitting } : { rows: fitting, next: reply.next };
}

/** Whether there is a further page of any of them. */
export function hasMore(answers: readonly Answer[]): boolean {
	return answers.some(({ next }) => next !== undefined);
}

/** Why nothing could be asked; undefined where there is at least one answer. */
export function refusalOf(answers: readonly Answer[]): Failure | undefined {
	return answers.every(({ refusal }) => refusal) ? answers[0]?.refusal : undefined;
}
