import { SEED, startPortal, type SandboxPortal, type SeedPayment } from '../../../sandbox/portal';
import { expectNoOverlaps } from '../../faults/support/overlaps';
import { detailsOf } from '../../support/details';
import { startRig, type Rig, type RunSettings } from '../../support/rig';

/** A run with several credentials deals with one after the other, and each knows what it must. */
let rig: Rig;
let other: SandboxPortal;
beforeEach(async () => {
	rig = await startRig();
	other = await startPortal({ clock: rig.clock });
});
expectNoOverlaps(() => [rig.portal, other]);
afterEach(async () => {
	await rig.close();
	await other.close();
});

const PAYMENT = { id: 7001, sum: 10, paySystemId: SEED.paySystems.restHandler };
const PAID = { paid: 'Y', datePaid: '2026-05-09T11:20:00+02:00' } as const;
const BY_ID = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
const BY_NUMBER = { __rl: true, mode: 'number', value: '={{ $json.number }}' };
const SYSTEM = { __rl: true, mode: 'id', value: String(PAYMENT.paySystemId) };

async function run(webhooks: readonly [string, string], settings: RunSettings) {
	rig.useWebhook(`={{ $json.at === 0 ? "${webhooks[0]}" : "${webhooks[1]}" }}`);
	const { items } = await rig.run({ onError: 'continueRegularOutput', ...settings });
	return items.map(({ json }) => detailsOf(json).code ?? json.success);
}

const add = (portal: SandboxPortal, payment: SeedPayment) => portal.ledger.addPayment(payment);

describe('The same ID in two portals', () => {
	it('is two payments, of which neither repeats the other', async () => {
		const scopes = ['pay_system'];
		for (const portal of [rig.portal, other]) add(portal, PAYMENT);
		const webhooks = [rig.portal.webhookFor({ scopes }), other.webhookFor({ scopes })] as const;
		const results = await run(webhooks, {
			operation: 'paySystemPay',
			items: [0, 1].map((at) => ({ id: PAYMENT.id, at })),
			options: { verify: false },
			parameters: { paymentId: BY_ID, paySystemId: SYSTEM },
		});
		expect(results).toEqual([true, true]);
		expect([rig.portal, other].map(({ requests }) => requests.length)).toEqual([1, 1]);
	});
});

describe('What a search saw with Verify off', () => {
	it('is seen anew if the first credential took long', async () => {
		add(rig.portal, PAYMENT);
		add(other, { ...PAYMENT, id: 7050, ...PAID });
		rig.portal.when({ method: 'crm.item.payment.pay' }, 'after', () => {
			other.person.unpays(7050);
			rig.clock.advance(60_000);
		});
		const numbers = [rig.portal.ledger.payment(7001), other.ledger.payment(7050)].map(
			(row) => row?.accountNumber,
		);
		const results = await run([rig.portal.webhook, other.webhook], {
			operation: 'pay',
			items: numbers.map((number, at) => ({ number, at })),
			options: { verify: false },
			parameters: { paymentId: BY_NUMBER },
		});
		expect(results).toEqual([true, true]);
		expect(other.ledger.payment(7050)?.paid).toBe('Y');
	});
});

describe('A refund that was left without an answer', () => {
	it('is sent by no other credential of the same portal', async () => {
		const second = rig.portal.webhookFor({ scopes: ['crm', 'sale', 'pay_system'] });
		const id = add(rig.portal, { ...PAYMENT, paySystemId: 5, ...PAID });
		rig.portal.faults.add({ fault: 'resetBefore', method: 'batch', times: Infinity });
		const results = await run([rig.portal.webhook, second], {
			operation: 'update',
			items: [0, 1, 0, 1].map((at) => ({ id, at })),
			parameters: { paymentId: BY_ID, updateFields: { isReturn: 'P' } },
		});
		expect(results).toEqual(['OUTCOME_UNKNOWN', ...Array<string>(3).fill('NOT_EXECUTED')]);
		const sent = rig.portal.requests.filter((request) =>
			JSON.stringify(request).includes('sale.payment.update'),
		);
		expect(sent).toHaveLength(1);
	});
});
