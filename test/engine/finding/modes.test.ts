import { SEED } from '../../../sandbox/portal';
import { detailsOf } from '../../support/details';
import { pairs } from '../../support/rig';
import { jsonOf, sent, useRig } from '../truth/support';
import { addToDeal, allow, locator, PAID, payBy, paidOf, PERMISSIONS } from './support';

const use = useRig();

const DEAL = SEED.dealWithoutPayments;

describe.each(PERMISSIONS)('A payment of a deal or invoice, found with %s', (_, scopes) => {
	beforeEach(() => allow(use, scopes));

	it('is the only one of the deal', async () => {
		const [id = 0] = addToDeal(use, DEAL, [{}]);
		const { items } = await payBy(use, 'deal', [DEAL]);
		expect(items).toHaveLength(1);
		expect(items[0]).toMatchObject({
			json: { paymentId: id, operation: 'pay', foundBy: 'deal', success: true, changed: true },
			pairedItem: { item: 0 },
		});
		expect(use.ledger.payment(id)?.paid).toBe('Y');
	});

	it('is found by a pasted link, by the name that robots send, and among invisible characters', async () => {
		const [id] = addToDeal(use, DEAL, [{}]);
		const refs = [
			`${use.portal.url}/crm/deal/details/${DEAL}/`,
			`DEAL_${DEAL}`,
			`\u200b${DEAL}\ufeff`,
		];
		const { items } = await payBy(use, 'deal', refs);
		expect(jsonOf(items).map(({ paymentId, changed }) => [paymentId, changed])).toEqual([
			[id, true],
			[id, false],
			[id, false],
		]);
		expect(use.ledger.executed('crm.item.payment.pay')).toBe(1);
	});

	it('is the one of an invoice', async () => {
		const [first] = use.ledger.payments().filter(({ id }) => id === SEED.invoice);
		const { items } = await payBy(use, 'invoice', [1, `DYNAMIC_31_1`]);
		expect(jsonOf(items)).toMatchObject([
			{ paymentId: first?.id, foundBy: 'invoice', changed: true },
			{ paymentId: first?.id, foundBy: 'invoice', changed: false },
		]);
	});

	it('is the one that can be paid, of several', async () => {
		const ids = addToDeal(use, DEAL, [PAID, {}, PAID]);
		const { items } = await payBy(use, 'deal', [DEAL]);
		expect(items[0]?.json).toMatchObject({ paymentId: ids[1], changed: true });
		expect(paidOf(use, ids)).toEqual(ids);
	});

	it('is the one that can be unpaid, of several', async () => {
		const ids = addToDeal(use, DEAL, [{}, PAID, {}]);
		const { items } = await payBy(use, 'deal', [DEAL], { operation: 'unpay' });
		expect(items[0]?.json).toMatchObject({ paymentId: ids[1], changed: true });
		expect(paidOf(use, ids)).toEqual([]);
	});

	it('is told apart by the conditions of Only If', async () => {
		const ids = addToDeal(use, DEAL, [{ sum: 100 }, { sum: 250 }, { sum: 400 }]);
		const { items } = await payBy(use, 'deal', [DEAL], {
			options: { onlyIf: { amount: '250,00' } },
		});
		expect(items[0]?.json).toMatchObject({ paymentId: ids[1], changed: true });
		expect(paidOf(use, ids)).toEqual([ids[1]]);
	});

	it('is none of two that may be meant, and both are named', async () => {
		const ids = addToDeal(use, DEAL, [{ sum: 100 }, { sum: 250 }]);
		const { items } = await payBy(use, 'deal', [DEAL]);
		const [json] = jsonOf(items);
		expect(json).toMatchObject({ success: false, operation: 'pay' });
		expect(detailsOf(json)).toMatchObject({ code: 'PAYMENT_AMBIGUOUS', retryable: false });
		expect((detailsOf(json).candidates as Array<{ paymentId: number }>).length).toBe(2);
		expect(String(detailsOf(json).description)).toContain(`${9000 + DEAL}/1 (100 EUR, unpaid)`);
		expect(paidOf(use, ids)).toEqual([]);
		expect(sent(use, 'crm.item.payment.pay')).toBe(0);
	});

	it('is not missed when it is paid already', async () => {
		const [id] = addToDeal(use, DEAL, [PAID]);
		const { items } = await payBy(use, 'deal', [DEAL]);
		expect(items[0]?.json).toMatchObject({ paymentId: id, success: true, changed: false });
	});

	it('is not looked for any more when all of several are paid', async () => {
		addToDeal(use, DEAL, [PAID, PAID]);
		const { items, hints } = await payBy(use, 'deal', [DEAL, DEAL]);
		for (const json of jsonOf(items)) {
			expect(json).toMatchObject({
				success: true,
				changed: false,
				verified: true,
				foundBy: 'deal',
			});
			expect(json).not.toHaveProperty('paymentId');
			expect(json.warning).toMatch(
				/^Deal 60 has 2 payments: 9060\/\d .*paid.*Nothing was left to do$/,
			);
		}
		expect(hints[0]?.message).toBe('2 already paid');
		expect(sent(use, 'crm.item.payment.pay')).toBe(0);
	});

	it('that met the conditions is found again when the step is repeated', async () => {
		const ids = addToDeal(use, DEAL, [{ sum: 100 }, { sum: 250 }]);
		const settings = { options: { onlyIf: { amount: 100 } } };
		for (const changed of [true, false]) {
			const { items } = await payBy(use, 'deal', [DEAL], settings);
			expect(items[0]?.json).toMatchObject({ paymentId: ids[0], changed });
		}
		expect(paidOf(use, ids)).toEqual([ids[0]]);
	});

	it('does not exist for a deal without payments', async () => {
		const { items } = await payBy(use, 'deal', [DEAL]);
		const [json] = jsonOf(items);
		expect(json).toMatchObject({ success: false, error: `There is no payment of deal ${DEAL}` });
		expect(detailsOf(json)).toMatchObject({ code: 'PAYMENT_NOT_FOUND' });
		expect(detailsOf(json).description).toMatch(/^Nothing was changed/);
	});

	it('stops the run before the first write when it is missing', async () => {
		const [id = 0] = addToDeal(use, DEAL, [{}]);
		const { error } = await payBy(use, 'deal', [DEAL, DEAL - 1, 63_000], {
			onError: 'stopWorkflow',
		});
		expect(error?.description).toContain('nothing was changed');
		expect(error?.context?.itemIndex).toBeDefined();
		expect(use.ledger.payment(id)?.paid).toBe('N');
	});

	it('fails alone among ten deals', async () => {
		const deals = Array.from({ length: 10 }, (_unused, index) => 65 + index);
		const ids = deals.flatMap((deal, index) => (index === 4 ? [] : addToDeal(use, deal, [{}])));
		const { items, hints } = await payBy(use, 'deal', deals);
		expect(pairs(items)).toEqual(deals.map((_unused, index) => index));
		expect(jsonOf(items).map(({ success }) => success)).toEqual(
			deals.map((_d, index) => index !== 4),
		);
		expect(hints[0]?.message).toContain('9 paid, 1 not done');
		expect(paidOf(use, ids)).toEqual(ids);
	});
});

describe('A payment with a number', () => {
	it.each([['356/1'], ['№ 356/1'], ['# 356/1'], [' 356 / 1 '], ['356/1\u00a0']])(
		'is found by %j',
		async (ref) => {
			const { items } = await payBy(use, 'number', [ref]);
			const id = use.ledger.payments().find(({ accountNumber }) => accountNumber === '356/1')?.id;
			expect(items[0]?.json).toMatchObject({ paymentId: id, foundBy: 'number', changed: true });
		},
	);

	it('is not found by another one, and what there is of the order is told', async () => {
		const { items } = await payBy(use, 'number', ['356/12']);
		const [json] = jsonOf(items);
		expect(json?.error).toBe('There is no payment with the number 356/12');
		expect(detailsOf(json)).toMatchObject({ code: 'PAYMENT_NOT_FOUND' });
		expect(detailsOf(json).description).toContain('Order 356 has one payment: 356/1');
	});

	it('needs the permission sale, and says so', async () => {
		allow(use, ['crm']);
		const { items } = await payBy(use, 'number', ['356/1']);
		expect(detailsOf(items[0]?.json)).toMatchObject({
			code: 'SCOPE_MISSING',
			requiredScope: 'sale',
		});
		expect(detailsOf(items[0]?.json).description).toMatch(/^Nothing was changed/);
	});

	it('is not paid when it has another number by the time of the write', async () => {
		const id =
			use.ledger.payments().find(({ accountNumber }) => accountNumber === '356/1')?.id ?? 0;
		use.portal.requests.length = 0;
		const { items } = await payBy(use, 'number', ['356/1'], {
			options: { onlyIf: { accountNumber: '356/2' } },
		});
		expect(detailsOf(items[0]?.json)).toMatchObject({ code: 'GUARD_FAILED' });
		expect(use.ledger.payment(id)?.paid).toBe('N');
	});
});

describe('A payment of an order', () => {
	it('is found by the number of the order and by the link of its page', async () => {
		const refs = ['356', `${use.portal.url}/shop/orders/details/200/`, 356];
		const { items } = await payBy(use, 'order', refs);
		const id = use.ledger.payments().find(({ accountNumber }) => accountNumber === '356/1')?.id;
		expect(jsonOf(items)).toMatchObject([
			{ paymentId: id, foundBy: 'order', changed: true },
			{ paymentId: id, changed: false },
			{ paymentId: id, changed: false },
		]);
	});

	it('does not exist when there is no such order', async () => {
		const { items } = await payBy(use, 'order', ['999999']);
		expect(items[0]?.json).toMatchObject({ error: 'There is no order 999999' });
		expect(detailsOf(items[0]?.json)).toMatchObject({ code: 'PAYMENT_NOT_FOUND' });
	});
});

describe('What is found is worked on by every operation', () => {
	it.each([
		['get', {}],
		['update', { updateFields: { comments: 'Bank line 17' } }],
		['unpay', {}],
		['delete', {}],
		['paySystemPay', { paySystemId: SEED.paySystems.restHandler }],
	])('%s', async (operation, parameters) => {
		const state = operation === 'unpay' ? PAID : {};
		const [id = 0] = addToDeal(use, DEAL, [{ ...state, paySystemId: SEED.paySystems.restHandler }]);
		const { items, error } = await payBy(use, 'deal', [DEAL], {
			operation,
			parameters: { paymentId: locator('deal'), ...parameters },
			onError: 'stopWorkflow',
		});
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject(
			operation === 'get'
				? { id, foundBy: 'deal' }
				: { paymentId: id, success: true, foundBy: 'deal' },
		);
	});

	it('also without a look before and after', async () => {
		const [id = 0] = addToDeal(use, DEAL, [{}]);
		const { items } = await payBy(use, 'deal', [DEAL], { options: { verify: false } });
		expect(items[0]?.json).toMatchObject({ paymentId: id, success: true, verified: false });
		expect(use.ledger.payment(id)?.paid).toBe('Y');
	});

	it('in a dry run, which changes nothing', async () => {
		const [id = 0] = addToDeal(use, DEAL, [{}]);
		const { items } = await payBy(use, 'deal', [DEAL], { options: { dryRun: true } });
		expect(items[0]?.json).toMatchObject({ paymentId: id, dryRun: true, wouldChange: true });
		expect(use.ledger.payment(id)?.paid).toBe('N');
	});
});
