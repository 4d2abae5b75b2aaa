import type { IDataObject } from 'n8n-workflow';

import { startPortal, type SandboxPortal, type SeedPayment } from '../../sandbox/portal';
import { pairs, startRig, type OnError, type Rig, type RunSettings } from '../support/rig';

const onError: OnError = 'continueRegularOutput';
const COLUMNS = {
	text: '={{ $json.purpose }}',
	amount: '={{ $json.amount }}',
	currency: '={{ $json.currency }}',
};

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.portal.setScopes(['crm', 'sale', 'pay_system', 'salescenter']);
	rig.useWebhook();
});

const line = (purpose: unknown, amount: unknown, currency: unknown = 'EUR'): IDataObject =>
	({ purpose, amount, currency }) as IDataObject;

const match = async (items: IDataObject[], more: Partial<RunSettings> = {}) =>
	await rig.run({ operation: 'match', items, parameters: COLUMNS, ...more });

const methods = () => rig.portal.requests.map(({ method }) => method);
const BY_AMOUNT = { matchByAmount: true };

describe('Match Bank Line', () => {
	it('finds the payment of a line in one request and changes nothing', async () => {
		const { items } = await match([
			line('SEPA-GUTSCHRIFT Rechnung 5001/1 vom 03.04., danke', '1.250,00'),
		]);
		expect(items).toEqual([
			{
				json: {
					matched: true,
					by: 'paymentNumber',
					paymentId: 1001,
					payment: expect.objectContaining({ id: 1001, accountNumber: '5001/1', paid: 'N' }),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(methods()).toEqual(['batch']);
		expect(rig.portal.ledger.journal.filter(({ changed }) => changed)).toEqual([]);
	});

	it('gives every line its verdict, in the order of the lines', async () => {
		const { items } = await match([
			line('Rechnung 50\n02/1', '89,90'),
			line('RECHNUNG NR.5003/1', '400,00'),
			line('5004/1', '2300,50'),
			line('Auftrag 5037', 200),
			line('RE.Nr. 5037/1+5037/2', '300,'),
			line('Miete April 2026', '500,'),
			line('Rechnung 9999/1', '10'),
			line('5036/1', '310'),
			line('5002/1', '89.90'),
			line('Rücklastschrift 5005/1', '-75,00'),
			line('№ 356/1', '$100', 'usd'),
		]);
		expect(items.map(({ json }) => json.code ?? json.paymentId)).toEqual([
			1002,
			'AMOUNT_DIFFERS',
			'ALREADY_PAID',
			1039,
			'AMBIGUOUS',
			'NO_NUMBER',
			'NO_PAYMENT',
			'CURRENCY_DIFFERS',
			'MATCHED_BEFORE',
			'OUTGOING',
			144,
		]);
		expect(pairs(items)).toEqual(items.map((_, index) => index));
		expect(items.every(({ json }) => json.matched === (json.code === undefined))).toBe(true);
	});

	it('does not match a part of a number', async () => {
		const payments: SeedPayment[] = [{ id: 1, orderId: 14, sum: 100, accountNumber: '14/1' }];
		const other = await startPortal({ clock: rig.clock, payments });
		rig.useWebhook(other.webhook);
		const texts = [
			'1814/1',
			'14/12',
			'Rechnung 1814/1',
			'X14/1',
			'14/1/2',
			'RE-NR. 014/1',
			'2-14/1',
		];
		const torn = 'SEPA-GUTSCHRIFT Rechnung 18\n14/1 vom 03.04., danke';
		const { items } = await match([...texts, torn].map((text) => line(text, 100)));
		expect(items.map(({ json }) => json.code)).toEqual([...texts, torn].map(() => 'NO_PAYMENT'));
		const { items: whole } = await match([line('14/1', 100)]);
		expect(whole[0]?.json.paymentId).toBe(1);
		await other.close();
	});
});

describe('Match Bank Line by the amount alone', () => {
	const portalWith = async (payments: SeedPayment[]) => {
		const portal = await startPortal({ clock: rig.clock, payments });
		rig.useWebhook(portal.webhook);
		return portal;
	};
	const open = (id: number, sum: number, more: Partial<SeedPayment> = {}): SeedPayment => ({
		id,
		orderId: id,
		sum,
		paySystemId: 2,
		...more,
	});

	it('is off unless it is switched on', async () => {
		const { items } = await match([line('danke', '89,90')]);
		expect(items[0]?.json.code).toBe('NO_NUMBER');
		const { items: found } = await match([line('danke', '89,90')], { options: BY_AMOUNT });
		expect(found[0]?.json).toMatchObject({ by: 'amount', paymentId: 1002 });
	});

	it('sees every page: a second payment of the amount is the hundredth', async () => {
		const others = Array.from({ length: 120 }, (_, index) => open(index + 1, 50 + index / 1000));
		const portal = await portalWith([...others, open(900, 50)]);
		const { items } = await match([line('danke', 50)], {
			options: { ...BY_AMOUNT, amountMayDifferBy: 1 },
		});
		expect(items[0]?.json.code).toBe('AMBIGUOUS');
		const { items: exact } = await match([line('danke', 50)], { options: BY_AMOUNT });
		expect(exact[0]?.json).toMatchObject({
			code: 'AMBIGUOUS',
			candidates: [{ paymentId: 1 }, { paymentId: 900 }],
		});
		await portal.close();
	});

	it('sees every page where many amounts are read together', async () => {
		const payments = Array.from({ length: 700 }, (_, index) => open(index + 1, 100 + index));
		const portal = await portalWith([...payments, open(5000, 450)]);
		const lines = payments.map(({ sum }) => line('danke', sum));
		const { items } = await match(lines, { options: BY_AMOUNT });
		const codes = items.map(({ json }) => json.code ?? json.paymentId);
		expect(codes).toEqual(payments.map(({ id, sum }) => (sum === 450 ? 'AMBIGUOUS' : id)));
		expect(portal.requests.length).toBeLessThanOrEqual(2);
		await portal.close();
	});

	it('leaves out what is paid, or in another currency', async () => {
		const portal = await portalWith([
			open(1, 70, { paid: 'Y' }),
			open(2, 70, { currency: 'USD' }),
			open(3, 70),
		]);
		const { items } = await match([line('danke', 70)], { options: BY_AMOUNT });
		expect(items[0]?.json).toMatchObject({ by: 'amount', paymentId: 3 });
		await portal.close();
	});

	it('matches nothing where two lines of a run have the amount of one payment', async () => {
		const { items } = await match([line('danke', '89,90'), line('gruss', '89,90')], {
			options: BY_AMOUNT,
		});
		expect(items.map(({ json }) => json.code)).toEqual(['AMBIGUOUS', 'AMBIGUOUS']);
	});

	it('is not tried where the text names something, whatever the size of the run', async () => {
		const portal = await portalWith([
			open(1, 70, { accountNumber: '77356/1', orderId: 77356, paid: 'Y' }),
			open(2, 70),
		]);
		const others = Array.from({ length: 1500 }, (_, index) => line('danke', 5000 + index));
		const own = line('4711001 4711002x 4711003y 77356 danke', 70);
		for (const lines of [[own], [own, ...others]]) {
			const { items } = await match(lines, { options: BY_AMOUNT });
			expect([lines.length, items[0]?.json.code]).toEqual([lines.length, 'ALREADY_PAID']);
		}
		await portal.close();
	});

	it('is not tried where the text came out empty', async () => {
		const lines = [line('danke', '89,90'), { amount: '89,90', currency: 'EUR' }];
		const { items } = await match(lines, { options: BY_AMOUNT, onError });
		expect(items.map(({ json }) => json.paymentId ?? json.error)).toEqual([
			1002,
			"'Purpose' is empty",
		]);
		expect(items[1]?.json).toMatchObject({ errorDetails: { code: 'INVALID_INPUT' } });
	});

	it('is contested by a line that names six payments', async () => {
		const payments = [10, 20, 30, 40, 50, 77].map((sum, index) =>
			open(index + 1, sum, { orderId: 8001, accountNumber: `8001/${index + 1}` }),
		);
		const portal = await portalWith(payments);
		const { items } = await match([line('Order 8001', 999), line('danke', 77)], {
			options: BY_AMOUNT,
		});
		expect(items.map(({ json }) => json.code)).toEqual(['AMOUNT_DIFFERS', 'AMBIGUOUS']);
		await portal.close();
	});

	it('needs the currency', async () => {
		const { error } = await match([line('danke', '89,90', '')], { options: BY_AMOUNT });
		expect(error?.message).toBe("'Match by Amount Alone' needs the currency of the line");
		const { items } = await match([line('danke', '89,90 €', '')], { options: BY_AMOUNT });
		expect(items[0]?.json.paymentId).toBe(1002);
	});
});

describe('A line that cannot be read', () => {
	const items = [line('5001/1', '1.250'), line('5002/1', '89,90'), line('5003/1', '')];

	it('stops the run before anything is asked, and says which it is', async () => {
		const { error } = await match(items);
		expect(error?.message).toBe("'Amount' can be read in two ways: '1.250' is 1250 or 1.250");
		expect(error?.context?.itemIndex).toBe(0);
		expect(methods()).toEqual([]);
	});

	// Expects the form of failed items.
	it('fails alone with Continue On Fail', async () => {
		const result = await match(items, { onError });
		expect(pairs(result.items)).toEqual([0, 1, 2]);
		expect(result.items.map(({ json }) => json.matched ?? json.error)).toEqual([
			"'Amount' can be read in two ways: '1.250' is 1250 or 1.250",
			true,
			"'Amount' is empty",
		]);
		expect(result.items[2]?.json).toMatchObject({
			operation: 'match',
			success: false,
			errorDetails: { code: 'INVALID_INPUT', retryable: false },
		});
	});

	// Expects the form of failed items.
	it('keeps its columns at the error output', async () => {
		const own = { ...line('5001/1', '1.250'), code: 'TRF', description: 'Transfer', reason: 'x' };
		const { errors, items: others } = await match([own, items[1] ?? {}], {
			onError: 'continueErrorOutput',
		});
		expect(errors[0]?.json).toMatchObject({ ...own, errorDetails: { code: 'INVALID_INPUT' } });
		expect(others.map(({ json }) => json.paymentId)).toEqual([1002]);
	});

	it('has a currency whose expression came out empty', async () => {
		const { error } = await match([{ purpose: '5001/1', amount: '1250' }]);
		expect(error?.message).toBe("'Currency' is empty");
		const parameters = { text: '={{ $json.purpose }}', amount: '={{ $json.amount }}' };
		const { items: found } = await match([{ purpose: '5001/1', amount: '1250' }], { parameters });
		expect(found[0]?.json.paymentId).toBe(1001);
	});
});

describe('Lines of several portals', () => {
	it('are matched each in its own, also with payments of the same ID', async () => {
		const other = await startPortal({ clock: rig.clock });
		rig.engine.credentials.save('credential', {
			grantType: 'webhook',
			webhookUrl: '={{ $json.hook }}',
		});
		const at = (portal: SandboxPortal, text: string, amount: unknown) => ({
			...line(text, amount),
			hook: portal.webhook,
		});
		const host = (portal: SandboxPortal, name: string) => portal.webhookAt(name);
		const { items } = await match([
			at(rig.portal, '5001/1', 1250),
			{ ...line('5001/1', 1250), hook: host(other, 'localhost') },
			at(rig.portal, '5001/1', 1250),
			{ ...line('5002/1', 89.9), hook: host(other, 'localhost') },
		]);
		expect(items.map(({ json }) => json.code ?? json.paymentId)).toEqual([
			1001,
			1001,
			'MATCHED_BEFORE',
			1002,
		]);
		expect([rig.portal.requests.length, other.requests.length]).toEqual([1, 1]);
		await other.close();
	});
});

describe('A portal that answers wrongly', () => {
	const LIST = 'sale.payment.list';
	const lines = [line('Rechnung 5001/1', 1250), line('RE.Nr. 5002/1', '89,90')];

	it.each([
		['drops the filter', undefined],
		['drops the number', '=accountNumber'],
	])('never leads to a match: it %s', async (_what, value) => {
		rig.portal.faults.add({ fault: 'ignoredFilter', method: LIST, times: 9, value });
		const { items } = await match(lines, { onError });
		expect(items.map(({ json }) => json.matched)).not.toContain(true);
		expect(items[0]?.json.error).toBe(
			'Bitrix24 answered with something else than what was searched for',
		);
	});

	it.each(['=paid', '>=sum', '<=sum'])(
		'never leads to a match by the amount: it drops %s',
		async (value) => {
			rig.portal.faults.add({ fault: 'ignoredFilter', method: LIST, times: 9, value });
			const { items } = await match([line('danke', 2300.5), line('danke', 89.9)], {
				onError,
				options: BY_AMOUNT,
			});
			expect(items.map(({ json }) => json.matched)).not.toContain(true);
		},
	);

	it('never leads to a match: it drops the filter of orders', async () => {
		rig.portal.faults.add({ fault: 'ignoredFilter', method: 'sale.order.list', times: 9 });
		const { items } = await match([line('Auftrag 5001', 1250)], { onError });
		expect(items[0]?.json).toMatchObject({ errorDetails: { code: 'BAD_RESPONSE' } });
	});

	it('fails with what is missing where the credential may not list payments', async () => {
		rig.portal.setScopes(['crm']);
		const { error } = await match(lines);
		expect(`${error?.message} ${error?.description ?? ''}`).toContain('sale');
	});

	it('says that it may not be read, and nothing of changes', async () => {
		rig.portal.faults.add({ fault: 'accessDenied', method: LIST, times: 9 });
		const { error } = await match(lines);
		expect(error?.message).toBe('The user of this credential may not read payments of the store');
		expect(error?.description).toContain('give the user rights in the Online Store module');
		expect(`${error?.message} ${error?.description}`).not.toMatch(/chang|updat|mark as/i);
	});

	it('fails where it is out of order, with nothing matched', async () => {
		rig.portal.faults.add({ fault: 'error500', times: 99 });
		const { items } = await match(lines, { onError });
		expect(items.map(({ json }) => json.success)).toEqual([false, false]);
	});
});

describe('A payment that cannot be read', () => {
	it.each([[null], ['X']])('leaves no other one as the only one (paid %p)', async (paid) => {
		const seed = { orderId: 78001, sum: 100, paySystemId: 2 };
		const ids = [7801, 7802].map((id) => rig.portal.ledger.addPayment({ id, ...seed }));
		const [broken = 0] = ids;
		Object.assign(rig.portal.ledger.payment(broken) as unknown as IDataObject, { paid });
		const { items } = await match([line('Order 78001', 100)], { onError });
		expect(items[0]?.json).not.toHaveProperty('matched', true);
		expect(items[0]?.json).toMatchObject({ errorDetails: { code: 'BAD_RESPONSE' } });
	});
});

describe('A thousand lines', () => {
	/** Orders 30001 to 31000, with one or two open payments each. */
	const orders = Array.from({ length: 1000 }, (_, index) => 30_001 + index);
	const payments = orders.flatMap((orderId, index): SeedPayment[] => [
		{ id: 2 * index + 1, orderId, sum: 10 + index, paySystemId: 2, accountNumber: `${orderId}/1` },
		{
			id: 2 * index + 2,
			orderId,
			sum: 5000 + index,
			paySystemId: 2,
			accountNumber: `${orderId}/2`,
		},
	]);

	it.each<[string, number, (order: number, index: number) => IDataObject]>([
		[
			'that name payments',
			1,
			(order, index) =>
				line(
					`SEPA-GUTSCHRIFT EREF+NOTPROVIDED SVWZ+Rechnung ${order}/1 vom 03.04.2026, danke`,
					10 + index,
				),
		],
		[
			'that name payments, among much else',
			5,
			(order, index) =>
				line(
					`Kd-Nr. ${70_000 + index} RE ${order}/1 vom 03.04.2026 IBAN DE89 3704 0044 0532 0130 00 Beleg ${80_000 + index} Lager ${90_000 + index}`,
					`${10 + index},00 EUR`,
				),
		],
		['that name orders', 5, (order, index) => line(`Bestellung ${order}, Danke!`, 5000 + index)],
		[
			'that name orders without a word',
			5,
			(order, index) => line(`${order} Mueller ${60_000 + index}`, 10 + index),
		],
	])('%s take at most %i requests', async (_what, most, lineOf) => {
		const portal = await startPortal({ clock: rig.clock, payments, keepBodies: false });
		rig.useWebhook(portal.webhook);
		const { items } = await match(orders.map(lineOf));
		const wrong = items.filter(({ json }) => json.matched !== true);
		expect(wrong.map(({ json }) => json).slice(0, 3)).toEqual([]);
		expect(portal.requests.length).toBeLessThanOrEqual(most);
		expect(new Set(items.map(({ json }) => json.paymentId)).size).toBe(1000);
		await portal.close();
	});

	it('that name nothing, whatever a word makes of their numbers, take at most 5 requests', async () => {
		const portal = await startPortal({ clock: rig.clock, payments, keepBodies: false });
		rig.useWebhook(portal.webhook);
		const lines = orders.map((order) => line(`RE ${order}/9 Beleg ${order + 50_000}`, 10));
		const { items } = await match(lines);
		expect(items.filter(({ json }) => json.code === 'NO_PAYMENT')).toHaveLength(1000);
		expect(portal.requests.length).toBeLessThanOrEqual(5);
		await portal.close();
	});

	it('that name nothing known take at most 5 requests, by the amount as well', async () => {
		const portal = await startPortal({ clock: rig.clock, payments, keepBodies: false });
		rig.useWebhook(portal.webhook);
		const lines = orders.map((order, index) =>
			line(`Danke ${order + 50_000} AB${order} ${order - 20_000}`, 10 + index),
		);
		const { items } = await match(lines, { options: BY_AMOUNT });
		expect(items.filter(({ json }) => json.by === 'amount')).toHaveLength(1000);
		expect(portal.requests.length).toBeLessThanOrEqual(5);
		await portal.close();
	});
});
