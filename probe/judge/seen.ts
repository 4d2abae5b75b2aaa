import type { Access } from '../net/access';
import type { Answer } from '../net/answer';
import { codeShown, reasonFor } from './codes';
import { isObject, rowsIn, textOf, typeOf, type JsonObject } from './json';
import { differs, Settled, untried, type Reason, type Verdict } from './verdict';

export type ValueAnswer = Extract<Answer, { kind: 'value' }>;
export type ErrorAnswer = Extract<Answer, { kind: 'error' }>;

/** What is known of the portal besides its answers. */
export interface Facts {
	readonly access: Pick<Access, 'kind' | 'tokenAnswer' | 'host'>;
	/** When the walk began, on this machine's clock. */
	readonly nowMs: number;
}

/** Calls and their answers, by name. */
interface Kept {
	readonly answers: ReadonlyMap<string, Answer>;
	readonly asked: ReadonlyMap<string, JsonObject>;
	/** Why calls that are not among them were not made, where that is known. */
	readonly unasked?: { readonly why: Reason; readonly text: string };
}

/** The answers of a portal, as checks look at them. */
export class Seen {
	constructor(
		private readonly kept: Kept,
		readonly facts: Facts,
	) {}

	/** The parameters of a call; none when it was not made. */
	asked(name: string): JsonObject {
		return this.kept.asked.get(name) ?? {};
	}

	/**
	 * A condition in the filter of a list that was asked for.
	 * @throws Settled (untried) when it was not
	 */
	condition(name: string, key: string): unknown {
		this.answer(name);
		const { filter } = this.asked(name);
		return isObject(filter) ? filter[key] : undefined;
	}

	/** The same where the condition is a list of values. */
	conditions(name: string, key: string): unknown[] {
		const values = this.condition(name, key);
		return Array.isArray(values) ? values : [];
	}

	/** All answers, whatever they are. */
	all(): Array<[string, Answer]> {
		return [...this.kept.answers];
	}

	/**
	 * The answer to a call, whatever it is.
	 * @throws Settled (untried) when there is none
	 */
	answer(name: string): Exclude<Answer, { kind: 'untried' }> {
		const answer = this.kept.answers.get(name);
		if (answer === undefined) throw new Settled(this.notAsked());
		if (answer.kind === 'untried') throw new Settled(untried(answer.why, answer.text));
		return answer;
	}

	private notAsked(): Verdict {
		const { why = 'data', text = 'there was nothing to ask it of' } = this.kept.unasked ?? {};
		return untried(why, text);
	}

	/** @throws Settled when the call was not answered with a value */
	value(name: string): ValueAnswer {
		const answer = this.answer(name);
		if (answer.kind === 'value') return answer;
		if (answer.kind === 'error') throw new Settled(notAllowed(answer) ?? refused(answer));
		throw new Settled(strange(answer));
	}

	/**
	 * A call that was made, whether it was accepted or refused.
	 * @throws Settled (untried) when the credential, a limit or the portal kept it back
	 */
	tried(name: string): void {
		const answer = this.answer(name);
		const verdict = answer.kind === 'error' ? notAllowed(answer) : undefined;
		if (verdict) throw new Settled(verdict);
	}

	/**
	 * The rows of a list.
	 * @param key under which they stand; without one the answer is the list itself
	 * @throws Settled when there is no list
	 */
	rows(name: string, key?: string): JsonObject[] {
		const { value } = this.value(name);
		const rows = key === undefined ? value : isObject(value) ? value[key] : undefined;
		if (Array.isArray(rows)) return rowsIn(rows);
		const where = key === undefined ? 'the result' : `'${key}' in the result`;
		throw new Settled(differs(`${where} is ${typeOf(rows)}, not a list`));
	}

	/**
	 * The same where there has to be something to judge by.
	 * @throws Settled (untried) when the list is empty
	 */
	someRows(name: string, key?: string): JsonObject[] {
		const rows = this.rows(name, key);
		if (rows.length === 0) throw new Settled(untried('data', 'the list is empty'));
		return rows;
	}

	/**
	 * The refusal that was expected.
	 * @param codes any of which it may be
	 * @throws Settled when it was answered otherwise
	 */
	refusal(name: string, ...codes: string[]): ErrorAnswer & { readonly known: string } {
		const answer = this.error(name);
		const code = textOf(answer.code);
		if (codes.includes(code)) return { ...answer, known: code };
		throw new Settled(notAllowed(answer) ?? otherCode(answer, codes));
	}

	/** @throws Settled when the call was not refused */
	error(name: string): ErrorAnswer {
		const answer = this.answer(name);
		if (answer.kind === 'error') return answer;
		if (answer.kind === 'value') throw new Settled(differs('accepted, not refused'));
		throw new Settled(strange(answer));
	}
}

/** Runs a check; what it could not see decides where it broke off. */
export function judge(check: (seen: Seen) => Verdict, seen: Seen): Verdict {
	try {
		return check(seen);
	} catch (error) {
		// A portal may answer with anything; that must not cost all other lines.
		return error instanceof Settled ? error.verdict : differs('an answer that cannot be read');
	}
}

function notAllowed(answer: ErrorAnswer): Verdict | undefined {
	const reason = reasonFor(textOf(answer.code), textOf(answer.text));
	return reason && untried(reason.why, `${reason.words} (${codeShown(answer.code)})`);
}

function refused(answer: ErrorAnswer): Verdict {
	return differs(`refused with ${codeShown(answer.code)}${statusShown(answer)}`);
}

function otherCode(answer: ErrorAnswer, codes: readonly string[]): Verdict {
	const expected = codes.join(' or ');
	return differs(`refused with ${codeShown(answer.code)}${statusShown(answer)}, not ${expected}`);
}

function strange(answer: Exclude<Answer, { kind: 'value' | 'error' | 'untried' }>): Verdict {
	if (answer.kind === 'absent') return untried('connection', 'its batch does not mention it');
	if (answer.kind === 'redirect') return untried('connection', `redirected (${answer.status})`);
	return untried('connection', `no answer of Bitrix24, status ${answer.status}`);
}

/** The HTTP status in brackets, if there is one. */
export function statusShown({ status }: { readonly status?: number }): string {
	return status === undefined ? '' : ` (status ${status})`;
}
