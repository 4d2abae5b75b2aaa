import { SEED } from '../../sandbox/portal';
import { pairs, startRig, type Rig } from '../support/rig';
import { detailsOf } from '../support/details';

const [open, second, third] = SEED.bankStatement;

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

const methods = () => rig.portal.requests.map(({ method }) => method);

describe('Mark as Paid', () => {
	it('pays one payment with two requests: read, then pay and read back', async () => {
		const { items } = await rig.run({ operation: 'pay', items: [{ id: open }] });
		expect(items).toEqual([
			{
				json: {
					paymentId: open,
					operation: 'pay',
					success: true,
					changed: true,
					verified: true,
					payment: expect.objectContaining({ id: open, paid: 'Y', currency: 'EUR' }),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(methods()).toEqual(['crm.item.payment.get', 'batch']);
		expect(rig.portal.ledger.effects(open)).toMatchObject({ triggers: 1, receipts: 1 });
	});

	it('does not pay a paid payment again and says so', async () => {
		const { items } = await rig.run({ operation: 'pay', items: [{ id: SEED.alreadyPaid }] });
		expect(items[0]?.json).toMatchObject({ success: true, changed: false, verified: true });
		expect(methods()).toEqual(['crm.item.payment.get']);
		expect(rig.portal.ledger.executed('crm.item.payment.pay')).toBe(0);
	});

	it('pays each payment once when the run is repeated', async () => {
		const run = async () =>
			await rig.run({ operation: 'pay', items: [{ id: open }, { id: second }] });
		await run();
		const { items } = await run();
		expect(items.map(({ json }) => json.changed)).toEqual([false, false]);
		expect(rig.portal.ledger.effects(open).triggers).toBe(1);
		expect(rig.portal.ledger.effects(second).triggers).toBe(1);
	});

	it('handles the same payment twice in one run in order: paid, then already paid', async () => {
		const items = [{ id: open }, { id: second }, { id: open }];
		const result = await rig.run({ operation: 'pay', items });
		expect(result.items.map(({ json }) => json.changed)).toEqual([true, true, false]);
		expect(pairs(result.items)).toEqual([0, 1, 2]);
		expect(rig.portal.ledger.effects(open)).toMatchObject({ triggers: 1, overlappingWrites: 0 });
	});

	it('gives every item its own verdict with Continue On Fail', async () => {
		const items = [
			{ id: open },
			{ id: SEED.unknown },
			{ id: 'abc' },
			{ id: SEED.cancelledOrder },
			{ id: third },
		];
		const result = await rig.run({ operation: 'pay', items, onError: 'continueRegularOutput' });
		expect(pairs(result.items)).toEqual([0, 1, 2, 3, 4]);
		expect(result.items.map(({ json }) => detailsOf(json).code ?? json.success)).toEqual([
			true,
			'PAYMENT_NOT_FOUND',
			'INVALID_INPUT',
			'REFUSED',
			true,
		]);
		expect(result.items[1]?.json).toEqual({
			error: `Payment ${SEED.unknown}: There is no payment with this ID`,
			paymentId: SEED.unknown,
			operation: 'pay',
			success: false,
			errorDetails: {
				code: 'PAYMENT_NOT_FOUND',
				description: expect.stringContaining('not the number of the order'),
				bitrixCode: '0',
				retryable: false,
			},
		});
		expect(result.hints).toEqual([{ message: '2 paid, 3 not done', location: 'outputPane' }]);
	});

	it('sends failed items to the error output with cause, cure and their input', async () => {
		const items = [
			{ id: open, line: 1 },
			{ id: SEED.unknown, line: 2 },
		];
		const result = await rig.run({ operation: 'pay', items, onError: 'continueErrorOutput' });
		expect(pairs(result.items)).toEqual([0]);
		expect(result.errors).toEqual([
			{
				json: expect.objectContaining({
					line: 2,
					error: expect.stringContaining('There is no payment with this ID'),
					paymentId: SEED.unknown,
					errorDetails: expect.objectContaining({ code: 'PAYMENT_NOT_FOUND', bitrixCode: '0' }),
				}),
				pairedItem: { item: 1 },
			},
		]);
	});

	it('checks all items before the first is sent', async () => {
		const items = [{ id: open }, { id: second }, { id: '12,5' }];
		const { error, items: output } = await rig.run({ operation: 'pay', items });
		expect(output).toEqual([]);
		expect(error?.message).toBe("'Payment' is not an ID: '12,5'");
		expect(error?.description).toContain('nothing was changed');
		expect(error?.context?.itemIndex).toBe(2);
		expect(rig.portal.requests).toHaveLength(0);
	});

	it('stops at the first failed item and tells how many are done', async () => {
		const items = [{ id: open }, { id: SEED.cancelledOrder }, { id: second }];
		const { error } = await rig.run({ operation: 'pay', items });
		expect(error?.message).toContain('The order of this payment is cancelled');
		expect(error?.description).toContain(
			'Done: 1 of 3 payments. Not started: 1. Running again is safe',
		);
		expect(error?.context?.itemIndex).toBe(1);
		expect(rig.portal.ledger.payment(open)?.paid).toBe('Y');
		expect(rig.portal.ledger.payment(second)?.paid).toBe('N');
	});

	it('reads fifty payments in one request and pays them in a few', async () => {
		const ids = Array.from({ length: 50 }, (_, index) =>
			rig.portal.ledger.addPayment({ id: 5000 + index, sum: 10 }),
		);
		const { items } = await rig.run({ operation: 'pay', items: ids.map((id) => ({ id })) });
		expect(pairs(items)).toEqual(ids.map((_, index) => index));
		expect(items.every(({ json }) => json.changed === true && json.verified === true)).toBe(true);
		expect(rig.portal.requests.length).toBeLessThanOrEqual(4);
		expect(ids.every((id) => rig.portal.ledger.effects(id).triggers === 1)).toBe(true);
	});

	it('accepts numbers, numeric strings and links of the portal', async () => {
		const link = `${rig.portal.url}/shop/orders/payment/details/${third}/`;
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: open }, { id: ` ${second} ` }, { id: link }],
		});
		expect(items.map(({ json }) => json.paymentId)).toEqual([open, second, third]);
	});

	it('refuses a link to another portal, where the same ID is another payment', async () => {
		const link = 'https://other.bitrix24.com/shop/orders/payment/details/1001/';
		const { error } = await rig.run({ operation: 'pay', items: [{ id: link }] });
		expect(error?.message).toBe("'Payment' holds a link to another portal (other.bitrix24.com)");
		expect(rig.portal.requests).toHaveLength(0);
	});

	it('does not believe a portal that says true and books nothing', async () => {
		rig.portal.faults.add({ fault: 'lyingTrue', method: 'crm.item.payment.pay' });
		const { error } = await rig.run({ operation: 'pay', items: [{ id: open }] });
		expect(error?.message).toContain('Bitrix24 accepted the payment but did not book it');
		expect(rig.portal.ledger.payment(open)?.paid).toBe('N');
	});

	it('sends one call and claims nothing more when verification is off', async () => {
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: open }],
			options: { verify: false },
		});
		expect(items[0]?.json).toEqual({
			paymentId: open,
			operation: 'pay',
			success: true,
			verified: false,
		});
		expect(methods()).toEqual(['crm.item.payment.pay']);
	});

	it('writes nothing where it may not read, and names the scope', async () => {
		rig.useWebhook(rig.portal.webhookFor({ scopes: ['sale'] }));
		const result = await rig.run({
			operation: 'pay',
			items: [{ id: open }],
			onError: 'continueRegularOutput',
		});
		expect(result.items[0]?.json).toMatchObject({
			error: "The credential lacks the permission 'crm' in Bitrix24",
			errorDetails: expect.objectContaining({
				requiredScope: 'crm',
				bitrixCode: 'insufficient_scope',
				description: expect.stringMatching(/^Nothing was changed/),
			}),
		});
		// Paying needs the same permission, so that switching off Verify would not help.
		expect(detailsOf(result.items[0]?.json).description).not.toContain('Verify');
		expect(rig.portal.ledger.executed('crm.item.payment.pay')).toBe(0);
	});

	it('reports a missing right on the order as such', async () => {
		rig.useWebhook(rig.portal.webhookFor({ userId: SEED.users.readOnly }));
		const { error } = await rig.run({ operation: 'pay', items: [{ id: open }] });
		expect(error?.message).toContain('The user of this credential may not do this in Bitrix24');
		expect(error?.description).toContain('Ask a Bitrix24 administrator');
	});

	it('returns everything Bitrix24 said, with its time, when Simplify is off', async () => {
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: open }],
			options: { simplify: false },
		});
		expect(items[0]?.json.time).toMatchObject({ duration: expect.any(Number) });
		expect(items[0]?.json.payment).toMatchObject({
			accountNumber: expect.any(String),
			empPaidId: 1,
		});
	});

	it('reads numbers that an old portal sends as strings', async () => {
		rig.portal.dialect = { ...rig.portal.dialect, crmNumbersAsStrings: true, errorCode: 'number' };
		const { items } = await rig.run({ operation: 'pay', items: [{ id: open }] });
		expect(items[0]?.json.payment).toMatchObject({ id: open, sum: expect.any(Number) });
		const failed = await rig.run({ operation: 'pay', items: [{ id: SEED.unknown }] });
		expect(failed.error?.message).toContain('There is no payment with this ID');
	});
});

describe('Mark as Unpaid', () => {
	it('unpays a paid payment and keeps to what the portal shows', async () => {
		const { items } = await rig.run({ operation: 'unpay', items: [{ id: SEED.alreadyPaid }] });
		expect(items[0]?.json).toMatchObject({
			operation: 'unpay',
			changed: true,
			verified: true,
			payment: { paid: 'N', datePaid: expect.any(String) },
		});
		expect(rig.portal.ledger.effects(SEED.alreadyPaid)).toMatchObject({
			unpaidTransitions: 1,
			triggers: 0,
		});
	});

	it('leaves an unpaid payment alone', async () => {
		const { items } = await rig.run({ operation: 'unpay', items: [{ id: open }] });
		expect(items[0]?.json).toMatchObject({ success: true, changed: false });
		expect(rig.portal.ledger.executed('crm.item.payment.unpay')).toBe(0);
	});

	it('does not believe a portal that says true and changes nothing', async () => {
		rig.portal.faults.add({ fault: 'lyingTrue', method: 'crm.item.payment.unpay' });
		const { error } = await rig.run({ operation: 'unpay', items: [{ id: SEED.alreadyPaid }] });
		expect(error?.message).toContain('Bitrix24 accepted the change but the payment is still paid');
	});
});

describe('guards and dry run', () => {
	it('pays only if amount, currency and payment system are as expected', async () => {
		const payment = rig.portal.ledger.payment(open);
		const { items } = await rig.run({
			operation: 'pay',
			items: [
				{ id: open, amount: payment?.sum },
				{ id: second, amount: 1 },
			],
			options: { onlyIf: { amount: '={{ $json.amount }}', currency: 'EUR' } },
			onError: 'continueRegularOutput',
		});
		expect(items[0]?.json).toMatchObject({ changed: true });
		expect(items[1]?.json).toMatchObject({
			paymentId: second,
			errorDetails: expect.objectContaining({ code: 'GUARD_FAILED' }),
		});
		expect(rig.portal.ledger.payment(second)?.paid).toBe('N');
	});

	it('refuses an empty guard instead of skipping it', async () => {
		const { error } = await rig.run({
			operation: 'pay',
			items: [{ id: open }],
			options: { onlyIf: { amount: '={{ $json.missing }}' } },
		});
		expect(error?.message).toContain("'Only If > Amount Is'");
		expect(rig.portal.ledger.payment(open)?.paid).toBe('N');
	});

	it('writes nothing in a dry run and says what would change', async () => {
		const { items } = await rig.run({
			operation: 'pay',
			items: [{ id: open }, { id: SEED.alreadyPaid }],
			options: { dryRun: true },
		});
		expect(items.map(({ json }) => [json.dryRun, json.wouldChange, json.changed])).toEqual([
			[true, true, undefined],
			[true, false, undefined],
		]);
		expect(items[0]?.json.changes).toEqual([{ field: 'paid', from: 'N', to: 'Y' }]);
		expect(rig.portal.ledger.executed('crm.item.payment.pay')).toBe(0);
	});
});
