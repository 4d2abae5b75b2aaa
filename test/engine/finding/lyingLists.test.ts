import { SEED, type FaultRule } from '../../../sandbox/portal';
import { detailsOf } from '../../support/details';
import { jsonOf, sent, useRig } from '../truth/support';
import { addToDeal, payBy, paidOf, type Mode } from './support';

const use = useRig();

/** A search that goes wrong: which list, and what it does. */
const LIES: ReadonlyArray<[what: string, mode: Mode, rule: FaultRule]> = [
	['shows the whole portal', 'number', { fault: 'ignoredFilter', method: 'sale.payment.list' }],
	['shows the whole portal', 'order', { fault: 'ignoredFilter', method: 'sale.payment.list' }],
	['shows every order', 'order', { fault: 'ignoredFilter', method: 'sale.order.list' }],
	['shows the whole portal', 'deal', { fault: 'ignoredFilter', method: 'sale.payment.list' }],
	['shows every owner', 'deal', { fault: 'ignoredFilter', method: 'crm.orderentity.list' }],
	[
		'mixes deals with invoices',
		'deal',
		{ fault: 'ignoredFilter', method: 'crm.orderentity.list', value: '=ownerTypeId' },
	],
	[
		'lists a payment twice',
		'number',
		{ fault: 'wrongPage', method: 'sale.payment.list', page: { twice: true } },
	],
	[
		'lists a payment twice',
		'order',
		{ fault: 'wrongPage', method: 'sale.payment.list', page: { twice: true } },
	],
	[
		'lists an order twice',
		'order',
		{ fault: 'wrongPage', method: 'sale.order.list', page: { twice: true } },
	],
	[
		'lists a payment twice',
		'deal',
		{ fault: 'wrongPage', method: 'sale.payment.list', page: { twice: true } },
	],
	['answers with nothing', 'number', { fault: 'nullResult', method: 'sale.payment.list' }],
	['answers with nothing', 'order', { fault: 'nullResult', method: 'sale.order.list' }],
	[
		'leaves rows out',
		'number',
		{ fault: 'wrongPage', method: 'sale.payment.list', page: { rows: 0 } },
	],
];

/** Three of each, so that deals are looked at by way of their orders. */
function refsOf(mode: Mode): { refs: unknown[]; ids: number[] } {
	const deals = [65, 66, 67];
	const ids = deals.flatMap((deal) => addToDeal(use, deal, [{}]));
	if (mode === 'deal') return { refs: deals, ids };
	return { refs: deals.map((deal) => (mode === 'number' ? `${9000 + deal}/1` : 9000 + deal)), ids };
}

describe('A search that', () => {
	it.each(LIES)('%s leads to no wrong write (%s, %j)', async (_what, mode, rule) => {
		const { refs, ids } = refsOf(mode);
		const others = use.ledger.payments().filter(({ id }) => !ids.includes(id));
		use.portal.faults.add({ ...rule, times: Infinity });
		const { items } = await payBy(use, mode, refs);
		expect(use.portal.faults.struck.length).toBeGreaterThan(0);
		expect(items).toHaveLength(refs.length);
		for (const [index, json] of jsonOf(items).entries()) {
			// A deal can be looked at by itself when the list of many is not to be trusted.
			if (json.success === true) expect(json.paymentId).toBe(ids[index]);
			else expect(detailsOf(json).description).toMatch(/^Nothing was changed/);
		}
		for (const { id, paid } of others) expect(use.ledger.payment(id)?.paid).toBe(paid);
		const paid = paidOf(use, ids).length;
		expect(sent(use, 'crm.item.payment.pay')).toBe(paid);
		expect(paid).toBe(jsonOf(items).filter(({ success }) => success === true).length);
	});

	it('breaks off tells that nothing was changed, for every item', async () => {
		const { refs } = refsOf('number');
		use.portal.faults.add({ fault: 'html502', method: /list|batch/, times: Infinity });
		const { items } = await payBy(use, 'number', refs);
		for (const json of jsonOf(items)) {
			expect(detailsOf(json)).toMatchObject({ code: 'BAD_RESPONSE', retryable: true });
			expect(detailsOf(json).description).toMatch(
				/^Nothing was changed: payment number 90\d\d\/1 could not be looked for/,
			);
		}
	});

	it('finds a number twice says so and pays neither', async () => {
		const ids = [7001, 7002].map((id) =>
			use.ledger.addPayment({
				id,
				accountNumber: 'X-17/1',
				sum: 5,
				paySystemId: SEED.paySystems.restHandler,
			}),
		);
		const { items } = await payBy(use, 'number', ['x-17/1']);
		expect(detailsOf(items[0]?.json)).toMatchObject({ code: 'PAYMENT_AMBIGUOUS' });
		expect(paidOf(use, ids)).toEqual([]);
	});
});
