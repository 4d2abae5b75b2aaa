import fc from 'fast-check';

import { entityId, entityType } from '../../nodes/Bitrix24Payments/parameters/ids';
import { HOST, refusal } from '../support/payments';

const DEAL = 2;
const INVOICE = 31;

function read(value: unknown, typeId = DEAL): number {
	return entityId(value, 'Deal or Invoice', HOST, typeId);
}

describe('The type of a CRM record', () => {
	it.each([
		[0, 0],
		[2, 2],
		['31', 31],
		['\u200b31 ', 31],
		[1032, 1032],
	])('is a number: %p', (value, expected) => {
		expect(entityType(value, 'Payments Of')).toBe(expected);
	});

	it.each([
		[''],
		['  '],
		[[2]],
		[undefined],
		[null],
		[-1],
		[2.5],
		['deal'],
		[true],
		[false],
		[[]],
		[{}],
		[NaN],
		[Infinity],
		['0x1f'],
		['1e1'],
	])('is not %p, and surely not the whole portal', (value) => {
		expect(refusal(() => entityType(value, 'Payments Of')).message).toMatch(
			/^'Payments Of' is not a /,
		);
	});
});

describe('The name of a CRM record', () => {
	it.each([
		['DEAL_25', INVOICE, 'the name of a deal instead of an invoice'],
		['DYNAMIC_31_25', DEAL, 'the name of an invoice instead of a deal'],
		['DYNAMIC_177_25', DEAL, 'the name of a record of type 177 instead of a deal'],
	])('is not taken for one of another kind: %s', (value, typeId, words) => {
		expect(refusal(() => read(value, typeId)).message).toBe(`'Deal or Invoice' holds ${words}`);
	});

	it.each(['DEAL_0', 'DEAL_', 'DEAL_2.5', 'LEAD_25', 'DEAL 25', '25/1'])('is not %s', (value) => {
		expect(refusal(() => read(value)).message).toMatch(/is not an ID: /);
	});
});

describe('The ID of a deal or invoice', () => {
	it.each([
		['a number', 25, DEAL],
		['a text', ' 25 ', DEAL],
		['a text with what cannot be seen', '\u200b25\u2060', DEAL],
		['a link behind what cannot be seen', `\ufeff\u200bhttps://${HOST}/crm/deal/details/25/`, DEAL],
		['the name that robots send', 'DEAL_25', DEAL],
		['the short name', 'd_25 ', DEAL],
		['the name of an invoice', 'SMART_INVOICE_25', INVOICE],
		['the name of a dynamic type', 'DYNAMIC_31_25', INVOICE],
		['the name of another type', 'DYNAMIC_177_25', 177],
		['a resource locator', { mode: 'id', value: '25' }, DEAL],
		['the link of a deal', `https://${HOST}/crm/deal/details/25/`, DEAL],
		['the link of a deal in its other form', `https://${HOST}/crm/type/2/details/25/`, DEAL],
		['a link without the host', '/crm/deal/details/25/', DEAL],
		['the link of an invoice', `https://${HOST}/crm/type/31/details/25/?IFRAME=Y`, INVOICE],
	])('comes from %s', (_what, value, typeId) => {
		expect(read(value, typeId)).toBe(25);
	});

	it.each([
		[
			'a deal for an invoice',
			`https://${HOST}/crm/deal/details/25/`,
			INVOICE,
			'a deal instead of an invoice',
		],
		[
			'an invoice for a deal',
			`https://${HOST}/crm/type/31/details/25/`,
			DEAL,
			'an invoice instead of a deal',
		],
		[
			'another type',
			`https://${HOST}/crm/type/1032/details/25/`,
			DEAL,
			'a record of type 1032 instead of a deal',
		],
	])('is not taken from a link of %s', (_what, link, typeId, complaint) => {
		expect(refusal(() => read(link, typeId)).message).toBe(
			`'Deal or Invoice' holds a link to ${complaint}`,
		);
	});

	it.each([
		'https://other.example/crm/deal/details/25/',
		`https://${HOST}/crm/contact/details/25/`,
		`https://${HOST}/crm/deal/details/0/`,
		`https://${HOST}/shop/orders/payment/details/25/`,
		'https://',
	])('is not taken from another link: %s', (link) => {
		expect(refusal(() => read(link)).message).toMatch(/^'Deal or Invoice' /);
	});

	it('is a positive safe integer or INVALID_INPUT, whatever the value is', () => {
		const anything = fc.oneof(fc.anything(), fc.string(), fc.double(), fc.webUrl());
		fc.assert(
			fc.property(anything, (value) => {
				let id: number;
				try {
					id = read(value);
				} catch (error) {
					expect(error).toMatchObject({ code: 'INVALID_INPUT' });
					return;
				}
				expect(Number.isSafeInteger(id)).toBe(true);
				expect(id).toBeGreaterThan(0);
			}),
		);
	});
});
