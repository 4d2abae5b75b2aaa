import { SEED } from '../../sandbox/portal';
import { pairs, startRig, type Rig } from '../support/rig';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

const pay = async (items: Array<{ id: number; system: number }>, rest = {}) =>
	await rig.run({
		operation: 'paySystemPay',
		items,
		parameters: {
			paymentId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			paySystemId: { __rl: true, mode: 'id', value: '={{ $json.system }}' },
		},
		...rest,
	});

const rest = SEED.paySystems.restHandler;

describe('Pay via Payment System', () => {
	it('pays through a REST handler and reads the payment back', async () => {
		const { items } = await pay([{ id: SEED.restHandler[0], system: rest }]);
		expect(items[0]?.json).toMatchObject({
			operation: 'paySystemPay',
			changed: true,
			verified: true,
			payment: { paid: 'Y', paySystemId: rest },
		});
	});

	it.each([
		['cash', SEED.cash, SEED.paySystems.cash, 'Cash'],
		[
			'a handler that stores nothing',
			SEED.silentFail,
			SEED.paySystems.silentFail,
			'Mobile Wallet (REST)',
		],
	])(
		'does not believe %s, which answers true and books nothing',
		async (_what, id, system, name) => {
			const { items } = await pay([{ id, system }], { onError: 'continueRegularOutput' });
			expect(items[0]?.json).toMatchObject({
				error: expect.stringContaining(
					`The payment system '${name}' reported success but did not book the payment`,
				),
				errorDetails: expect.objectContaining({
					code: 'NOT_PAID',
					description: expect.stringContaining('Use Mark as Paid instead'),
				}),
			});
			expect(rig.portal.ledger.payment(id)?.paid).toBe('N');
		},
	);

	it('explains a native payment system that refuses', async () => {
		const { error } = await pay([{ id: SEED.nativePsp, system: SEED.paySystems.native }]);
		expect(error?.message).toContain('The payment system refused to take this payment over REST');
		expect(error?.description).toContain('Use Mark as Paid');
	});

	it('settles a handler that prints text instead of an answer', async () => {
		const { items } = await pay(
			[{ id: SEED.nativePrintsText, system: SEED.paySystems.printsText }],
			{
				onError: 'continueRegularOutput',
			},
		);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({
				code: 'OUTCOME_UNKNOWN',
				description: expect.stringContaining('the payment was unpaid'),
			}),
		});
	});

	it('names both payment systems when they differ, before anything is sent', async () => {
		const { error } = await pay([{ id: SEED.restHandler[0], system: SEED.paySystems.cash }]);
		expect(error?.message).toBe('The payment uses payment system 4 (Acme Pay (REST)), not 3');
		expect(rig.portal.ledger.executed('sale.paysystem.pay.payment')).toBe(0);
	});

	it('never puts these writes into a batch; their reads are', async () => {
		const items = SEED.restHandler.map((id) => ({ id, system: rest }));
		const result = await pay(items, { onError: 'continueRegularOutput' });
		expect(pairs(result.items)).toEqual([0, 1, 2]);
		expect(rig.portal.requests.map(({ method }) => method)).toEqual([
			'sale.payment.list',
			'sale.paysystem.pay.payment',
			'sale.paysystem.pay.payment',
			'sale.paysystem.pay.payment',
			'sale.payment.list',
		]);
	});

	it('leaves a paid payment alone, so that its status codes stay', async () => {
		const before = rig.portal.ledger.payment(SEED.restHandlerPaid);
		const { items } = await pay([{ id: SEED.restHandlerPaid, system: rest }]);
		expect(items[0]?.json).toMatchObject({ changed: false });
		expect(rig.portal.ledger.payment(SEED.restHandlerPaid)).toEqual(before);
	});

	it('stops at the first failure before the next payment is sent', async () => {
		const { error } = await pay([
			{ id: SEED.restHandler[0], system: rest },
			{ id: SEED.silentFail, system: SEED.paySystems.silentFail },
			{ id: SEED.restHandler[1], system: rest },
		]);
		expect(error?.description).toContain('Done: 1 of 3 payments. Not started: 1.');
		expect(rig.portal.ledger.payment(SEED.restHandler[1])?.paid).toBe('N');
	});
});
