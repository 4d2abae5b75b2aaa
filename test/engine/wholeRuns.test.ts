import { SEED } from '../../sandbox/portal';
import { detailsOf } from '../support/details';
import { happenAfter } from '../support/happenAfter';
import { addToDeal, PAID, paidOf, payBy } from './finding/support';
import { add, ask, askOne, create, newPayments, PAY, sent, STOP, useRig } from './truth/support';

/** What concerns a run as a whole, and not one item of it. */
const use = useRig();

const DEAL = 900;

describe('The hint of a run', () => {
	it('is none for one item, whose output says it all', async () => {
		const { hints } = await ask(use, PAY, add(use, PAY));
		expect(hints).toEqual([]);
	});

	it('counts what became of several', async () => {
		const { hints } = await ask(use, PAY, add(use, PAY, 2));
		expect(hints).toEqual([{ message: '2 paid', location: 'outputPane' }]);
	});

	it('tells of one item for what it has waited', async () => {
		use.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 4 });
		const { hints } = await ask(use, PAY, add(use, PAY));
		expect(hints).toHaveLength(1);
		expect(hints[0]?.message).toMatch(/^Waited \d+ s for /);
	});

	it('counts several first, then tells for what was waited', async () => {
		use.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 4 });
		const { hints } = await ask(use, PAY, add(use, PAY, 2));
		expect(hints).toHaveLength(1);
		expect(hints[0]?.message).toMatch(/^2 paid\. Waited \d+ s for /);
	});
});

describe('The error of a run that stops', () => {
	it('counts no payments where there is only one', async () => {
		const { error } = await ask(use, PAY, [SEED.unknown], { onError: STOP });
		expect(error?.description).not.toMatch(/Done|Running again/);
	});

	it('counts those of several', async () => {
		const ids = [...add(use, PAY), SEED.unknown];
		const { error } = await ask(use, PAY, ids, { onError: STOP });
		expect(error?.description).toContain(
			'Done: 1 of 2 payments. Not started: 0. Running again is safe',
		);
	});
});

describe('With Verify off', () => {
	const options = { verify: false };

	it('nothing is read for payments of which each is named once', async () => {
		const ids = add(use, PAY, 3);
		const { items } = await ask(use, PAY, ids, { options });
		expect(items.map(({ json }) => json.success)).toEqual([true, true, true]);
		expect(use.portal.requests).toHaveLength(1);
		expect(sent(use, PAY.read)).toBe(0);
	});

	it('nothing is read for payments that are not there yet', async () => {
		await create(use, [SEED.dealWithoutPayments, SEED.dealWithoutPayments], { options });
		expect(newPayments(use)).toHaveLength(2);
		expect(sent(use, 'crm.item.payment.list')).toBe(0);
	});
});

describe('A payment given by its number', () => {
	const slow = useRig({ latency: { perCommandMs: { [PAY.method]: 1000 } } });

	it('is not paid when it has got another number since it was looked up', async () => {
		const ids = Array.from({ length: 60 }, (_, index) => 7001 + index);
		for (const id of ids) {
			slow.ledger.addPayment({ ...PAY.seed, id, orderId: id, accountNumber: `N${id}/1` });
		}
		happenAfter(slow.rig, 10_000, () => {
			Object.assign(slow.ledger.payment(7060) ?? {}, { accountNumber: 'OTHER/1' });
		});
		const { items } = await payBy(
			slow,
			'number',
			ids.map((id) => `N${id}/1`),
		);
		expect(detailsOf(items.at(-1)?.json).code).toBe('GUARD_FAILED');
		expect(paidOf(slow, ids)).toEqual(ids.slice(0, -1));
	});
});

describe('A dry run', () => {
	it('says of several payments that are all paid that nothing would change', async () => {
		addToDeal(use, DEAL, [PAID, PAID]);
		const { items } = await payBy(use, 'deal', [DEAL], { options: { dryRun: true } });
		expect(items[0]?.json).toMatchObject({
			success: true,
			dryRun: true,
			wouldChange: false,
			changes: [],
		});
		expect(items[0]?.json).not.toHaveProperty('paymentId');
	});

	it('of one payment names it', async () => {
		const [id] = add(use, PAY);
		const json = await askOne(use, PAY, id, { options: { dryRun: true } });
		expect(json).toMatchObject({ dryRun: true, wouldChange: true, paymentId: id });
	});
});
