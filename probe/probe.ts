import { BY_CODE } from '../nodes/Bitrix24Payments/portal/errorTable';
import { ASSUMPTIONS } from './assumptions';
import type { Assumption } from './assumptions/assumption';
import { figuresOf } from './assumptions/limits';
import { isObject, textOf } from './judge/json';
import { judge, Seen } from './judge/seen';
import { untried, type Verdict } from './judge/verdict';
import type { Access } from './net/access';
import type { Answer } from './net/answer';
import type { Http } from './net/http';
import type { Clock } from './net/pace';
import { Session } from './net/session';
import { readAll, scopesIn } from './walk/read';
import { findOwnDeals, NOTHING_TO_TIDY, type Tidying } from './walk/tidy';
import { writeAll } from './walk/write';

/** Permissions that the node has to do with; others of the credential are nobody's business. */
const NODE_SCOPES = new Set(['crm', 'sale', 'pay_system', 'salescenter']);

/** One assumption and what the portal did about it. */
export interface Result {
	readonly assumption: Assumption;
	readonly verdict: Verdict;
}

/** What came of a walk. Nothing in it is secret, or of what the portal keeps. */
export interface Outcome {
	readonly results: readonly Result[];
	readonly connection: Access['kind'];
	/** Permissions of the credential that the node has to do with. */
	readonly scopes: readonly string[];
	/** As `app.info` names it; empty when it does not. */
	readonly licence: string;
	readonly figures: Readonly<Record<string, number>>;
	readonly requests: number;
	readonly seconds: number;
	readonly isInterrupted: boolean;
	/** Why the walk ended early all the same: a limit, or the end of connection or credential. */
	readonly cutOff?: string;
	/** What a `--write` made, removed and had to leave. */
	readonly tidying: Tidying;
}

/** The portal could not be probed at all. The message says what happened and how to mend it. */
export class CannotRun extends Error {}

export interface ProbeTools {
	readonly http: Http;
	readonly clock: Clock;
	/** Milliseconds since the epoch, on this machine. */
	readonly now: () => number;
	/** Aborted by Ctrl-C. */
	readonly signal: AbortSignal;
}

/**
 * Walks through all assumptions that can be tried with this access.
 *
 * @param mayWrite make a deal and a payment of its own, and remove both again
 * @throws CannotRun when the portal does not answer, or does not take the credential
 */
export async function probe(
	access: Access,
	tools: ProbeTools,
	mayWrite: boolean,
): Promise<Outcome> {
	const session = new Session(access, tools);
	const facts = { access, nowMs: tools.now() };
	const scopes = await enter(session);
	await readAll(session, scopes);
	const tidying = await tidyOrWrite(session, mayWrite);
	const seen = new Seen(session, facts);
	return {
		results: judgeAll(seen, mayWrite),
		connection: access.kind,
		scopes: scopes.filter((scope) => NODE_SCOPES.has(scope)),
		licence: licenceIn(session.answers.get('app info')),
		figures: figuresOf(seen),
		requests: session.requests,
		seconds: session.seconds,
		isInterrupted: session.isInterrupted,
		...(session.cutOff === undefined ? {} : { cutOff: session.cutOff }),
		tidying,
	};
}

/**
 * The first call, which shows whether there is a portal that takes the credential.
 * @returns the permissions of the credential
 */
async function enter(session: Session): Promise<string[]> {
	const answer = await session.ask({ name: 'scope', method: 'scope' });
	const hindrance = hindranceIn(answer);
	if (hindrance !== undefined) throw new CannotRun(hindrance);
	return scopesIn(answer.kind === 'value' ? answer.value : []);
}

/** Why there is no use in going on; undefined if there is. */
function hindranceIn(answer: Answer): string | undefined {
	switch (answer.kind) {
		case 'untried':
			return answer.why === 'interrupted'
				? 'Interrupted before anything was asked.'
				: `${sentence(answer.text)} Check the address and the connection.`;
		case 'redirect':
			return `The portal redirects to another address (status ${answer.status}), so it was renamed or is not here. Nothing secret was sent there. Take the address from Bitrix24 anew.`;
		case 'unreadable':
			return `What answers there is no Bitrix24 (status ${answer.status}). Check the address: https://your-portal.bitrix24.com/rest/{user ID}/{code}/`;
		case 'error':
			return credentialTrouble(answer.code);
		default:
			return undefined;
	}
}

/** Codes after which no other call would be answered either. */
const SHUT = new Set([
	'NO_AUTH_FOUND',
	'INVALID_CREDENTIALS',
	'INVALID_REQUEST',
	'expired_token',
	'invalid_token',
	'APPLICATION_NOT_FOUND',
	'user_access_error',
	'authorization_error',
	'ACCESS_DENIED',
	'PORTAL_DELETED',
	'OVERLOAD_LIMIT',
	'QUERY_LIMIT_EXCEEDED',
	'CONNECTION_ERROR',
	'INTERNAL_SERVER_ERROR',
]);

function credentialTrouble(code: unknown): string | undefined {
	const text = textOf(code);
	if (!SHUT.has(text)) return undefined;
	const { message = 'Bitrix24 refused the first call', description } = BY_CODE[text] ?? {};
	return [message, description]
		.filter(Boolean)
		.map((words) => sentence(words ?? ''))
		.join(' ');
}

function sentence(words: string): string {
	const text = words.charAt(0).toUpperCase() + words.slice(1);
	return text.endsWith('.') ? text : `${text}.`;
}

async function tidyOrWrite(session: Session, mayWrite: boolean): Promise<Tidying> {
	if (mayWrite && !session.isInterrupted) return await writeAll(session);
	const found = (await findOwnDeals('leftovers', session.ask.bind(session))) ?? [];
	const left = found.map(({ id }) => `deal ${id} of an earlier --write. The next one removes it`);
	return { ...NOTHING_TO_TIDY, found: found.length, left };
}

/** What the portal's answers say about each assumption. */
export function judgeAll(seen: Seen, mayWrite: boolean): Result[] {
	return ASSUMPTIONS.map((assumption) => ({
		assumption,
		verdict: verdictOn(assumption, seen, mayWrite),
	}));
}

function verdictOn(assumption: Assumption, seen: Seen, mayWrite: boolean): Verdict {
	if (assumption.writes && !mayWrite) return untried('option', 'needs --write');
	return judge(assumption.check, seen);
}

/** The licence, if it looks like one: `en_selfhosted`. */
function licenceIn(answer: Answer | undefined): string {
	const value = answer?.kind === 'value' && isObject(answer.value) ? answer.value : {};
	const licence = textOf(value.LICENSE);
	return /^[a-z]{2}_[a-z0-9_]{1,30}$/.test(licence) ? licence : '';
}
