import type { LedgerEntry } from '../../../sandbox/portal';
import { happenAfter } from '../../support/happenAfter';
import { pairs, startRig, type Rig, type RigOptions } from '../../support/rig';
import { CONTINUE, jsonOf } from './support';
import { detailsOf } from '../../support/details';

/**
 * A payment that was read more than twenty seconds ago is read again before it is written to. The
 * duration of the requests counts: what a long one brought along is old when it arrives.
 */
let rig: Rig;
afterEach(async () => {
	const overlaps = rig.portal.ledger.overlaps();
	await rig.close();
	expect(overlaps).toBe(0);
});

const FIRST_ID = 8000;
const FRESH_MS = 20_000;

async function start(options: RigOptions, crmOnly = false): Promise<void> {
	rig = await startRig(options);
	if (crmOnly) rig.useWebhook(rig.portal.webhookFor({ scopes: ['crm', 'pay_system'] }));
}

const add = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		rig.portal.ledger.addPayment({ id: FIRST_ID + index, sum: 5, paySystemId: 4 }),
	);

/** When each payment's write began on the portal, and when it had last been shown to the node. */
function agesOf(ids: readonly number[], method: string): number[] {
	const { journal } = rig.portal.ledger;
	return ids.map((id) => {
		const write = journal.findIndex((entry) => entry.method === method && entry.paymentId === id);
		const read = journal.slice(0, write).findLast((entry) => shows(entry, id));
		return (begin(write) ?? 0) - (read?.atMs ?? 0);
	});
}

/** A write is written down when it is done; it began when the one before it was. */
const begin = (index: number) => rig.portal.ledger.journal[index - 1]?.atMs;

const shows = ({ method, params, paymentId }: LedgerEntry, id: number) =>
	/(get|list)$/.test(method) && (paymentId === id || JSON.stringify(params).includes(String(id)));

describe('A write of a bulk run', () => {
	it.each<[string, number, boolean]>([
		['crm.item.payment.pay', 5000, false],
		['crm.item.payment.pay', 5000, true],
		['crm.item.payment.pay', 1000, false],
		['crm.item.payment.pay', 300, true],
	])('of %s, %d ms each, follows a recent read (crm only: %s)', async (method, ms, crmOnly) => {
		await start({ latency: { perRequestMs: 300, perCommandMs: { [method]: ms } } }, crmOnly);
		const ids = add(40);
		const { items } = await rig.run({ operation: 'pay', items: ids.map((id) => ({ id })) });
		expect(items.every(({ json }) => json.changed === true)).toBe(true);
		// A batch of writes takes twenty seconds itself, and its last one waits for the others.
		expect(Math.max(...agesOf(ids, method))).toBeLessThanOrEqual(2 * FRESH_MS);
	});

	it.each([
		[350, 2000],
		[500, 1000],
		[500, 2000],
		[500, 5000],
	])('counts how long the reads take: %d ms each, %d ms a write', async (ms, payMs) => {
		const perCommandMs = { 'crm.item.payment.get': ms, 'crm.item.payment.pay': payMs };
		await start({ latency: { perRequestMs: 300, perCommandMs } }, true);
		const ids = add(120);
		const { items } = await rig.run({ operation: 'pay', items: ids.map((id) => ({ id })) });
		expect(items.every(({ json }) => json.changed === true)).toBe(true);
		expect(Math.max(...agesOf(ids, 'crm.item.payment.pay'))).toBeLessThanOrEqual(2 * FRESH_MS);
	});

	it('that goes alone follows a recent read', async () => {
		const method = 'sale.paysystem.pay.payment';
		await start({ latency: { perRequestMs: 300, perCommandMs: { [method]: 5000 } } });
		const ids = add(20);
		await rig.run({
			operation: 'paySystemPay',
			items: ids.map((id) => ({ id })),
			parameters: { paymentId: '={{ $json.id }}', paySystemId: 4 },
		});
		expect(Math.max(...agesOf(ids, method))).toBeLessThanOrEqual(FRESH_MS + 6000);
	});

	it('keeps to the conditions that the payment meets then, not half a minute before', async () => {
		await start({ latency: { perCommandMs: { 'crm.item.payment.pay': 4000 } } });
		const ids = add(30);
		happenAfter(rig, 30_000, () => {
			for (const id of ids.slice(20)) rig.portal.ledger.change(id, { sum: 999 });
		});
		const { items } = await rig.run({
			operation: 'pay',
			items: ids.map((id) => ({ id })),
			options: { onlyIf: { amount: 5 } },
			onError: CONTINUE,
		});
		expect(pairs(items)).toEqual(ids.map((_, index) => index));
		const codes = jsonOf(items).map((json) => detailsOf(json).code ?? json.changed);
		expect(codes.slice(0, 20)).toEqual(Array(20).fill(true));
		expect(codes.slice(20)).toEqual(Array(10).fill('GUARD_FAILED'));
	});

	it('is read again where a read itself took half a minute', async () => {
		await start({});
		const ids = add(3);
		rig.portal.faults.add({ fault: 'hangAfter', method: 'sale.payment.list', delayMs: 30_000 });
		happenAfter(rig, 25_000, () => rig.portal.ledger.change(ids[1] ?? 0, { paid: 'Y' }));
		const { items } = await rig.run({
			operation: 'pay',
			items: ids.map((id) => ({ id })),
			onError: CONTINUE,
		});
		expect(items[1]?.json).toMatchObject({ success: true });
		expect(Math.max(...agesOf(ids, 'crm.item.payment.pay'))).toBeLessThanOrEqual(FRESH_MS);
	});
});
