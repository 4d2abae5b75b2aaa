import { Seen } from '../../probe/judge/seen';
import { webhookAccess } from '../../probe/net/access';
import type { Answer } from '../../probe/net/answer';
import { http } from '../../probe/net/http';
import { Session } from '../../probe/net/session';
import { judgeAll } from '../../probe/probe';
import { readAll } from '../../probe/walk/read';
import { writeAll } from '../../probe/walk/write';
import { SCOPES, type Bench } from './support';

/** All answers of a portal in which every assumption holds. */
export interface Recording {
	readonly answers: ReadonlyMap<string, Answer>;
	readonly asked: Session['asked'];
	readonly nowMs: number;
}

export async function record({ portal, clock }: Bench): Promise<Recording> {
	const access = webhookAccess(portal.webhookFor({ scopes: SCOPES }));
	const session = new Session(access, {
		http,
		clock: { ticks: () => clock.ticks(), sleep: async (ms) => await clock.sleep(ms) },
		signal: new AbortController().signal,
	});
	await session.ask({ name: 'scope', method: 'scope' });
	await readAll(session, SCOPES);
	await writeAll(session);
	return { answers: session.answers, asked: session.asked, nowMs: clock.now() };
}

/** A rule of the portal that is another one: what becomes of the answer to a call. */
export type Change = Readonly<Record<string, (answer: Answer) => Answer>>;

/** The assumptions that differ once the portal answers as changed. */
export function differingAfter({ answers, asked, nowMs }: Recording, change: Change): string[] {
	const changed = new Map(answers);
	for (const [name, alter] of Object.entries(change)) {
		const answer = changed.get(name);
		if (answer === undefined) throw new Error(`Nothing was asked as '${name}'`);
		changed.set(name, alter(structuredClone(answer)));
	}
	const facts = { access: { kind: 'webhook', host: 'portal.example' } as const, nowMs };
	return judgeAll(new Seen({ answers: changed, asked }, facts), true).flatMap(
		({ assumption, verdict }) => (verdict.verdict === 'differs' ? [assumption.id] : []),
	);
}

type Value = Extract<Answer, { kind: 'value' }>;
type Refusal = Extract<Answer, { kind: 'error' }>;

/** Another value in place of the one that was answered. */
export function value(alter: (value: never) => unknown): (answer: Answer) => Answer {
	return (answer) => ({ ...asValue(answer), value: alter(asValue(answer).value as never) });
}

/** Other properties of the answer itself. */
export function envelope(changes: Partial<Value>): (answer: Answer) => Answer {
	return (answer) => ({ ...asValue(answer), ...changes });
}

/** Another refusal, or a refusal in place of a value. */
export function refused(changes: Partial<Refusal>): (answer: Answer) => Answer {
	return (answer) => {
		const error: Refusal =
			answer.kind === 'error'
				? answer
				: { kind: 'error', code: 'ERROR_CORE', text: 'refused', hasTime: false, status: 400 };
		return { ...error, ...changes };
	};
}

/** A value in place of a refusal. */
export function accepted(result: unknown): (answer: Answer) => Answer {
	return (answer) => ({
		kind: 'value',
		value: result,
		...('status' in answer ? { status: 200 } : {}),
	});
}

/** Other fields of the payment in an answer. */
export function payment(changes: Record<string, unknown>): (answer: Answer) => Answer {
	return value((found: { payment: object }) => ({ payment: { ...found.payment, ...changes } }));
}

/** Other rows of a list. */
export function rows(
	key: string,
	alter: (rows: Array<Record<string, unknown>>) => unknown,
): (answer: Answer) => Answer {
	return value((found: Record<string, Array<Record<string, unknown>>>) => ({
		...found,
		[key]: alter(found[key] ?? []),
	}));
}

function asValue(answer: Answer): Value {
	if (answer.kind !== 'value') throw new Error(`It was answered with ${answer.kind}`);
	return answer;
}
