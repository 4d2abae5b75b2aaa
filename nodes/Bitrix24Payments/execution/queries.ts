import type { Finding, Query } from '../operations/query';
import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import type { Look } from '../portal/look';
import type { Portal } from '../portal/portal';
import { byPortal } from './portals';

/** Lookups that talk to the portal at the same time, sharing requests. */
export const AT_ONCE = 50;

/** What one item's lookup came to. */
export type Answer =
	| { readonly index: number; readonly findings: readonly Finding[] }
	| { readonly index: number; readonly failure: Failure };

export interface Question {
	readonly index: number;
	readonly portal: Portal;
	readonly query: Query;
}

/**
 * Leads the conversations of many lookups: collects what they want to read, sends it together and
 * hands each its replies.
 *
 * @param atOnce how many share requests
 * @param stopAtFirstFailure answers of later lookups are not waited for
 */
export async function answer(
	questions: readonly Question[],
	stopAtFirstFailure: boolean,
	atOnce = AT_ONCE,
): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (let start = 0; start < questions.length; start += atOnce) {
		for (const [portal, some] of byPortal(questions.slice(start, start + atOnce))) {
			answers.push(...(await converse(some, portal)));
		}
		if (stopAtFirstFailure && answers.some((one) => 'failure' in one)) break;
	}
	return answers.sort((one, other) => one.index - other.index);
}

type Turn = { readonly looks: readonly Look[] } | Answer;

async function converse(questions: readonly Question[], portal: Portal): Promise<Answer[]> {
	const turns = questions.map((question) => speak(question));
	for (;;) {
		const open = turns.flatMap((turn, position) =>
			'looks' in turn ? [{ position, looks: turn.looks }] : [],
		);
		if (open.length === 0) return turns as Answer[];
		const replies = await portal.reader.see(open.flatMap(({ looks }) => looks));
		let used = 0;
		for (const { position, looks } of open) {
			const own = replies.slice(used, used + looks.length);
			used += looks.length;
			const question = questions[position];
			if (question) turns[position] = speak(question, own);
		}
	}
}

/** Lets a lookup go on until it wants to read something, has found something or has failed. */
function speak({ index, query }: Question, replies?: Reply[]): Turn {
	try {
		const step = query.next(replies ?? []);
		return step.done ? { index, findings: step.value } : { looks: step.value };
	} catch (error) {
		return { index, failure: error instanceof Failure ? error : unforeseen(error) };
	}
}

function unforeseen(error: unknown): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'The answer of Bitrix24 could not be understood',
		description: `Nothing was changed (${error instanceof Error ? error.name : 'unknown reason'})`,
	});
}
