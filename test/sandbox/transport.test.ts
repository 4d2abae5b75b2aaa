import { SEED } from '../../sandbox/portal';
import { call, send, usePortal } from './support';

const use = usePortal();
const form = { 'Content-Type': 'application/x-www-form-urlencoded' };

describe('addresses (docs/bitrix24.md#addresses)', () => {
	test.each([
		['crm.item.payment.get'],
		['crm.item.payment.get/'],
		['crm.item.payment.get.json'],
		['crm.item.payment.get.json/'],
		['CRM.Item.Payment.GET'],
	])('%s is the same method', async (method) => {
		const { status, body } = await call(use.portal.webhook, method, { id: 1001 });
		expect([status, body.result.id]).toEqual([200, 1001]);
	});

	test('double slashes are merged', async () => {
		const { access_token: auth } = use.portal.oauth.issueTokens();
		const { body } = await call(`${use.portal.url}/rest//`, 'crm.item.payment.get', {
			id: 1001,
			auth,
		});
		expect(body.result.id).toBe(1001);
	});

	test('the suffix xml chooses XML', async () => {
		const answer = await call(use.portal.webhook, 'scope.xml');
		expect(answer.headers['content-type']).toContain('text/xml');
		expect(answer.text).toContain('<result><item>crm</item>');
	});

	test('a webhook address without user id is an unknown method', async () => {
		const address = use.portal.webhook.replace('/rest/1/', '/rest/');
		const { status, body } = await call(address, 'crm.item.payment.get', { id: 1001 });
		expect([status, body.error]).toEqual([404, 'ERROR_METHOD_NOT_FOUND']);
	});

	test('an unknown method is noticed before the credential', async () => {
		const { status, body } = await call(`${use.portal.url}/rest/1/wrong/`, 'no.such.method');
		expect([status, body.error]).toEqual([404, 'ERROR_METHOD_NOT_FOUND']);
	});

	test('an unknown action of a controller has its own code', async () => {
		const { status, body } = await call(use.portal.webhook, 'crm.item.payment.foo');
		expect([status, body.error]).toEqual([400, '22002']);
	});

	test('the user may be named by login', async () => {
		const address = use.portal.webhook.replace('/rest/1/', '/rest/admin/');
		expect((await call(address, 'scope')).status).toBe(200);
	});
});

describe('parameters (docs/bitrix24.md#request-parameters)', () => {
	const get = async (config: Parameters<typeof send>[0]) =>
		await send({ url: `${use.portal.webhook}crm.item.payment.get`, ...config });

	test('the body of a POST overlays the query', async () => {
		const answer = await get({ params: { id: 1001 }, data: { id: 1002 } });
		expect(answer.body.result.id).toBe(1002);
	});

	test('a form works like JSON', async () => {
		const answer = await get({ data: 'id=1003', headers: form });
		expect(answer.body.result.id).toBe(1003);
	});

	test('a multipart form works too', async () => {
		const data = new FormData();
		data.append('id', '1003');
		expect((await get({ data })).body.result.id).toBe(1003);
	});

	test('GET takes the query', async () => {
		expect((await get({ method: 'GET', params: { id: 1001 } })).body.result.id).toBe(1001);
	});

	test('a body without content type is read as a form', async () => {
		const headers = { 'Content-Type': 'text/plain' };
		expect((await get({ data: 'id=1001', headers })).body.result.id).toBe(1001);
	});

	test('malformed JSON is swallowed', async () => {
		const headers = { 'Content-Type': 'application/json' };
		const { status, body } = await get({ data: '{"id":1001', headers });
		const text = 'Could not find value for parameter {id}';
		expect([status, body.error, body.error_description]).toEqual([400, '100', text]);
	});

	test('a token in a malformed body is lost with it', async () => {
		const { access_token: auth } = use.portal.oauth.issueTokens();
		const headers = { 'Content-Type': 'application/json' };
		const url = `${use.portal.url}/rest/crm.item.payment.get`;
		const { status, body } = await send({ url, data: `{"auth":"${auth}"`, headers });
		expect([status, body.error]).toEqual([401, 'NO_AUTH_FOUND']);
	});

	test('bodies of other verbs are not read, and controllers refuse the verb', async () => {
		const { status, body } = await get({ method: 'PUT', params: { id: 1001 } });
		expect([status, body.error]).toEqual([400, 'invalid_http_method']);
		const url = `${use.portal.webhook}sale.paysystem.pay.payment`;
		const classic = await send({ method: 'PUT', url, data: { PAY_SYSTEM_ID: 1 } });
		expect(classic.body.error_description).toBe('Empty field PAY_SYSTEM_ID!');
	});

	test.each([
		['1038', 1038],
		['1038.7', 1038],
		[1038, 1038],
	])('int accepts %j', async (id, expected) => {
		expect((await get({ data: { id } })).body.result.id).toBe(expected);
	});

	test.each([
		['abc', 'abc'],
		[null, ''],
		[true, '1'],
		[[1], 'Array'],
	])('int refuses %j', async (id, shown) => {
		const { body } = await get({ data: { id } });
		expect(body.error).toBe('100');
		expect(body.error_description).toBe(
			`Invalid value {${shown}} to match with parameter {id}. Should be value of type int.`,
		);
	});
});

describe('envelopes (docs/bitrix24.md#answers)', () => {
	test('a success carries time in the portal time zone', async () => {
		const { body, headers } = await call(use.portal.webhook, 'crm.item.payment.pay', { id: 1001 });
		expect(body.result).toBe(true);
		expect(Object.keys(body.time)).toEqual([
			'start',
			'finish',
			'duration',
			'processing',
			'date_start',
			'date_finish',
			'operating',
		]);
		expect(body.time.date_start).toBe('2026-05-14T10:00:00+02:00');
		expect(headers['content-type']).toBe('application/json; charset=utf-8');
	});

	test('slashes and markup are escaped as PHP does', async () => {
		const { text } = await call(use.portal.webhook, 'sale.payment.get', { id: SEED.docsUpdate });
		expect(text).toContain('"accountNumber":"356\\/1"');
		const deals = await call(use.portal.webhook, 'crm.item.list', { entityTypeId: 2 });
		expect(deals.text).toContain('Hanse \\u003CTrade\\u003E');
	});

	test('an error carries no time', async () => {
		const { status, body } = await call(use.portal.webhook, 'crm.item.payment.get', { id: 5 });
		expect(status).toBe(400);
		expect(body).toEqual({ error: '0', error_description: 'Payment has not been found' });
	});
});

describe('dialects', () => {
	const adopt = (changes: object) => {
		use.portal.dialect = { ...use.portal.dialect, ...changes };
	};

	test('numeric error codes', async () => {
		adopt({ errorCode: 'number' });
		const single = await call(use.portal.webhook, 'crm.item.payment.get', { id: 5 });
		expect(single.body.error).toBe(0);
		const other = await call(use.portal.webhook, 'sale.payment.get', { id: 5 });
		expect(other.body.error).toBe(200640400001);
	});

	test('older builds: one error for not found and denied', async () => {
		adopt({ crmErrors: 'old' });
		const sales = use.portal.webhookFor({ userId: SEED.users.sales });
		const expected = { error: '0', error_description: 'Insufficient permissions.' };
		const missing = await call(sales, 'crm.item.payment.pay', { id: SEED.unknown });
		const denied = await call(sales, 'crm.item.payment.pay', { id: SEED.readOnlyOrder });
		expect([missing.status, missing.body]).toEqual([400, expected]);
		expect([denied.status, denied.body]).toEqual([400, expected]);
	});

	test('older builds: numbers as strings', async () => {
		adopt({ crmNumbersAsStrings: true });
		const { body } = await call(use.portal.webhook, 'crm.item.payment.get', { id: SEED.docsPay });
		expect([body.result.id, body.result.sum]).toEqual(['1038', '200.0000']);
	});

	test('documented statuses', async () => {
		adopt({ statuses: 'docs' });
		const crmOnly = use.portal.webhookFor({ scopes: ['crm'] });
		expect((await call(crmOnly, 'sale.payment.get', { id: 1001 })).status).toBe(403);
		expect((await call(`${use.portal.url}/rest/1/wrong/`, 'scope')).status).toBe(403);
	});

	test('denied crm commands with and without the 403 quirk', async () => {
		const reader = use.portal.webhookFor({ userId: SEED.users.readOnly });
		const denied = await call(reader, 'crm.item.payment.pay', { id: 1001 });
		expect([denied.status, denied.body.error]).toEqual([403, 'ACCESS_DENIED']);
		adopt({ accessDeniedOverridesStatus: false });
		expect((await call(reader, 'crm.item.payment.pay', { id: 1001 })).status).toBe(400);
	});

	test('https required for webhooks, not for tokens', async () => {
		adopt({ webhookRequiresHttps: true });
		const { status, body } = await call(use.portal.webhook, 'scope');
		expect([status, body.error]).toEqual([401, 'INVALID_REQUEST']);
		const { access_token: auth } = use.portal.oauth.issueTokens();
		expect((await call(`${use.portal.url}/rest/`, 'scope', { auth })).status).toBe(200);
	});

	test('without the operating time', async () => {
		adopt({ operating: false });
		expect((await call(use.portal.webhook, 'scope')).body.time).not.toHaveProperty('operating');
	});
});

test('requests are logged with what was really sent', async () => {
	await call(use.portal.webhook, 'crm.item.payment.get', { id: 1001 });
	await call(use.portal.webhook, 'batch', { cmd: { a: 'scope', b: 5 } });
	const [single, batch] = use.portal.requests;
	expect(single).toMatchObject({
		method: 'crm.item.payment.get',
		verb: 'POST',
		rawBody: '{"id":1001}',
		status: 200,
		atMs: use.clock.now(),
	});
	expect(single?.path).toBe(`${new URL(use.portal.webhook).pathname}crm.item.payment.get`);
	expect(batch).toMatchObject({ method: 'batch', commands: ['scope'] });
});
