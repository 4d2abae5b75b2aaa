import { callOf, CONDITIONS } from '../../probe/walk/conditions';
import { SEED } from '../../sandbox/portal';
import { accepted, envelope, payment, refused, rows, value, type Change } from './recording';

type Row = Record<string, unknown>;

const without = (name: string) => (row: Row) =>
	Object.fromEntries(Object.entries(row).filter(([key]) => key !== name));
const payments = (alter: (rows: Row[]) => unknown) => rows('payments', alter);
const orders = (alter: (rows: Row[]) => unknown) => rows('orders', alter);
const owners = (alter: (rows: Row[]) => unknown) => rows('orderEntity', alter);
const STRANGER = { id: 77_777, orderId: 77_777, accountNumber: 'other/9', sum: 0.77 };
const strangerAdded = payments((some) => [...some, { ...some[0], ...STRANGER }]);
const later = { dateUpdate: '2026-05-15T08:00:00+00:00' };

/**
 * For each assumption one rule of the portal that is another one, which only this assumption should
 * notice; or those that say the same of the same answer.
 */
export const CHANGES: Readonly<Record<string, { change: Change; also?: string[] }>> = {
	envelope: { change: { scope: envelope({ time: undefined }) } },
	'no-redirects': { change: { 'app info': () => ({ kind: 'redirect', status: 302 }) } },
	'malformed-body': { change: { 'cut-off body': refused({ code: 'ERROR_ARGUMENT' }) } },
	'half-character': { change: { 'half a character': refused({ code: '0' }) } },
	'malformed-batch': { change: { 'cut-off batch': refused({ code: 'ERROR_ARGUMENT' }) } },
	verbs: { change: { 'another verb': accepted({}) } },
	'missing-parameter': { change: { 'missing id': refused({ text: 'Another text' }) } },
	'unusable-parameter': { change: { 'word for an id': refused({ code: 'ERROR_ARGUMENT' }) } },
	scope: { change: { scope: value(() => 'crm,sale') } },
	'app-info': { change: { 'app info': value(without('LICENSE')) } },
	'no-lasting-name': {
		change: { 'app info': value((info: Row) => ({ ...info, member_id: 'x' })) },
	},
	'webhook-in-body': { change: { 'webhook in the body': refused({ code: 'ERROR_CORE' }) } },
	'address-without-user': {
		change: { 'address without user': refused({ code: 'NO_AUTH_FOUND' }) },
	},
	'unknown-token': { change: { 'made-up token': refused({ code: 'NO_AUTH_FOUND' }) } },
	'error-envelope': { change: { 'unknown payment': refused({ hasTime: true }) } },
	'error-code-type': {
		change: { 'unknown payment of the store': refused({ code: 200640400001 }) },
	},
	'unknown-method': { change: { 'unknown method': refused({ status: 400 }) } },
	'method-before-credential': {
		change: { 'unknown method, made-up credential': refused({ code: 'INVALID_CREDENTIALS' }) },
	},
	'unknown-action': { change: { 'unknown action': refused({ code: 'ERROR_CORE' }) } },
	'wrong-credential': { change: { 'made-up credential': refused({ status: 400 }) } },
	'no-credential': { change: { 'no credential': refused({ code: 'INVALID_CREDENTIALS' }) } },
	'missing-permission': { change: { 'missing permission': refused({ status: 400 }) } },
	'unknown-payment': { change: { 'unknown payment': refused({ text: 'Payment is gone' }) } },
	'unknown-payment-of-store': {
		change: { 'unknown payment of the store': refused({ code: 'NOT_FOUND' }) },
	},
	'batch-answer': { change: { 'batch of refusals': value(without('result_time')) } },
	'batch-empty-results': {
		change: { 'batch of bad ones': value((all: Row) => ({ ...all, result: null })) },
	},
	'batch-empty-errors': {
		change: { 'batch of good ones': value((all: Row) => ({ ...all, result_error: null })) },
	},
	'batch-status': { change: { 'batch of refusals': envelope({ status: 400 }) } },
	'batch-goes-on': {
		change: { 'batch of refusals/good': refused({}) },
		also: ['batch-times'],
	},
	'batch-halt': { change: { 'batch that halts/third': accepted([]) } },
	'batch-length': { change: { 'batch too long/c50': accepted([]) } },
	'batch-nested': { change: { 'batch of refusals/nested': accepted({}) } },
	'batch-unknown-method': { change: { 'batch of refusals/unknownMethod': refused({ code: '0' }) } },
	'batch-missing-permission': {
		change: { 'batch of refusals/lacks_user': refused({ code: 'ERROR_CORE' }) },
	},
	'batch-binding': { change: { 'batch of refusals/missingId': refused({ code: '0' }) } },
	'batch-unknown-payment': {
		change: { 'batch of refusals/unknownPayment': refused({ code: 'NOT_FOUND' }) },
	},
	'batch-unknown-payment-of-store': {
		change: { 'batch of refusals/unknownPaymentOfStore': accepted({ payment: {} }) },
	},
	'batch-encoding': {
		change: { 'batch of refusals/word': refused({ text: 'Invalid value {a b} to match' }) },
	},
	'batch-strings': { change: { 'batch of reads/get': value((row: Row) => ({ ...row, id: 7 })) } },
	'batch-reference-text': {
		change: { 'batch of refusals/reference': refused({ text: 'Invalid value {$timesheet[7]}' }) },
	},
	'batch-reference': {
		change: { 'pages by key/page1': payments(() => []) },
	},
	'batch-reads': {
		change: { 'batch of reads/list': refused({ code: 'ERROR_BATCH_METHOD_NOT_ALLOWED' }) },
	},
	'batch-times': { change: { 'batch of refusals/good': envelope({ time: undefined }) } },
	'list-by-ids': { change: { 'listed by id': strangerAdded } },
	'list-fields': { change: { 'listed by id': payments((some) => some.map(without('currency'))) } },
	'list-uncounted': { change: { 'listed by id': envelope({ total: 34 }) } },
	'list-pages': { change: { 'newest payments': envelope({ next: 20 }) } },
	'list-newest-first': {
		change: { 'newest payments': payments((some) => [...some].reverse()) },
		also: ['list-behind'],
	},
	'list-behind': { change: { 'older payments': strangerAdded } },
	'list-unknown-condition': { change: { 'unknown condition': refused({}) } },
	'list-unknown-operator': { change: { 'unknown operator': payments(() => []) } },
	'list-unreadable-date': { change: { 'unreadable date': payments(() => []) } },
	'list-camel-case': { change: { 'name in capitals': payments(() => []) } },
	'list-empty': { change: { 'empty list of ids': payments(() => [STRANGER]) } },
	'list-by-number': { change: { 'listed by number': strangerAdded } },
	'list-by-part-of-number': { change: { 'listed by part of a number': strangerAdded } },
	'list-by-order': { change: { 'listed by order': strangerAdded } },
	'list-by-amount': { change: { 'listed by amount': strangerAdded } },
	...Object.fromEntries(
		CONDITIONS.map((condition) => {
			const { key, id } = condition.source;
			const stranger = rows(key, (some) => [...some, { ...some[0], ...STRANGER, [id]: 77_777 }]);
			return [condition.id, { change: { [callOf(condition)]: stranger } }];
		}),
	),
	'contacts-by-words': { change: { 'contacts by words': rows('items', () => []) } },
	invoices: { change: { 'payments of an invoice': value(() => ({})) } },
	'deals-pages': {
		change: { 'second page of deals': rows('items', () => [{ id: SEED.deals }]) },
	},
	'orders-pages': {
		change: { 'second page of orders': envelope({ value: { orders: {} } }) },
	},
	'orders-between': { change: { 'orders changed between': orders((some) => some.slice(1)) } },
	'payment-systems-active': {
		change: { 'payment systems, active': value((some: Row[]) => [...some, { ID: '11' }]) },
	},
	'create-for-order': { change: { 'payments of the order': payments((some) => some.slice(1)) } },
	'one-id': { change: { payment: value((row: Row) => ({ ...row, accountNumber: 'other/9' })) } },
	'crm-fields': { change: { payment: value((row: Row) => ({ ...row, orderId: 5 })) } },
	'crm-types': { change: { payment: value((row: Row) => ({ ...row, sum: 'much' })) } },
	'crm-list': { change: { 'payments of a deal': envelope({ total: 1 }) } },
	'crm-list-of-nothing': { change: { 'payments of no deal': value(() => [STRANGER]) } },
	'crm-list-unknown-column': { change: { 'unknown column': accepted([]) } },
	'store-answer': {
		change: {
			'payment of the store': value((all: { payment: Row }) => ({
				payment: without('xmlId')(all.payment),
			})),
		},
	},
	'store-list-fields': {
		change: { 'newest payments': payments((some) => some.map(without('payVoucherNum'))) },
	},
	'store-types': {
		change: {
			'newest payments': payments((some) => some.map((row) => ({ ...row, sum: String(row.sum) }))),
		},
	},
	'store-paid': {
		change: {
			'newest payments': payments((some) =>
				some.map((row) => ({ ...row, paid: row.paid === 'Y' ? 'P' : 'N' })),
			),
		},
	},
	'store-disputed-types': {
		change: {
			'newest payments': payments((some) => some.map((row) => ({ ...row, psInvoiceId: true }))),
		},
	},
	dates: {
		change: {
			'newest payments': payments((some) =>
				some.map((row) => ({ ...row, datePaid: String(row.datePaid ?? '').replace('T', ' ') })),
			),
		},
	},
	'fields-described': {
		change: {
			fields: value((all: { payment: Record<string, Row> }) => ({
				payment: { ...all.payment, comments: { ...all.payment.comments, isReadOnly: true } },
			})),
		},
	},
	'payment-numbers': {
		change: {
			'pages by key/page0': payments(([first, second, ...others]) => [
				{ ...first, accountNumber: second?.accountNumber },
				second,
				...others,
			]),
		},
	},
	'payment-numbers-of-orders': {
		change: {
			'orders by id': orders((some) =>
				some.map((row) => ({ ...row, accountNumber: `N${String(row.id)}` })),
			),
		},
	},
	'orders-by-id': { change: { 'orders by id': orders((some) => some.slice(1)) } },
	'orders-by-number': { change: { 'orders by number': orders((some) => [...some, STRANGER]) } },
	'order-dates': {
		change: { 'orders changed last': orders((some) => some.map(without('dateUpdate'))) },
		also: ['orders-between'],
	},
	'orders-since': {
		change: {
			'orders changed since': orders((some) => [
				{ id: 1, dateUpdate: '2020-01-01T00:00:00+00:00' },
				...some,
			]),
		},
	},
	'orders-before': {
		change: { 'orders changed before': orders((some) => [...some, { id: 1, ...later }]) },
	},
	owners: { change: { 'owners of orders': owners((some) => [...some, { ...some[0] }]) } },
	'owners-at': {
		change: {
			'orders of deals, @': owners((some) => [
				...some,
				{ orderId: 1, ownerId: 7777, ownerTypeId: 2 },
			]),
		},
	},
	'owners-equal': { change: { 'orders of deals, =': owners(() => []) } },
	'deals-by-id': { change: { 'deals by id': rows('items', (some) => [...some, { id: 1 }]) } },
	'deals-unknown-field': { change: { 'deals by an unknown field': accepted({ items: [] }) } },
	deals: { change: { 'deals by a text': rows('items', () => [{ id: 1 }]) } },
	'payment-systems': { change: { 'payment systems': envelope({ total: 9 }) } },
	'payment-systems-of-orders': {
		change: {
			'payment systems': value((some: Row[]) =>
				some.map((row) => ({ ...row, ENTITY_REGISTRY_TYPE: 'CRM_QUOTE' })),
			),
		},
	},
	'payment-systems-operators': { change: { 'payment systems, not active': value(() => []) } },
	'rest-handlers': {
		change: { 'REST handlers': value((some: Row[]) => some.map(without('CODE'))) },
	},
	'operating-time': {
		change: { scope: envelope({ time: { ...time(), operating: 'much' } }) },
		also: [],
	},
	'operating-reset': {
		change: { 'app info': envelope({ time: { ...time(), operating_reset_at: 5 } }) },
	},
	'operating-limit': {
		change: { 'REST handlers': refused({ code: 'OPERATION_TIME_LIMIT', status: 429 }) },
	},
	'request-rate': {
		change: { 'REST handlers': refused({ code: 'QUERY_LIMIT_EXCEEDED', status: 503 }) },
	},
	'list-is-cheap': { change: { 'listed by id': envelope({ time: { processing: 60 } }) } },
	'time-of-a-request': { change: { payment: envelope({ ms: 45_000 }) } },
	create: { change: { 'payment made': value(String) } },
	pay: { change: { 'pay/write': value(() => null) } },
	'pay-stamps': { change: { 'pay/payment': payment({ isReturn: 'Y' }) } },
	'pay-again': {
		change: { 'pay again/payment': payment({ datePaid: '2026-05-15T08:00:00+00:00' }) },
	},
	unpay: { change: { 'unpay/write': value(() => false) } },
	'unpay-keeps': {
		change: {
			'unpay/payment': payment({ datePaid: null }),
			'unpay again/payment': payment({ datePaid: null }),
		},
	},
	'unpay-again': { change: { 'unpay again/payment': payment({ empPaidId: null }) } },
	'order-moves': {
		change: { 'before pay/order': orders((some) => some.map((row) => ({ ...row, ...later }))) },
	},
	'order-stays': {
		change: { 'pay again/order': orders((some) => some.map((row) => ({ ...row, ...later }))) },
	},
	'paid-amount': { change: { 'amount of the paid/write': accepted({ payment: {} }) } },
	'paid-delete': { change: { 'delete the paid': accepted(true) } },
	delete: { change: { delete: value(() => null) } },
	'delete-again': { change: { 'delete again': accepted(true) } },
	'batch-writes': {
		change: { 'batch of writes/pay': refused({ code: 'ERROR_BATCH_METHOD_NOT_ALLOWED' }) },
	},
	'batch-denial': { change: { 'batch with a denial': envelope({ status: 500 }) } },
	cash: { change: { 'after pay in cash/payment': payment({ paid: 'Y' }) } },
	'other-payment-system': { change: { 'unknown payment in cash': accepted(true) } },
	'unknown-payment-system': {
		change: { 'unknown payment system': refused({ text: 'No such system' }) },
	},
	'payment-link': { change: { 'payment link': payment({ qr: '' }) } },
	'update-needs-system': { change: { 'update without payment system': accepted({ payment: {} }) } },
	'update-answer': { change: { 'update of all fields/write': value(() => true) } },
	'update-fields': { change: { 'update of all fields/payment': payment({ payReturnNum: '' }) } },
	'update-dates': {
		change: {
			'update of all fields/payment': payment({ payVoucherDate: '2026-01-15T10:30:00+02:00' }),
		},
	},
	'update-empty-date': { change: { 'empty date/payment': payment({ dateBill: null }) } },
	'update-unknown-fields': {
		change: { 'unknown and read-only fields/payment': payment({ currency: 'XXX' }) },
	},
	'update-numbers-as-text': {
		change: { 'update of all fields/payment': payment({ psInvoiceId: '38' }) },
		also: ['update-fields'],
	},
	'update-rounding': { change: { 'reason and rounding/payment': payment({ psSum: 7 }) } },
	'update-long-reason': {
		change: { 'reason and rounding/payment': payment({ reasonMarked: 'short' }) },
	},
	'update-paid': {
		change: { 'paid by update/payment': payment({ datePaid: '2026-05-15T08:00:00+00:00' }) },
	},
	'update-other-letter': { change: { 'paid with another letter/payment': payment({ paid: 'Y' }) } },
	'update-in-batch': { change: { 'batch of writes/updated': payment({ comments: 'a b' }) } },
	'update-reference': {
		change: {
			'batch of writes/updated': payment({
				psStatusMessage: 'probe $results[before][payment][id]',
			}),
		},
	},
};

function time() {
	return {
		duration: 0.1,
		processing: 0.1,
		finish: 1_778_745_600,
		date_start: '2026-05-14T10:00:00+02:00',
	};
}
