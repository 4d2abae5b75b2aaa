import { SEED } from '../../../sandbox/portal';
import { detailsOf } from '../../support/details';
import { jsonOf, sent, useRig } from '../truth/support';
import { addToDeal, payBy, paidOf } from './support';

const use = useRig();

const DEAL = SEED.dealWithoutPayments;

/** Three tries, as fast as n8n lets them follow each other. */
const RETRYING = { node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } };

/** Retry On Fail runs the node anew for all items, also for those that are done. */
describe('A payment found under Retry On Fail', () => {
	it('is the same in every try, although the search would find another one by then', async () => {
		const ids = addToDeal(use, DEAL, [{ sum: 100 }, { sum: 250 }]);
		const options = { onlyIf: { amount: '={{ $json.amount }}' } };
		const { items } = await payBy(use, 'deal', [], {
			...RETRYING,
			items: [
				{ ref: 'oops', amount: 1 },
				{ ref: DEAL, amount: 100 },
			],
			options,
		});
		expect(items[1]?.json).toMatchObject({ paymentId: ids[0], changed: false, success: true });
		expect(paidOf(use, ids)).toEqual([ids[0]]);
		expect(sent(use, 'crm.item.payment.pay')).toBe(1);
	});

	it('is named in the last try although others of the deal are paid as well', async () => {
		const ids = addToDeal(use, DEAL, [{ paid: 'Y' }, {}]);
		const { items } = await payBy(use, 'deal', ['oops', DEAL], RETRYING);
		expect(jsonOf(items)).toMatchObject([
			{ success: false },
			{ paymentId: ids[1], foundBy: 'deal', changed: false },
		]);
		expect(detailsOf(items[0]?.json).code).toBe('INVALID_INPUT');
	});

	it('is looked for anew by another execution', async () => {
		const ids = addToDeal(use, DEAL, [{ paid: 'Y' }, {}]);
		await payBy(use, 'deal', [DEAL], RETRYING);
		const { items } = await payBy(use, 'deal', [DEAL], RETRYING);
		expect(items[0]?.json).toMatchObject({ success: true, changed: false });
		expect(items[0]?.json).not.toHaveProperty('paymentId');
		expect(paidOf(use, ids)).toEqual(ids);
	});
});
