import {
	choose,
	noOrder,
	severalOrders,
	withOthers,
} from '../../nodes/Bitrix24Payments/execution/choose';
import type { PaymentRef } from '../../nodes/Bitrix24Payments/parameters/paymentRef';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { payment } from '../support/payments';

function orderNumbered(number: string): PaymentRef {
	return { by: 'order', order: { number } };
}

const MAY_BE_HIDDEN = 'it may have no payment yet, or this user may not see it';

describe('Where no payment was found', () => {
	it.each<[PaymentRef, string, string]>([
		[
			{ by: 'number', number: '356/1' },
			'There is no payment with the number 356/1',
			'Check the number. If it is the number of an order, choose Of Order',
		],
		[
			{ by: 'deal', entityTypeId: 2, entityId: 25 },
			'There is no payment of deal 25',
			`Check the deal in Bitrix24; ${MAY_BE_HIDDEN}`,
		],
		[
			{ by: 'invoice', entityTypeId: 31, entityId: 12 },
			'There is no payment of invoice 12',
			`Check the invoice in Bitrix24; ${MAY_BE_HIDDEN}`,
		],
		[
			orderNumbered('356'),
			'There is no payment of order 356',
			'Check the number of the order, or whether it has a payment',
		],
	])('says what was looked for, and what to check: %j', (ref, message, advice) => {
		expect(choose([], { ref, guards: {} })).toMatchObject({
			code: 'PAYMENT_NOT_FOUND',
			message,
			description: `Nothing was changed. ${advice}`,
			notFound: 'surely',
		});
	});
});

describe('The order of a payment', () => {
	const ENTER = 'Enter the number of the order as Bitrix24 shows it, or paste the link of its page';
	const CHANGE = 'If this is the number of a payment, change the mode to By Number';

	it.each<[PaymentRef, string, string]>([
		[orderNumbered('356'), 'There is no order 356', ENTER],
		[orderNumbered('356/1'), 'There is no order 356/1', CHANGE],
		[{ by: 'order', order: { id: 5 } }, 'There is no order with the ID 5', ENTER],
	])('does not exist: %j', (ref, message, advice) => {
		expect(noOrder(ref)).toMatchObject({
			code: 'PAYMENT_NOT_FOUND',
			message,
			description: `Nothing was changed. ${advice}`,
			notFound: 'surely',
		});
	});

	it('is not known where several orders have the number', () => {
		expect(severalOrders(orderNumbered('356'), 3)).toMatchObject({
			code: 'PAYMENT_AMBIGUOUS',
			message: 'There are 3 orders with the number of order 356',
			description:
				'Nothing was changed. Paste the link of the order, or give the payment by its number',
		});
	});
});

describe('A payment number that does not exist', () => {
	const FAILURE = new Failure({
		code: 'PAYMENT_NOT_FOUND',
		message: 'There is no such payment',
		description: 'Nothing was changed. Check the number',
	});

	it('is told with the payments of its order, which may be meant', () => {
		expect(withOthers(FAILURE, [payment()], 'Order 356')).toMatchObject({
			code: 'PAYMENT_NOT_FOUND',
			message: 'There is no such payment',
			description:
				'Nothing was changed. Check the number. Order 356 has one payment: 356/1 (100.5 EUR, unpaid)',
			candidates: [
				{ paymentId: 1038, accountNumber: '356/1', paid: 'N', sum: 100.5, currency: 'EUR' },
			],
		});
	});

	it('is told alone where its order has none', () => {
		expect(withOthers(FAILURE, [], 'Order 356')).toBe(FAILURE);
	});
});
