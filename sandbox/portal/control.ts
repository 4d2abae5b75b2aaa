import type { Dialect } from './dialect';
import { isFaultName, type FaultRule } from './faultRule';
import type { Faults } from './faults';
import type { LedgerBook } from './ledger';
import type { Json } from './php/values';
import type { LoggedRequest } from './requestLog';

/** What other processes may do with a running portal. */
export interface Controls {
	readonly ledger: LedgerBook;
	readonly faults: Faults;
	readonly requests: readonly LoggedRequest[];
	info(): Record<string, Json>;
	setDialect(changes: Partial<Dialect>): Dialect;
	reset(): void;
	expireAccessTokens(): void;
	revokeRefreshTokens(): void;
	finishPending(): Promise<void>;
	page(): string;
}

interface ControlRequest {
	verb: string;
	action: string;
	body: string;
}

type Action = (controls: Controls, body: string) => unknown;

const ACTIONS: Record<string, Action> = {
	'GET info': (controls) => controls.info(),
	'GET ledger': ({ ledger }) => ({
		payments: ledger.payments(),
		effects: ledger.touched(),
		overlaps: ledger.overlappedOrders(),
		journal: ledger.journal,
	}),
	'GET requests': ({ requests }) => requests,
	'GET faults': ({ faults }) => faults.struck,
	'POST faults': ({ faults }, body) => {
		faults.add(readRule(body));
		return true;
	},
	'DELETE faults': ({ faults }) => {
		faults.clear();
		return true;
	},
	'POST reset': (controls) => {
		controls.reset();
		return true;
	},
	'POST dialect': (controls, body) => controls.setDialect(readObject(body) as Partial<Dialect>),
	'POST expire-tokens': (controls) => {
		controls.expireAccessTokens();
		return true;
	},
	'POST revoke-refresh-tokens': (controls) => {
		controls.revokeRefreshTokens();
		return true;
	},
};

/** Answers `/sandbox/…`: reading the ledger and arranging trouble, without credentials. */
export function answerControl(
	controls: Controls,
	request: ControlRequest,
): { status: number; text: string } {
	const action = ACTIONS[`${request.verb} ${request.action.replace(/\/$/, '')}`];
	if (action === undefined) {
		return print(404, { error: 'unknown action', actions: Object.keys(ACTIONS) });
	}
	try {
		return print(200, action(controls, request.body));
	} catch (error) {
		return print(400, { error: error instanceof Error ? error.message : 'failed' });
	}
}

function print(status: number, answer: unknown): { status: number; text: string } {
	return { status, text: JSON.stringify(answer) };
}

function readObject(body: string): Record<string, unknown> {
	const parsed = JSON.parse(body === '' ? '{}' : body) as unknown;
	if (typeof parsed !== 'object' || parsed === null) throw new Error('A JSON object is expected');
	return parsed as Record<string, unknown>;
}

/** `{rule: {…}}` or the rule itself; a method written as `/…/` is a regular expression. */
function readRule(body: string): FaultRule {
	const parsed = readObject(body);
	const rule = (parsed.rule ?? parsed) as Omit<FaultRule, 'times'> & { times?: number | string };
	if (!isFaultName(rule.fault)) throw new Error(`Unknown fault: ${String(rule.fault)}`);
	const times = rule.times === 'Infinity' ? Number.POSITIVE_INFINITY : rule.times;
	return { ...rule, method: readMethod(rule.method), times: times as number | undefined };
}

function readMethod(method: string | RegExp | undefined): string | RegExp | undefined {
	const pattern = typeof method === 'string' ? /^\/(.+)\/([a-z]*)$/.exec(method) : null;
	return pattern === null ? method : new RegExp(pattern[1] ?? '', pattern[2]);
}
