import type { Clock } from './clock';

/** Faults of a whole HTTP request. */
export const TRANSPORT_FAULTS = [
	'resetBefore',
	'resetAfter',
	'resetMidBatch',
	'resetThenFinish',
	'hangBefore',
	'hangAfter',
	'html502',
	'html502After',
	'truncatedJson',
	'truncatedSocket',
	'emptyBody',
	'rateLimit',
	'rateLimitHtml',
	'expiredToken',
	'invalidToken',
	'redirect302',
	'connectionError',
	'overload',
	'emptyBatch',
	'dropBatchKeys',
	'batchStatus403',
	'error500',
	'error500After',
	'wrongEncoding',
	'echoSecret',
] as const;

/** Faults of one command, called alone or inside a batch. */
export const COMMAND_FAULTS = [
	'operatingLimit',
	'nullResult',
	'batchMethodNotAllowed',
	'accessDenied',
	'insufficientScope',
	'vetoed',
	'lyingTrue',
	'savedWithWarning',
	'errorCode',
	'flipAfter',
	'overlap',
	'phoneNotConfirmed',
] as const;

export type TransportFault = (typeof TRANSPORT_FAULTS)[number];
export type CommandFault = (typeof COMMAND_FAULTS)[number];
export type FaultName = TransportFault | CommandFault;

/** When a fault strikes and what it looks like. */
export interface FaultRule {
	fault: FaultName;
	/**
	 * Transport faults: the HTTP-level method ('batch', 'crm.item.payment.pay', 'oauth/token').
	 * Command faults: the command's method, inside a batch the inner one; `operatingLimit` and
	 * `nullResult` strike the whole batch when this names 'batch'. Default: every REST method.
	 */
	method?: string | RegExp;
	/** Only when the request or command concerns this payment. */
	paymentId?: number;
	/** Let this many matching requests (commands) through first. */
	skip?: number;
	/** How often it strikes; default 1. */
	times?: number;
	/** How many commands of a batch run before a transport fault strikes. */
	afterCommands?: number;
	/** Hang faults: how long. resetThenFinish: how long until the script goes on. */
	delayMs?: number;
	value?: string;
	code?: string;
}

export interface FaultHandle {
	/** How often the rule has struck. */
	readonly struck: number;
	remove(): void;
}

export interface StruckFault {
	fault: FaultName;
	method: string;
	atMs: number;
}

/** The switchboard for things that go wrong. */
export interface Faults {
	add(rule: FaultRule): FaultHandle;
	clear(): void;
	readonly struck: StruckFault[];
}

interface ArmedRule {
	rule: FaultRule;
	skipped: number;
	struck: number;
}

/** What a rule is compared with: a request with all its payments, or one command. */
export interface FaultTarget {
	method: string;
	paymentIds: readonly number[];
	inBatch?: boolean;
}

export class FaultSwitchboard implements Faults {
	readonly struck: StruckFault[] = [];

	private rules: ArmedRule[] = [];

	constructor(private readonly clock: Clock) {}

	add(rule: FaultRule): FaultHandle {
		if (!isFaultName(rule.fault)) throw new Error(`Unknown fault: ${String(rule.fault)}`);
		const armed: ArmedRule = { rule: { ...rule }, skipped: 0, struck: 0 };
		this.rules.push(armed);
		return {
			get struck() {
				return armed.struck;
			},
			remove: () => {
				this.rules = this.rules.filter((other) => other !== armed);
			},
		};
	}

	clear(): void {
		this.rules = [];
		this.struck.length = 0;
	}

	/** The transport fault that strikes this request, if any. */
	strikeRequest(target: FaultTarget): FaultRule | undefined {
		return this.strike(target, (rule) => isTransport(rule) || namesBatch(rule, target));
	}

	/** The command fault that strikes this command, if any. */
	strikeCommand(target: FaultTarget): FaultRule | undefined {
		return this.strike(target, (rule) => !isTransport(rule) && !namesBatch(rule, target));
	}

	private strike(
		target: FaultTarget,
		isOfThisLevel: (rule: FaultRule) => boolean,
	): FaultRule | undefined {
		for (const armed of this.rules) {
			if (!isOfThisLevel(armed.rule) || !concerns(armed.rule, target)) continue;
			if (armed.struck >= (armed.rule.times ?? 1)) continue;
			if (armed.skipped < (armed.rule.skip ?? 0)) {
				armed.skipped += 1;
				continue;
			}
			armed.struck += 1;
			const { fault } = armed.rule;
			this.struck.push({ fault, method: target.method, atMs: this.clock.now() });
			return armed.rule;
		}
		return undefined;
	}
}

export function isFaultName(name: unknown): name is FaultName {
	return ([...TRANSPORT_FAULTS, ...COMMAND_FAULTS] as unknown[]).includes(name);
}

function isTransport(rule: FaultRule): boolean {
	return (TRANSPORT_FAULTS as readonly string[]).includes(rule.fault);
}

function namesBatch(rule: FaultRule, target: FaultTarget): boolean {
	if (isTransport(rule) || target.method !== 'batch' || rule.method === undefined) return false;
	return matchesMethod(rule.method, 'batch');
}

function concerns(rule: FaultRule, target: FaultTarget): boolean {
	const { paymentId, method } = rule;
	if (rule.fault === 'batchMethodNotAllowed' && !target.inBatch) return false;
	if (paymentId !== undefined && !target.paymentIds.includes(paymentId)) return false;
	if (method === undefined) return target.method !== 'oauth/token';
	return matchesMethod(method, target.method);
}

function matchesMethod(wanted: string | RegExp, method: string): boolean {
	if (typeof wanted === 'string') return wanted.toLowerCase() === method.toLowerCase();
	return new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).test(method);
}
