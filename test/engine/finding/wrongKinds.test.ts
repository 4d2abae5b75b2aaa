import { SEED } from '../../../sandbox/portal';
import { detailsOf } from '../../support/details';
import { jsonOf, useRig } from '../truth/support';
import { addToDeal, locator, payBy, type Mode } from './support';

const use = useRig();

const DEAL = SEED.dealWithoutPayments;

/** What a person drags into the box although another mode is chosen, and the mode that is meant. */
const WRONG: ReadonlyArray<[mode: Mode, ref: unknown, meant: string]> = [
	['id', '356/1', 'By Number'],
	['id', ' 356 / 1', 'By Number'],
	['id', `DEAL_${DEAL}`, 'Of Deal'],
	['id', `D_${DEAL}`, 'Of Deal'],
	['id', 'DYNAMIC_31_1', 'Of Invoice'],
	['id', 'LINK/crm/deal/details/60/', 'Of Deal'],
	['id', 'LINK/crm/type/31/details/1/', 'Of Invoice'],
	['id', 'LINK/shop/orders/details/200/', 'Of Order'],
	['list', '356/1', 'By Number'],
	['url', '356/1', 'By Number'],
	['number', 'LINK/shop/orders/payment/details/1001/', 'By URL'],
	['number', `DEAL_${DEAL}`, 'Of Deal'],
	['deal', '356/1', 'By Number'],
	['deal', 'DYNAMIC_31_1', 'Of Invoice'],
	['deal', 'LINK/crm/type/31/details/1/', 'Of Invoice'],
	['deal', 'LINK/shop/orders/payment/details/1001/', 'By URL'],
	['deal', 'LINK/shop/orders/details/200/', 'Of Order'],
	['invoice', `DEAL_${DEAL}`, 'Of Deal'],
	['invoice', 'LINK/crm/deal/details/60/', 'Of Deal'],
	['order', 'LINK/crm/deal/details/60/', 'Of Deal'],
	['order', `DEAL_${DEAL}`, 'Of Deal'],
	['order', 'LINK/shop/orders/payment/details/1001/', 'By URL'],
];

describe('A value of another kind', () => {
	it.each(WRONG)(
		'in mode %s, %j, is refused with the name of the right mode',
		async (mode, ref, meant) => {
			addToDeal(use, DEAL, [{}]);
			const value = typeof ref === 'string' ? ref.replace('LINK', use.portal.url) : ref;
			const { items } = await payBy(use, mode, [value]);
			const [json] = jsonOf(items);
			expect(json?.error).toMatch(/^'Payment' holds /);
			expect(detailsOf(json)).toMatchObject({
				code: 'INVALID_INPUT',
				description: `Change the mode of 'Payment' to ${meant}`,
			});
			expect(use.portal.requests).toEqual([]);
		},
	);

	it.each<Mode>(['list', 'number', 'deal', 'invoice', 'order', 'id', 'url'])(
		'in mode %s, an expression that comes out empty is called that',
		async (mode) => {
			const { items } = await payBy(use, mode, ['', '  ', '\u200b', null]);
			for (const json of jsonOf(items)) {
				expect(json.error).toBe("'Payment' is empty");
				expect(String(detailsOf(json).description)).toContain(
					'An expression may have come out empty',
				);
			}
			expect(use.portal.requests).toEqual([]);
		},
	);

	it.each<Mode>(['deal', 'invoice', 'id', 'list'])(
		'in mode %s, what is no ID at all is refused with an example',
		async (mode) => {
			const { items } = await payBy(use, mode, ['twenty-five', 0, -3, 2.5, true, { id: 5 }, [5]]);
			for (const json of jsonOf(items)) {
				expect(detailsOf(json).code).toBe('INVALID_INPUT');
				expect(json.error).toMatch(/^'Payment' (is|is not an ID:) /);
			}
			expect(use.portal.requests).toEqual([]);
		},
	);

	it('in mode deal, the link of a deal of another portal is refused with both names', async () => {
		const { items } = await payBy(use, 'deal', ['https://other.bitrix24.com/crm/deal/details/60/']);
		expect(detailsOf(items[0]?.json).code).toBe('INVALID_INPUT');
		expect(items[0]?.json.error).toContain('other.bitrix24.com');
		expect(use.portal.requests).toEqual([]);
	});

	it('in a mode that does not exist is refused with those that do', async () => {
		const { items } = await payBy(use, 'id', [1], {
			parameters: { paymentId: { ...locator('id'), mode: 'contact' } },
		});
		expect(detailsOf(items[0]?.json).description).toContain('number, deal, invoice, order');
	});
});

describe('A value that other modes understand as well', () => {
	it.each<[Mode, string]>([
		['id', 'LINK/shop/orders/payment/details/ID/'],
		['list', 'LINK/shop/orders/payment/details/ID/'],
		['url', 'ID'],
		['list', 'ID'],
		['id', '\u200bID\ufeff '],
	])('in mode %s, %j, is a payment ID', async (mode, pattern) => {
		const [id = 0] = addToDeal(use, DEAL, [{}]);
		const ref = pattern.replace('LINK', use.portal.url).replace('ID', String(id));
		const { items } = await payBy(use, mode, [ref]);
		expect(items[0]?.json).toMatchObject({ paymentId: id, changed: true });
		expect(items[0]?.json).not.toHaveProperty('foundBy');
	});
});
