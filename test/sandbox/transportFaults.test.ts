import {
	COMMAND_FAULTS,
	TRANSPORT_FAULTS,
	type FaultName,
	type FaultRule,
} from '../../sandbox/portal';
import { batch, call, networkError, send, usePortal } from './support';

const use = usePortal();
const pay = async (id = 1001) => await call(use.portal.webhook, 'crm.item.payment.pay', { id });
const paid = (id = 1001) => use.portal.ledger.payment(id)?.paid === 'Y';
const arrange = (fault: FaultName, rule: Partial<FaultRule> = {}) =>
	use.portal.faults.add({ fault, ...rule });
const FOUR = {
	a: 'crm.item.payment.pay?id=1001',
	b: 'crm.item.payment.pay?id=1002',
	c: 'crm.item.payment.pay?id=1003',
	d: 'crm.item.payment.pay?id=1005',
};
const payFour = async () => await batch(use.portal.webhook, FOUR);
const paidOfFour = () => [1001, 1002, 1003, 1005].map(paid);

afterEach(() => use.portal.faults.clear());

describe('connections that break', () => {
	test.each<[FaultName, boolean]>([
		['resetBefore', false],
		['resetAfter', true],
		['truncatedSocket', true],
	])('%s: executed %s', async (fault, executed) => {
		arrange(fault);
		expect(await networkError(pay())).toMatch(/ECONNRESET|ERR_BAD_RESPONSE|aborted/);
		expect(paid()).toBe(executed);
		expect(use.portal.requests[0]?.status).toBe(fault === 'truncatedSocket' ? 200 : 0);
	});

	test.each<[FaultName, boolean]>([
		['hangBefore', false],
		['hangAfter', true],
	])('%s: the client has to give up, executed %s', async (fault, executed) => {
		arrange(fault);
		const before = use.clock.now();
		const request = send({
			url: `${use.portal.webhook}crm.item.payment.pay`,
			data: { id: 1001 },
			signal: use.clock.timeout(60_000),
		});
		expect(await networkError(request)).toBe('ERR_CANCELED');
		expect(use.clock.now() - before).toBe(60_000);
		expect(paid()).toBe(executed);
	});

	test('a hang with an end: late reset, or late answer', async () => {
		arrange('hangBefore', { delayMs: 5000 });
		expect(await networkError(pay())).toBe('ECONNRESET');
		arrange('hangAfter', { delayMs: 5000 });
		const before = use.clock.now();
		expect((await pay(1002)).body.result).toBe(true);
		expect(use.clock.now() - before).toBe(5000);
	});

	test('resetMidBatch: a prefix has been executed', async () => {
		arrange('resetMidBatch', { method: 'batch', afterCommands: 2 });
		expect(await networkError(payFour())).toBe('ECONNRESET');
		expect(paidOfFour()).toEqual([true, true, false, false]);
	});

	test.each<[FaultName]>([['resetBefore'], ['html502'], ['error500'], ['hangBefore']])(
		'%s with afterCommands strikes in the middle of a batch',
		async (fault) => {
			arrange(fault, { afterCommands: 1, delayMs: 10 });
			await payFour().catch(() => undefined);
			expect(paidOfFour()).toEqual([true, false, false, false]);
		},
	);

	test('resetThenFinish: the script goes on before the second following request', async () => {
		arrange('resetThenFinish', { method: 'batch', afterCommands: 1 });
		expect(await networkError(payFour())).toBe('ECONNRESET');
		expect(paidOfFour()).toEqual([true, false, false, false]);
		await call(use.portal.webhook, 'scope');
		expect(paidOfFour()).toEqual([true, false, false, false]);
		const { body } = await call(use.portal.webhook, 'crm.item.payment.get', { id: 1005 });
		expect(body.result.paid).toBe('Y');
		expect(paidOfFour()).toEqual([true, true, true, true]);
	});

	test('resetThenFinish: by request count, by clock, or by hand', async () => {
		arrange('resetThenFinish', { value: '1' });
		await networkError(pay(1001));
		await call(use.portal.webhook, 'scope');
		expect(paid(1001)).toBe(true);

		arrange('resetThenFinish', { delayMs: 10_000 });
		await networkError(pay(1002));
		await call(use.portal.webhook, 'scope');
		await call(use.portal.webhook, 'scope');
		expect(paid(1002)).toBe(false);
		use.clock.advance(10_000);
		await call(use.portal.webhook, 'scope');
		expect(paid(1002)).toBe(true);

		arrange('resetThenFinish');
		await networkError(pay(1003));
		await use.portal.finishPending();
		expect(paid(1003)).toBe(true);
	});
});

describe('answers that are not what they should be', () => {
	test.each<[FaultName, number, string, boolean]>([
		['html502', 502, '<h1>502 Bad Gateway</h1>', false],
		['html502After', 502, '<h1>502 Bad Gateway</h1>', true],
		['rateLimitHtml', 503, '<h1>503 Too many requests</h1>', false],
	])('%s is a %i page, executed %4$s', async (fault, status, text, executed) => {
		arrange(fault);
		const answer = await pay();
		expect(answer.status).toBe(status);
		expect(answer.text).toContain(text);
		expect(answer.headers['content-type']).toBe('text/html');
		expect(paid()).toBe(executed);
	});

	test('truncatedJson is a complete answer with half a body', async () => {
		arrange('truncatedJson');
		const { status, text, body } = await pay();
		expect([status, body, paid()]).toEqual([200, undefined, true]);
		expect(text).toMatch(/^\{"result":true,"time"/);
	});

	test('emptyBody', async () => {
		arrange('emptyBody');
		const { status, text } = await pay();
		expect([status, text, paid()]).toEqual([200, '', true]);
	});

	test('wrongEncoding comes with 200', async () => {
		arrange('wrongEncoding');
		const { status, body } = await pay();
		expect([status, body.error, paid()]).toEqual([200, 'WRONG_ENCODING', true]);
	});

	test('emptyBatch: nothing ran, nothing is reported', async () => {
		arrange('emptyBatch');
		const { status, body } = await payFour();
		expect([status, ...Object.values(body.result)]).toEqual([200, [], [], [], [], []]);
		expect(paidOfFour()).toEqual([false, false, false, false]);
	});

	test('dropBatchKeys: every second command is not mentioned, though it ran', async () => {
		arrange('dropBatchKeys', { method: 'batch' });
		const { body } = await payFour();
		expect(body.result.result).toEqual({ a: true, c: true });
		expect(Object.keys(body.result.result_time)).toEqual(['a', 'c']);
		expect(paidOfFour()).toEqual([true, true, true, true]);
	});

	test('batchStatus403 is a good body with a bad status', async () => {
		arrange('batchStatus403');
		const { status, body } = await payFour();
		expect([status, body.result.result]).toEqual([403, { a: true, b: true, c: true, d: true }]);
	});

	test('redirect302 names the other host and keeps the path', async () => {
		arrange('redirect302', { value: 'new.example' });
		const { status, headers } = await pay();
		const path = `${new URL(use.portal.webhook).pathname}crm.item.payment.pay`;
		expect([status, headers.location]).toEqual([302, `https://new.example${path}`]);
		expect(paid()).toBe(false);
	});

	test.each([[undefined], ['html'], ['encoded']])('echoSecret, variant %s', async (value) => {
		arrange('echoSecret', { value });
		const { status, text } = await pay();
		const code = use.portal.webhook.split('/')[5] ?? '';
		expect(status).toBeGreaterThanOrEqual(400);
		expect(text).toContain(code);
		expect(paid()).toBe(true);
	});

	test('echoSecret repeats the token too', async () => {
		const { access_token: auth } = use.portal.oauth.issueTokens();
		arrange('echoSecret');
		const rest = `${use.portal.url}/rest/`;
		const { body } = await call(rest, 'crm.item.payment.pay', { id: 1001, auth });
		expect(body.error_description).toContain(auth);
	});
});

describe('errors of the whole request, nothing executed', () => {
	test.each<[FaultName, number, string]>([
		['rateLimit', 503, 'QUERY_LIMIT_EXCEEDED'],
		['expiredToken', 401, 'expired_token'],
		['invalidToken', 401, 'invalid_token'],
		['connectionError', 401, 'CONNECTION_ERROR'],
		['overload', 401, 'OVERLOAD_LIMIT'],
		['error500', 500, 'INTERNAL_SERVER_ERROR'],
	])('%s: %i %s', async (fault, status, code) => {
		arrange(fault, { times: 2 });
		const single = await pay();
		expect([single.status, single.body.error]).toEqual([status, code]);
		const whole = await payFour();
		expect([whole.status, whole.body.error]).toEqual([status, code]);
		expect(use.portal.ledger.journal).toEqual([]);
	});

	test('error500After has executed', async () => {
		arrange('error500After');
		const { status, body } = await pay();
		expect([status, body.error, paid()]).toEqual([500, 'INTERNAL_SERVER_ERROR', true]);
	});
});

describe('when a rule strikes', () => {
	test('skip, times, method and payment narrow it down', async () => {
		const handle = arrange('error500', {
			method: /payment\.pay$/,
			paymentId: 1002,
			skip: 1,
			times: 2,
		});
		const codes = [];
		for (const id of [1001, 1002, 1002, 1002, 1002]) codes.push((await pay(id)).status);
		expect(codes).toEqual([200, 200, 500, 500, 200]);
		expect(handle.struck).toBe(2);
		expect(use.portal.faults.struck).toEqual([
			{ fault: 'error500', method: 'crm.item.payment.pay', atMs: use.clock.now() },
			{ fault: 'error500', method: 'crm.item.payment.pay', atMs: use.clock.now() },
		]);
	});

	test('a batch concerns the payments of its commands', async () => {
		arrange('error500', { method: 'batch', paymentId: 1005 });
		expect((await batch(use.portal.webhook, { a: FOUR.a })).status).toBe(200);
		expect((await payFour()).status).toBe(500);
	});

	test('a removed rule strikes no more', async () => {
		arrange('error500', { times: Infinity }).remove();
		expect((await pay()).status).toBe(200);
	});

	test('the token endpoint only when it is named', async () => {
		arrange('html502', { times: Infinity });
		arrange('resetAfter', { method: 'oauth/token' });
		const { clientId: client_id, clientSecret: client_secret } = use.portal.oauth;
		const { refresh_token } = use.portal.oauth.issueTokens();
		const form = { grant_type: 'refresh_token', client_id, client_secret, refresh_token };
		const data = new URLSearchParams(form).toString();
		const url = `${use.portal.url}/oauth/token/`;
		expect(await networkError(send({ url, data }))).toBe('ECONNRESET');
		expect(use.portal.oauth.refreshes).toBe(1);
		expect((await send({ url, data })).body.error).toBe('invalid_grant');
	});

	test('every name is there once, a wrong one is refused', () => {
		expect(new Set([...TRANSPORT_FAULTS, ...COMMAND_FAULTS]).size).toBe(
			TRANSPORT_FAULTS.length + COMMAND_FAULTS.length,
		);
		expect(() => arrange('nonsense' as FaultName)).toThrow('Unknown fault: nonsense');
	});
});
