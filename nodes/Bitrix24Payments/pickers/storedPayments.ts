import type { IDataObject } from 'n8n-workflow';

import { amountsIn, type Amount } from '../parameters/amounts';
import { paymentNumber } from '../parameters/paymentRef';
import { numberOf } from '../records/payment';
import { isSameAmount } from '../records/storedValue';
import type { Question } from './questions';
import { holds } from './texts';

/** What a list of payments shows of each. */
const SHOWN = ['id', 'accountNumber', 'paid', 'sum', 'currency', 'paySystemId', 'paySystemName'];

/** Half of the smallest coin there is: the portal compares floating-point numbers. */
const HALF_A_COIN = 0.0005;

/**
 * The payments of the whole portal, newest first; with a text those that have it as their number,
 * ID, amount or payment system. Bitrix24 cannot look for a text in several fields at once, so it is
 * asked once for each.
 *
 * @param start row at which the page begins
 */
export function storeQuestions(text: string, start: number): Question[] {
	if (!text) return [list({}, start, () => true)];
	const byNumber = list({ '%accountNumber': paymentNumber(text, 'Payment') }, start, (row) =>
		isNumbered(row, text),
	);
	const bySystem = list({ '%paySystemName': text }, start, (row) => isPaidWith(row, text));
	const id = idIn(text);
	const byId = id === undefined ? [] : [list({ '=id': id }, start, (row) => hasId(row, text))];
	const byAmount = amountsIn(text).map((amount) =>
		list(conditionsFor(amount), start, (row) => isOfAmount(row, amount)),
	);
	return once([byNumber, bySystem, ...byId, ...byAmount]);
}

/** Whether a payment is one that {@link storeQuestions} ask for. */
export function isWanted(row: IDataObject, text: string): boolean {
	return (
		!text ||
		isNumbered(row, text) ||
		isPaidWith(row, text) ||
		hasId(row, text) ||
		amountsIn(text).some((amount) => isOfAmount(row, amount))
	);
}

function list(filter: IDataObject, start: number, fits: Question['fits']): Question {
	return {
		method: 'sale.payment.list',
		key: 'payments',
		params: {
			select: SHOWN,
			...(Object.keys(filter).length > 0 ? { filter } : {}),
			order: { id: 'desc' },
			start,
		},
		fits,
	};
}

/** What several of them ask for is shown by the first, so that no page repeats a row of another. */
function once(questions: readonly Question[]): Question[] {
	return questions.map((question, index) => {
		const before = questions.slice(0, index);
		const fits = (row: IDataObject) =>
			question.fits(row) && !before.some((earlier) => earlier.fits(row));
		return { ...question, fits };
	});
}

function isNumbered(row: IDataObject, text: string): boolean {
	return holds(row.accountNumber, paymentNumber(text, 'Payment'));
}

function isPaidWith(row: IDataObject, text: string): boolean {
	return holds(row.paySystemName, text);
}

function idIn(text: string): number | undefined {
	const id = /^[1-9]\d*$/.test(text) ? Number(text) : NaN;
	return Number.isSafeInteger(id) ? id : undefined;
}

function hasId(row: IDataObject, text: string): boolean {
	return numberOf(row.id) === idIn(text);
}

function conditionsFor({ amount, currencies }: Amount): IDataObject {
	return {
		'>=sum': amount - HALF_A_COIN,
		'<=sum': amount + HALF_A_COIN,
		...(currencies ? { '=currency': [...currencies] } : {}),
	};
}

function isOfAmount(row: IDataObject, { amount, currencies }: Amount): boolean {
	const isInCurrency = !currencies || currencies.includes(String(row.currency));
	return isInCurrency && isSameAmount(amount, numberOf(row.sum), HALF_A_COIN);
}
