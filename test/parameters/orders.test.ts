import { orderName } from '../../nodes/Bitrix24Payments/parameters/orders';
import { HOST, refusal } from '../support/payments';

const named = (value: unknown) => orderName(value, 'Order', HOST);
const located = (mode: string, value: unknown) => ({ __rl: true, mode, value });

describe('An order', () => {
	it.each([
		['356', { number: '356' }],
		[356, { number: '356' }],
		[' № 356 ', { number: '№ 356', bare: '356' }],
		['#356', { number: '#356', bare: '356' }],
		['NR356', { number: 'NR356' }],
		['\u200b356\u00a0', { number: '356' }],
		['2026/04-356', { number: '2026/04-356' }],
		[located('number', '356'), { number: '356' }],
		[located('id', '4038'), { id: 4038 }],
		[located('id', 4038), { id: 4038 }],
		[located('url', `https://${HOST}/shop/orders/details/4038/`), { id: 4038 }],
		[located('number', `https://${HOST}/shop/orders/details/4038/?IFRAME=Y`), { id: 4038 }],
		['/shop/orders/details/4038/', { id: 4038 }],
		['/shop/orders/details/4038', { id: 4038 }],
	])('is meant by %j', (value, expected) => {
		expect(named(value)).toEqual(expected);
	});

	it.each([
		['', /is empty/],
		[undefined, /is empty/],
		[located('number', ''), /is empty/],
		[{}, /is no order: an object/],
		[true, /is no order: true/],
		[located('id', '356/1'), /is not the ID of an order/],
		[located('id', '0'), /is not the ID of an order/],
		[`https://${HOST}/crm/deal/details/25/`, /a link to a deal, not to an order/],
		[`https://${HOST}/shop/orders/payment/details/1038/`, /a link to a payment, not to an order/],
		[`https://${HOST}/crm/contact/details/3/`, /a link to a CRM record, not to an order/],
		[`https://${HOST}/company/personal/`, /a link to a page, not to an order/],
		['https://other.bitrix24.com/shop/orders/details/1/', /another portal/],
	])('is not meant by %j', (value, words) => {
		expect(refusal(() => named(value)).message).toMatch(words);
	});
});
