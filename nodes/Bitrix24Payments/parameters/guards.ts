import type { IDataObject } from 'n8n-workflow';

import { Failure, invalidInput } from '../portal/failure';
import { isObject } from '../portal/json';
import type { Payment } from '../records/payment';
import { EXACT, isSameAmount } from '../records/storedValue';
import { amount, amountIn } from './amounts';
import { currency } from './currencies';
import { recordId } from './ids';
import { paymentNumber } from './paymentRef';

/** What a payment has to be like, read just before the write, for the write to be sent. */
export interface Guards {
	readonly amount?: number;
	/** How much more or less the amount of the payment may be. */
	readonly amountMayDifferBy?: number;
	/** One of these. */
	readonly currencies?: readonly string[];
	readonly accountNumber?: string;
	readonly paySystemId?: number;
}

/** The names of the conditions, as workflows save them. */
export const GUARD_NAMES = [
	'accountNumber',
	'amount',
	'amountMayDifferBy',
	'currency',
	'paySystemId',
] as const;

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
	const known: readonly string[] = GUARD_NAMES;
	const unknown = Object.keys(parameter).find((name) => !known.includes(name));
	if (unknown !== undefined) throw noGuards(unknown);
	return {
		...amountGuards(parameter),
		...('accountNumber' in parameter
			? { accountNumber: paymentNumber(parameter.accountNumber, 'Only If > Payment Number Is') }
			: {}),
		...('paySystemId' in parameter
			? { paySystemId: recordId(parameter.paySystemId, 'Only If > Payment System ID Is') }
			: {}),
	};
}

/** A currency beside the amount counts as a condition on the currency. */
function amountGuards(given: IDataObject): Guards {
	const wanted =
		'currency' in given ? currency(given.currency, 'Only If > Currency Is') : undefined;
	if ('amountMayDifferBy' in given && !('amount' in given)) throw differenceAlone();
	if (!('amount' in given)) return wanted === undefined ? {} : { currencies: [wanted] };
	const wantedAmount = amountIn(given.amount, 'Only If > Amount Is', wanted);
	const allowed = wanted === undefined ? wantedAmount.currencies : [wanted];
	return {
		amount: wantedAmount.amount,
		...(allowed ? { currencies: allowed } : {}),
		...('amountMayDifferBy' in given ? { amountMayDifferBy: difference(given, allowed) } : {}),
	};
}

/** In the currency of the amount, if it names one. */
function difference(
	{ amountMayDifferBy }: IDataObject,
	allowed: readonly string[] | undefined,
): number {
	const [only, ...others] = allowed ?? [];
	const label = 'Only If > Amount May Differ By';
	return amount(amountMayDifferBy, label, others.length === 0 ? only : undefined);
}

function differenceAlone(): Failure {
	return invalidInput(
		"'Only If > Amount May Differ By' stands alone",
		"Add 'Amount Is', from which the amount may differ",
	);
}

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
	const { amount, amountMayDifferBy, paySystemId, ...others } = guards;
	const isKept = (field: string, guard: unknown) => guard !== undefined && !sets.includes(field);
	return {
		...others,
		...(isKept('sum', amount) ? { amount, amountMayDifferBy } : {}),
		...(isKept('paySystemId', paySystemId) ? { paySystemId } : {}),
	};
}

/** The failure of the first guard that does not hold. */
export function guardFailure(guards: Guards, payment: Payment): Failure | undefined {
	const { amount, amountMayDifferBy = 0, currencies, accountNumber, paySystemId } = guards;
	const { sum, fields } = payment;
	const number = String(fields.accountNumber ?? '');
	if (accountNumber !== undefined && !isSameNumber(accountNumber, number)) {
		return guardFailed(`the payment number is ${number || 'unknown'}, not ${accountNumber}`);
	}
	if (amount !== undefined && !isWithin(amount, amountMayDifferBy, sum)) {
		const allowed = amountMayDifferBy > 0 ? `, give or take ${amountMayDifferBy}` : '';
		return guardFailed(`the amount is ${sum ?? 'unknown'}, not ${amount}${allowed}`);
	}
	if (currencies !== undefined && !currencies.includes(payment.currency)) {
		return guardFailed(
			`the currency is ${payment.currency || 'unknown'}, not ${currencies.join(' or ')}`,
		);
	}
	if (paySystemId !== undefined && payment.paySystemId !== paySystemId) {
		return guardFailed(
			`the payment system is ${payment.paySystemId ?? 'unknown'} (${payment.paySystemName}), not ${paySystemId}`,
		);
	}
	return undefined;
}

function isSameNumber(one: string, other: string): boolean {
	return one.trim().toLowerCase() === other.trim().toLowerCase();
}

function isWithin(wanted: number, difference: number, found: number | null): boolean {
	return isSameAmount(wanted, found, difference + EXACT);
}

function guardFailed(what: string): Failure {
	return new Failure({
		code: 'GUARD_FAILED',
		message: `Nothing was changed: ${what}`,
		description:
			"The payment does not meet a condition of 'Only If'. Check whether this is the right payment",
	});
}
