import type { PortalOptions } from '../../sandbox/portal';
import { happenAfter } from '../support/happenAfter';
import { startRig, type Rig } from '../support/rig';

/** A payment of 5 that is 999 from some moment on: no longer the one that was meant. */
const AMOUNT = 5;
const OTHER_AMOUNT = 999;

let rig: Rig;

afterEach(async () => await rig.close());

async function rigWith(options: Omit<PortalOptions, 'clock'> = {}): Promise<void> {
	rig = await startRig(options);
}

function unpaid(count: number): number[] {
	return Array.from({ length: count }, (_, index) =>
		rig.portal.ledger.addPayment({ id: 8000 + index, sum: AMOUNT, paySystemId: 4 }),
	);
}

function oneUnpaid(): number {
	return unpaid(1)[0] ?? 0;
}

/** Whether a list asked for this payment among others. */
function isAbout(params: unknown, id: number): boolean {
	return JSON.stringify(params).includes(String(id));
}

const onlyIf = { amount: AMOUNT };
const onError = 'continueRegularOutput' as const;

describe('A payment of a bulk run', () => {
	it('is decided by a recent read, not by the one at the beginning', async () => {
		await rigWith({ latency: { perCommandMs: { 'crm.item.payment.pay': 5000 } } });
		const ids = unpaid(30);
		const { items } = await rig.run({ operation: 'pay', items: ids.map((id) => ({ id })) });
		expect(items.every(({ json }) => json.changed === true)).toBe(true);
		const ages = ids.map((id) => {
			const { journal } = rig.portal.ledger;
			const write = journal.findIndex(
				({ paymentId, method }) => paymentId === id && method === 'crm.item.payment.pay',
			);
			const read = journal.slice(0, write).findLast(({ params }) => isAbout(params, id));
			return (journal[write]?.atMs ?? 0) - (read?.atMs ?? 0);
		});
		expect(Math.max(...ages)).toBeLessThan(41_000);
	});

	it('is read again where writes go out one by one', async () => {
		await rigWith({ latency: { perCommandMs: { 'sale.paysystem.pay.payment': 5000 } } });
		const ids = unpaid(20);
		happenAfter(rig, 20_000, () => {
			rig.portal.ledger.change(8018, { sum: OTHER_AMOUNT });
			rig.portal.ledger.change(8019, { paid: 'Y' });
		});
		const { items } = await rig.run({
			operation: 'paySystemPay',
			items: ids.map((id) => ({ id })),
			parameters: { paymentId: '={{ $json.id }}', paySystemId: 4 },
			options: { onlyIf },
			onError,
		});
		expect(items.slice(0, 18).every(({ json }) => json.changed === true)).toBe(true);
		expect(items[18]?.json).toMatchObject({
			paymentId: 8018,
			errorDetails: expect.objectContaining({ code: 'GUARD_FAILED' }),
		});
		expect(items[19]?.json).toMatchObject({ success: true, changed: false });
		expect(rig.portal.ledger.executed('sale.paysystem.pay.payment', 8018)).toBe(0);
		expect(rig.portal.ledger.executed('sale.paysystem.pay.payment', 8019)).toBe(0);
	});
});

describe('A wait for limits between read and write', () => {
	it('ends with another look: conditions are checked on the payment as it is then', async () => {
		await rigWith();
		const id = oneUnpaid();
		rig.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 30 });
		happenAfter(rig, 30_000, () => rig.portal.ledger.change(id, { sum: OTHER_AMOUNT }));
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id }],
			options: { onlyIf, maxWait: 600 },
			onError,
		});
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'GUARD_FAILED' }),
		});
		expect(rig.portal.ledger.payment(id)?.paid).toBe('N');
	});

	it('does not claim what somebody else did meanwhile', async () => {
		await rigWith();
		const id = oneUnpaid();
		rig.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 6 });
		happenAfter(rig, 15_000, () => rig.portal.ledger.change(id, { paid: 'Y' }));
		const { items } = await rig.run({ operation: 'pay', items: [{ id }], onError });
		expect(items[0]?.json).toMatchObject({ success: true, changed: false });
		expect(rig.portal.ledger.executed('crm.item.payment.pay')).toBe(0);
	});

	it('is not longer than Max Wait, however often the payment is read again', async () => {
		await rigWith();
		const id = oneUnpaid();
		rig.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 1000 });
		const start = rig.clock.now();
		const { items } = await rig.run({ operation: 'pay', items: [{ id }], onError });
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'RATE_LIMITED', retryable: true }),
		});
		expect(rig.clock.now() - start).toBeLessThan(65_000);
		expect(rig.portal.ledger.payment(id)?.paid).toBe('N');
	});
});

describe('A write that is sent once more after its answer was lost', () => {
	it('is not sent to a payment that no longer meets the conditions', async () => {
		await rigWith();
		const id = oneUnpaid();
		rig.portal.faults.add({ fault: 'resetBefore', method: 'batch' });
		happenAfter(rig, 20_000, () => rig.portal.ledger.change(id, { sum: OTHER_AMOUNT }));
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id }],
			options: { onlyIf },
			onError,
		});
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'GUARD_FAILED' }),
		});
		expect(rig.portal.ledger.payment(id)?.paid).toBe('N');
	});
});
