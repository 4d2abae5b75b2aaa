import { Failure, invalidInput } from '../portal/failure';
import { isObject } from '../portal/json';
import type { Payment } from '../records/payment';
import { isSameAmount } from '../records/storedValue';
import { amount } from './amounts';
import { currency } from './currencies';
import { recordId } from './ids';

/** What a payment has to be like, read just before the write, for the write to be sent. */
export interface Guards {
	readonly amount?: number;
	readonly currency?: string;
	readonly paySystemId?: number;
}

/**
 * Reads `options.onlyIf`. A guard that was added but came out empty is refused, never skipped:
 * a missing column in a bank statement must not switch the check off. An option without any guard
 * is refused as well, because n8n leaves nothing else of misspelt conditions and of an expression
 * that stands for all of them.
 *
 * @throws Failure (`INVALID_INPUT`)
 */
export function guardsFrom(parameter: unknown): Guards {
	if (!isObject(parameter) || Object.keys(parameter).length === 0) throw noGuards();
	const unknown = Object.keys(parameter).find((name) => !GUARD_NAMES.includes(name));
	if (unknown !== undefined) throw noGuards(unknown);
	const given = parameter;
	return {
		...('amount' in given ? { amount: amount(given.amount, 'Only If > Amount Is') } : {}),
		...('currency' in given ? { currency: currency(given.currency, 'Only If > Currency Is') } : {}),
		...('paySystemId' in given
			? { paySystemId: recordId(given.paySystemId, 'Only If > Payment System ID Is') }
			: {}),
	};
}

const GUARD_NAMES = ['amount', 'currency', 'paySystemId'];

function noGuards(unknown?: string): Failure {
	return invalidInput(
		unknown === undefined
			? "'Only If' holds no conditions"
			: `'Only If' knows no condition '${unknown}'`,
		'Add conditions to it one by one, or remove the option',
	);
}

export function hasGuards(guards: Guards): boolean {
	return Object.keys(guards).length > 0;
}

/** Guards without those on fields that a change has set itself, once it is done. */
export function guardsBeside(guards: Guards, sets: readonly string[]): Guards {
	const { amount: sum, ...rest } = guards;
	const all = Object.entries({ sum, ...rest }).filter(([, value]) => value !== undefined);
	const kept = Object.fromEntries(all.filter(([field]) => !sets.includes(field)));
	const { sum: amountKept, ...others } = kept as { sum?: number } & Omit<Guards, 'amount'>;
	return { ...others, ...(amountKept === undefined ? {} : { amount: amountKept }) };
}

/** The failure of the first guard that does not hold. */
export function guardFailure(guards: Guards, payment: Payment): Failure | undefined {
	const { sum } = payment;
	if (guards.amount !== undefined && !isSameAmount(guards.amount, sum)) {
		return guardFailed(`the amount is ${sum ?? 'unknown'}, not ${guards.amount}`);
	}
	if (guards.currency !== undefined && payment.currency !== guards.currency) {
		return guardFailed(`the currency is ${payment.currency || 'unknown'}, not ${guards.currency}`);
	}
	if (guards.paySystemId !== undefined && payment.paySystemId !== guards.paySystemId) {
		return guardFailed(
			`the payment system is ${payment.paySystemId ?? 'unknown'} (${payment.paySystemName}), not ${guards.paySystemId}`,
		);
	}
	return undefined;
}

function guardFailed(what: string): Failure {
	return new Failure({
		code: 'GUARD_FAILED',
		message: `Nothing was changed: ${what}`,
		description:
			"The payment does not meet a condition of 'Only If'. Check whether this is the right payment",
	});
}
