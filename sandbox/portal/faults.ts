import type { Clock } from './clock';
import { isFaultName, isTransport, type FaultName, type FaultRule } from './faultRule';

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

function namesBatch(rule: FaultRule, target: FaultTarget): boolean {
	if (isTransport(rule) || target.method !== 'batch' || rule.method === undefined) return false;
	return matchesMethod(rule.method, 'batch');
}

const ONLY_IN_BATCH: readonly FaultName[] = ['batchMethodNotAllowed', 'bareBatchError'];

function concerns(rule: FaultRule, target: FaultTarget): boolean {
	const { paymentId, method } = rule;
	if (ONLY_IN_BATCH.includes(rule.fault) && !target.inBatch) return false;
	if (paymentId !== undefined && !target.paymentIds.includes(paymentId)) return false;
	if (method === undefined) return target.method !== 'oauth/token';
	return matchesMethod(method, target.method);
}

/** Whether a method is the one that is named, or one of those that the pattern means. */
export function matchesMethod(wanted: string | RegExp, method: string): boolean {
	if (typeof wanted === 'string') return wanted.toLowerCase() === method.toLowerCase();
	return new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).test(method);
}
