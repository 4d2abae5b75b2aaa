import { codeShown } from '../judge/codes';
import { isObject, numberOf, textOf, typeOf, type JsonObject } from '../judge/json';
import { statusShown, type Seen } from '../judge/seen';
import { decide, differs, holds, Settled, untried, type Verdict } from '../judge/verdict';
import { SECOND_SUM } from '../walk/samples';
import type { Assumption } from './assumption';
import { notFound } from './errors';

const NEEDS = 'crm, sale as an administrator';

/** What the package takes for granted about booking, refusing and deleting. */
export const WRITING: readonly Assumption[] = [
	writing(
		'create',
		'create-and-delete',
		'`crm.item.payment.add` makes an empty, unpaid payment and answers its ID',
		(seen) => {
			const { value } = seen.value('payment made');
			if (typeof value !== 'number') return differs(`the answer is ${typeOf(value)}`);
			const { sum, paid } = storePayment(seen, 'payment as made');
			return decide(sum === 0 && paid === 'N', 'as assumed', 'it is paid or has an amount');
		},
	),
	writing(
		'create-for-order',
		'create-and-delete',
		'`sale.payment.add` makes a payment of an order with all its fields and answers it',
		(seen) => {
			const made = storePayment(seen, 'second payment made');
			const rows = seen.rows('payments of the order', 'payments');
			const shown = rows.find(({ id }) => textOf(id) === textOf(made.id));
			if (numberOf(made.id) === undefined || shown === undefined) return differs('it is not there');
			const isWhole = numberOf(shown.sum) === SECOND_SUM && textOf(shown.comments) !== '';
			return decide(isWhole, 'with its fields', 'some of its fields are missing');
		},
	),
	writing('pay', 'pay-and-unpay', '`crm.item.payment.pay` answers `true` and books', (seen) => {
		isTrue(seen, 'pay/write');
		return decide(isBooked(seen, 'pay'), 'booked', 'answered, and not booked');
	}),
	writing(
		'pay-stamps',
		'pay-and-unpay',
		'The first payment stamps `datePaid` and `empPaidId`, and `isReturn` is `N`',
		(seen) => {
			const { datePaid, empPaidId, isReturn } = booked(seen, 'pay');
			if (textOf(datePaid) === '') return differs('no `datePaid`');
			if (numberOf(empPaidId) === undefined) return differs('no `empPaidId`');
			return decide(isReturn === 'N', 'as assumed', '`isReturn` is not `N`');
		},
	),
	writing(
		'pay-again',
		'pay-and-unpay',
		'To pay what is paid is answered `true` and changes nothing',
		(seen) => {
			booked(seen, 'pay');
			isTrue(seen, 'pay again/write');
			return unchanged(seen, 'pay/payment', 'pay again/payment', ['paid', 'datePaid', 'empPaidId']);
		},
	),
	writing(
		'unpay',
		'pay-and-unpay',
		'`crm.item.payment.unpay` answers `true` and takes the booking back',
		(seen) => {
			booked(seen, 'pay');
			isTrue(seen, 'unpay/write');
			const { paid } = storePayment(seen, 'unpay/payment');
			return decide(paid === 'N', 'taken back', 'answered, and still booked');
		},
	),
	writing('unpay-keeps', 'pay-and-unpay', 'Unpaying keeps `datePaid` and `empPaidId`', (seen) => {
		booked(seen, 'pay');
		return unchanged(seen, 'amount of the paid/payment', 'unpay/payment', [
			'datePaid',
			'empPaidId',
		]);
	}),
	writing(
		'unpay-again',
		'pay-and-unpay',
		'To unpay what is unpaid is answered `true` and changes nothing',
		(seen) => {
			isTrue(seen, 'unpay again/write');
			return unchanged(seen, 'unpay/payment', 'unpay again/payment', [
				'paid',
				'datePaid',
				'empPaidId',
			]);
		},
	),
	writing(
		'order-moves',
		'order-dates',
		'A booked payment moves `dateUpdate` of its order',
		(seen) => {
			booked(seen, 'pay');
			const [before, after] = [dateOf(seen, 'before pay/order'), dateOf(seen, 'pay/order')];
			return decide(after > before, 'moved', 'not moved');
		},
	),
	writing('order-stays', 'order-dates', 'To pay what is paid does not move it', (seen) => {
		booked(seen, 'pay');
		const [before, after] = [dateOf(seen, 'pay/order'), dateOf(seen, 'pay again/order')];
		return decide(after === before, 'not moved', 'moved');
	}),
	writing('paid-amount', 'update', 'The amount of a paid payment cannot be changed', (seen) => {
		booked(seen, 'pay again');
		seen.tried('amount of the paid/write');
		const { code } = seen.error('amount of the paid/write');
		const names = ['pay again/payment', 'amount of the paid/payment'];
		const [before, after] = names.map((name) => storePayment(seen, name).sum);
		if (before !== after) return differs(`refused with ${codeShown(code)}, and changed`);
		return holds(`refused with ${codeShown(code)}`);
	}),
	writing(
		'paid-delete',
		'create-and-delete',
		'A paid payment cannot be deleted: `SALE_PAYMENT_DELETE_EXIST_PAID`',
		(seen) => {
			booked(seen, 'pay before delete');
			seen.refusal('delete the paid', 'SALE_PAYMENT_DELETE_EXIST_PAID');
			return holds('as assumed');
		},
	),
	{
		id: 'delete',
		assumed: '`crm.item.payment.delete` answers `true`, and afterwards there is no such payment',
		source: 'create-and-delete',
		needs: NEEDS,
		writes: true,
		check: (seen) => {
			deletable(seen);
			isTrue(seen, 'delete');
			seen.refusal('payment after delete', '200640400001');
			return holds('as assumed');
		},
	},
	{
		id: 'delete-again',
		assumed: 'To delete what is gone is refused as *not found*',
		source: 'create-and-delete',
		variants: { today: '"Payment has not been found"', older: '"Insufficient permissions."' },
		needs: NEEDS,
		writes: true,
		check: (seen) => {
			deletable(seen);
			return notFound(seen, 'delete again');
		},
	},
	writing(
		'batch-writes',
		'batch-commands',
		'A batch accepts pay, unpay, delete and update, one after another',
		(seen) => {
			const names = ['update', 'pay', 'unpay', 'deleteUnknown'];
			const barred = names.filter((name) => isBarred(seen, `batch of writes/${name}`));
			if (barred.length > 0) return differs(`not accepted: ${barred.join(', ')}`);
			if (!isBooked(seen, 'pay')) return holds('accepted');
			const paid = ['paid', 'unpaid'].map(
				(name) => storePayment(seen, `batch of writes/${name}`).paid,
			);
			return decide(String(paid) === 'Y,N', 'in order', 'not in the order of the commands');
		},
	),
	{
		id: 'batch-denial',
		assumed: 'A command whose access is denied leaves the rest of its batch as it is',
		source: 'statuses',
		variants: { code: 'with status 403 for all of it', documentation: 'with status 200' },
		needs: NEEDS,
		writes: true,
		check: (seen) => {
			const { status } = seen.value('batch with a denial');
			seen.error('batch with a denial/denied');
			seen.value('batch with a denial/good');
			if (status === 403) return holds('status 403', 'code');
			return status === 200 ? holds('status 200', 'documentation') : differs(`status ${status}`);
		},
	},
	{
		...writing(
			'cash',
			'pay-via-payment-system',
			'Paying through a cash system answers `true` and books nothing',
			(seen) => {
				isTrue(seen, 'pay in cash');
				const { paid } = storePayment(seen, 'after pay in cash/payment');
				return decide(paid === 'N', 'not booked', 'booked');
			},
		),
		needs: 'pay_system, sale as an administrator, a payment system of the kind cash',
	},
	{
		...writing(
			'other-payment-system',
			'pay-via-payment-system',
			'A payment that does not use the payment system is `ERROR_CHECK_FAILURE`',
			(seen) =>
				checkFailure(seen, 'unknown payment in cash', /^payment with id=.* not found[\s.!]*$/i),
		),
		needs: 'pay_system, a payment system of the kind cash',
	},
	{
		...writing(
			'unknown-payment-system',
			'pay-via-payment-system',
			'An unknown payment system is `ERROR_CHECK_FAILURE`',
			(seen) => checkFailure(seen, 'unknown payment system', /^pay system not found[\s.!]*$/i),
		),
		needs: 'pay_system',
	},
	{
		id: 'payment-link',
		assumed: '`salescenter.payment.getPublicUrl` answers a link, a short link and a picture',
		source: 'payment-link',
		variants: { link: 'the three of them', phone: 'that the phone number is not confirmed' },
		needs: 'salescenter',
		writes: true,
		check: (seen) => {
			const { value } = seen.value('payment link');
			if (isObject(value) && value.isPhoneConfirmed === false)
				return holds('not confirmed', 'phone');
			const payment = isObject(value) && isObject(value.payment) ? value.payment : {};
			const lacking = ['url', 'shortUrl', 'qr'].filter((name) => textOf(payment[name]) === '');
			return lacking.length === 0
				? holds('all three', 'link')
				: differs(`${lacking.join(', ')} missing`);
		},
	},
];

function writing(
	id: string,
	source: string,
	assumed: string,
	check: Assumption['check'],
): Assumption {
	return { id, assumed, source, needs: NEEDS, writes: true, check };
}

/** Whether a batch does not take the method of a command. */
function isBarred(seen: Seen, name: string): boolean {
	seen.tried(name);
	const answer = seen.answer(name);
	return answer.kind === 'error' && answer.code === 'ERROR_BATCH_METHOD_NOT_ALLOWED';
}

function isBooked(seen: Seen, step: string): boolean {
	return storePayment(seen, `${step}/payment`).paid === 'Y';
}

/**
 * The payment as a step that should have booked it left it.
 * @throws Settled (untried) when it is not booked, which has a line of its own
 */
function booked(seen: Seen, step: string): JsonObject {
	if (isBooked(seen, step)) return storePayment(seen, `${step}/payment`);
	throw new Settled(untried('data', 'the payment was not booked'));
}

/** @throws Settled (untried) when there was nothing that could be deleted */
function deletable(seen: Seen): void {
	const name = 'before delete/payment';
	const answer = seen.answer(name);
	const isThere = answer.kind === 'value' && storePayment(seen, name).paid === 'N';
	if (!isThere) throw new Settled(untried('data', 'there was no unpaid payment left to delete'));
}

/** @throws Settled unless it was answered by an exact `true` */
function isTrue(seen: Seen, name: string): void {
	const { value } = seen.value(name);
	if (value !== true) throw new Settled(differs(`answered ${typeOf(value)}, not true`));
}

/** @throws Settled when there is no such payment */
export function storePayment(seen: Seen, name: string): JsonObject {
	const { value } = seen.value(name);
	return isObject(value) && isObject(value.payment) ? value.payment : {};
}

function unchanged(seen: Seen, before: string, after: string, names: readonly string[]): Verdict {
	const [one, other] = [storePayment(seen, before), storePayment(seen, after)];
	const changed = names.filter((name) => one[name] !== other[name]);
	return decide(changed.length === 0, 'unchanged', `${changed.join(', ')} changed`);
}

function dateOf(seen: Seen, name: string): number {
	const [row] = seen.someRows(name, 'orders');
	const date = Date.parse(textOf(row?.dateUpdate));
	if (Number.isNaN(date)) throw new Settled(untried('data', 'the order tells no date of change'));
	return date;
}

function checkFailure(seen: Seen, name: string, words: RegExp): Verdict {
	const answer = seen.refusal(name, 'ERROR_CHECK_FAILURE');
	if (answer.status !== 400) return differs(`ERROR_CHECK_FAILURE${statusShown(answer)}`);
	return decide(words.test(textOf(answer.text)), 'as assumed', 'with another text');
}
