import { SEED } from '../../sandbox/portal';
import { batch, call, send, usePortal } from './support';

const use = usePortal();
const run = async (cmd: Record<string, unknown> | unknown[], more: object = {}) =>
	(await batch(use.portal.webhook, cmd, more)).body.result;

describe('shape of the answer (docs/bitrix24.md#batch-answers)', () => {
	test('empty collections are lists', async () => {
		const result = await run({ a: 'crm.item.payment.pay?id=1001' });
		expect(result).toMatchObject({
			result: { a: true },
			result_error: [],
			result_total: [],
			result_next: [],
		});
		expect(Object.keys(result.result_time)).toEqual(['a']);
	});

	test('keys from 0 on make a list, gaps make an object', async () => {
		expect((await run(['scope', 'scope'])).result).toHaveLength(2);
		const mixed = await run(['scope', 'no.such.method', 'server.time']);
		expect(Object.keys(mixed.result)).toEqual(['0', '2']);
		expect(mixed.result_error).toEqual({
			1: { error: 'ERROR_METHOD_NOT_FOUND', error_description: 'Method not found!' },
		});
	});

	test('a failed command is in result_error only', async () => {
		const result = await run({ bad: `crm.item.payment.get?id=${SEED.unknown}` });
		expect(result).toMatchObject({ result: [], result_time: [] });
		expect(result.result_error.bad.error).toBe('0');
	});

	test('lists file total and next', async () => {
		const result = await run({ deals: 'crm.item.list?entityTypeId=2', few: 'crm.deal.list' });
		expect(result.result_total).toEqual({ deals: SEED.deals, few: SEED.deals });
		expect(result.result_next).toEqual({ deals: 50, few: 50 });
		expect(result.result.deals.items).toHaveLength(50);
	});

	test('a body without commands answers five empty collections', async () => {
		const headers = { 'Content-Type': 'application/json' };
		const { status, body } = await send({
			url: `${use.portal.webhook}batch`,
			data: '{"cmd":{',
			headers,
		});
		expect(status).toBe(200);
		expect(Object.values(body.result)).toEqual([[], [], [], [], []]);
	});
});

describe('commands (docs/bitrix24.md#batch-commands)', () => {
	test('values must be encoded once: plus is a space', async () => {
		const at = '2024-04-10T10:00:00+03:00';
		const update = (date: string) =>
			`sale.payment.update?id=1001&fields[paySystemId]=2&fields[dateBill]=${date}`;
		const result = await run({ raw: update(at), encoded: update(encodeURIComponent(at)) });
		expect(result.result.raw.payment.dateBill).toBeNull();
		expect(result.result.encoded.payment.dateBill).toBe('2024-04-10T09:00:00+02:00');
	});

	test('an unencoded # cuts the rest off', async () => {
		await run({ a: 'sale.payment.update?id=1001&fields[paySystemId]=2&fields[comments]=a#b&x=1' });
		expect(use.portal.ledger.payment(1001)?.comments).toBe('a');
	});

	test('a form encodes the command once more', async () => {
		const cmd = `cmd[a]=${encodeURIComponent('crm.item.payment.pay?id=1002')}&halt=0`;
		const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
		const { body } = await send({ url: `${use.portal.webhook}batch`, data: cmd, headers });
		expect(body.result.result).toEqual({ a: true });
	});

	test('what is not a string is skipped without a trace', async () => {
		const result = await run({ a: 5, b: ['scope'], c: null, d: 'server.time' });
		expect(Object.keys(result.result)).toEqual(['d']);
		expect(result.result_error).toEqual([]);
	});

	test('top-level names are case-insensitive, commands run as written', async () => {
		const { text } = await send({
			url: `${use.portal.webhook}batch`,
			headers: { 'Content-Type': 'application/json' },
			data: '{"CMD":{"9":"crm.item.payment.pay?id=1001","1":"crm.item.payment.unpay?id=1001"}}',
		});
		expect(text).toContain('"result":{"9":true,"1":true}');
		expect(use.portal.ledger.payment(1001)?.paid).toBe('N');
	});

	test('only 50 commands run', async () => {
		const cmd = Object.fromEntries(
			Array.from({ length: 52 }, (_, index) => [`c${index}`, 'crm.item.payment.pay?id=1001']),
		);
		const result = await run(cmd);
		expect(Object.keys(result.result)).toHaveLength(50);
		expect(Object.keys(result.result_error)).toEqual(['c50', 'c51']);
		expect(result.result_error.c50.error).toBe('ERROR_BATCH_LENGTH_EXCEEDED');
		expect(use.portal.ledger.executed('crm.item.payment.pay', 1001)).toBe(50);
		expect(use.portal.ledger.effects(1001)).toMatchObject({ triggers: 1, savedEvents: 1 });
	});

	test('a batch inside a batch is not allowed', async () => {
		const result = await run({ a: 'batch?cmd[x]=scope' });
		expect(result.result_error.a.error).toBe('ERROR_BATCH_METHOD_NOT_ALLOWED');
	});

	test('a missing scope has no text inside a batch', async () => {
		const hook = use.portal.webhookFor({ scopes: ['crm'] });
		const { status, body } = await batch(hook, { a: 'sale.payment.get?id=1001' });
		expect(status).toBe(200);
		expect(body.result.result_error).toEqual({
			a: { error: 'insufficient_scope', error_description: '' },
		});
	});

	test('the credential is checked once, outside', async () => {
		const { status, body } = await batch(`${use.portal.url}/rest/`, { a: 'scope' });
		expect([status, body.error]).toEqual([401, 'NO_AUTH_FOUND']);
		const { access_token: auth } = use.portal.oauth.issueTokens();
		const inside = await batch(`${use.portal.url}/rest/`, { a: 'scope?auth=nonsense' }, { auth });
		expect(inside.body.result.result.a).toContain('crm');
	});
});

describe('halt', () => {
	const cmd = { a: 'crm.item.payment.pay?id=5', b: 'crm.item.payment.pay?id=1001' };

	test.each([
		[0, true],
		[false, true],
		['0', true],
		['', true],
		[1, false],
		[true, false],
		['false', false],
	])('halt %j lets the next command run: %s', async (halt, runs) => {
		const result = await run(cmd, { halt });
		expect('b' in result.result).toBe(runs);
		expect(Object.keys(result.result_error)).toEqual(['a']);
		expect(use.portal.ledger.payment(1001)?.paid).toBe(runs ? 'Y' : 'N');
	});
});

describe('references', () => {
	test('a value that is a reference becomes the data', async () => {
		const result = await run({
			deal: 'crm.item.payment.list?entityId=25&entityTypeId=2',
			pay: 'crm.item.payment.pay?id=$result[deal][1][id]',
			text: 'sale.payment.update?id=1001&fields[paySystemId]=2&fields[comments]=for $result[deal][0][accountNumber] ok',
		});
		expect(result.result.pay).toBe(true);
		expect(use.portal.ledger.payment(1039)?.paid).toBe('Y');
		expect(result.result.text.payment.comments).toBe('for 5037/1 ok');
	});

	test('a path that does not exist gives what stands at its end', async () => {
		const result = await run({ a: 'crm.item.payment.get?id=$result[none]' });
		expect(result.result_error.a.error_description).toContain('Invalid value {Array}');
	});

	test('errors and totals can be referred to', async () => {
		const result = await run({
			bad: 'crm.item.payment.get?id=5',
			deals: 'crm.deal.list',
			note: 'sale.payment.update?id=1001&fields[paySystemId]=2&fields[comments]=$error[bad][error_description]&fields[xmlId]=n $total[deals]',
		});
		expect(result.result.note.payment).toMatchObject({
			comments: 'Payment has not been found',
			xmlId: `n ${SEED.deals}`,
		});
	});
});

test('one denied crm command turns the status of the whole batch into 403', async () => {
	const sales = use.portal.webhookFor({ userId: SEED.users.sales });
	const cmd = {
		a: 'crm.item.payment.pay?id=1001',
		b: `crm.item.payment.pay?id=${SEED.readOnlyOrder}`,
	};
	const { status, body } = await batch(sales, cmd);
	expect(status).toBe(403);
	expect(body.result.result).toEqual({ a: true });
	expect(body.result.result_error.b.error).toBe('ACCESS_DENIED');
	use.portal.dialect = { ...use.portal.dialect, accessDeniedOverridesStatus: false };
	expect((await batch(sales, cmd)).status).toBe(200);
});

test('numeric codes reach into batches', async () => {
	use.portal.dialect = { ...use.portal.dialect, errorCode: 'number' };
	expect((await run({ a: 'crm.item.payment.get?id=5' })).result_error.a.error).toBe(0);
});

test('a handler that ends the script takes the rest of the batch with it', async () => {
	const id = SEED.nativePrintsText;
	const { status, body, text } = await batch(use.portal.webhook, {
		a: 'crm.item.payment.pay?id=1001',
		b: `sale.paysystem.pay.payment?PAYMENT_ID=${id}&PAY_SYSTEM_ID=6`,
		c: 'crm.item.payment.pay?id=1002',
	});
	expect([status, body, text.length > 0]).toEqual([200, undefined, true]);
	expect(use.portal.ledger.payment(1001)?.paid).toBe('Y');
	expect(use.portal.ledger.payment(1002)?.paid).toBe('N');
});

test('a batch is not a method of its own in the journal', async () => {
	await call(use.portal.webhook, 'batch', { cmd: { a: 'scope' } });
	expect(use.portal.ledger.journal.map(({ method }) => method)).toEqual(['scope']);
});
