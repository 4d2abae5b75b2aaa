import { SEED, startPortal, virtualClock, type SandboxPortal } from '../../sandbox/portal';
import { PAGES, replay, send, speak, type Body, type DocumentedMethod } from './documentation';

/**
 * Error answers: what the pages document, what the server's code does, and where the two differ.
 * The numbers are those of docs/bitrix24.md#documentation-against-code.
 */

let portal: SandboxPortal;
beforeAll(async () => {
	portal = await startPortal({ clock: virtualClock() });
});
afterAll(async () => await portal.close());
beforeEach(() => portal.reset());

type Dialect = 'docs' | 'code';
const DIALECTS: Dialect[] = ['docs', 'code'];

interface Case {
	readonly what: string;
	readonly page: DocumentedMethod;
	readonly body: Body;
	readonly user?: number;
	readonly docs: Body;
	readonly code: Body;
}

const { pay, unpay, update, paySystemPay } = PAGES;
const sample = update.samples.webhook.body;
const system = SEED.paySystems;

const denied = { error: 0, error_description: 'Insufficient permissions.' };
const missing = (name: string) => `Could not find value for parameter {${name}}`;

/** The status is 400 where none is given. */
const CASES: Case[] = [
	...[pay, unpay].flatMap((page): Case[] => [
		{
			what: 'an unknown payment (no. 1 and 2)',
			page,
			body: { id: SEED.unknown },
			docs: denied,
			code: { error: '0', error_description: 'Payment has not been found' },
		},
		{
			what: 'a payment that the user may not change (no. 2)',
			page,
			body: { id: SEED.readOnlyOrder },
			user: SEED.users.sales,
			docs: denied,
			code: { status: 403, error: 'ACCESS_DENIED', error_description: 'Access denied' },
		},
		{
			what: 'a missing id',
			page,
			body: {},
			docs: { error: 100, error_description: missing('id') },
			code: { error: '100', error_description: missing('id') },
		},
		{
			what: 'an id that is no number',
			page,
			body: { id: 'abc' },
			docs: { error: 100, error_description: expect.stringContaining('Invalid value') },
			code: { error: '100', error_description: expect.stringContaining('Invalid value') },
		},
	]),
	{
		what: 'an unknown payment: "is not exists", where the page says "does not exist" (no. 13)',
		page: update,
		body: { ...sample, id: SEED.unknown },
		docs: { error: 200640400001, error_description: 'payment is not exists' },
		code: { error: '200640400001', error_description: 'payment is not exists' },
	},
	{
		what: 'a user who is no administrator',
		page: update,
		body: sample,
		user: SEED.users.sales,
		docs: { error: 200040300020, error_description: 'Access Denied' },
		code: { error: '200040300020', error_description: 'Access Denied' },
	},
	{
		what: 'a missing id',
		page: update,
		body: { fields: sample.fields },
		docs: { error: 100, error_description: missing('id') },
		code: { error: '100', error_description: missing('id') },
	},
	{
		what: 'missing fields',
		page: update,
		body: { id: SEED.docsUpdate },
		docs: { error: 100, error_description: missing('fields') },
		code: { error: '100', error_description: missing('fields') },
	},
	{
		what: 'empty fields: code 0, where the page says 100 (no. 6)',
		page: update,
		body: { id: SEED.docsUpdate, fields: {} },
		docs: { error: 0, error_description: 'Required fields: paySystemId' },
		code: { error: '0', error_description: 'Required fields: paySystemId' },
	},
	{
		what: 'fields without the required payment system, which the page has no code for (no. 6)',
		page: update,
		body: { id: SEED.docsUpdate, fields: { comments: 'x' } },
		docs: { error: 0, error_description: 'Required fields: paySystemId' },
		code: { error: '0', error_description: 'Required fields: paySystemId' },
	},
	{
		what: 'a user who may not change orders',
		page: paySystemPay,
		body: paySystemPay.samples.webhook.body,
		user: SEED.users.readOnly,
		docs: { status: 403, error: 'ACCESS_DENIED', error_description: 'Access denied!' },
		code: { status: 403, error: 'ACCESS_DENIED', error_description: 'Access denied!' },
	},
	...(
		[
			['no payment system', { PAYMENT_ID: 1 }, 'Empty field PAY_SYSTEM_ID!'],
			[
				'an unknown payment system, the example of the page',
				{ PAYMENT_ID: 1, PAY_SYSTEM_ID: system.unknown },
				'Pay system not found',
			],
			['no payment', { PAY_SYSTEM_ID: 1 }, 'Empty field PAYMENT_ID'],
			[
				'a payment of another payment system',
				{ PAYMENT_ID: 1, PAY_SYSTEM_ID: system.cash },
				'Payment with ID=1 and PAY_SYSTEM_ID=3 not found',
			],
		] as const
	).map(([what, body, text]): Case => {
		const answer = { error: 'ERROR_CHECK_FAILURE', error_description: text };
		return { what, page: paySystemPay, body, docs: answer, code: answer };
	}),
	{
		what: 'a native payment system, which the page does not mention (no. 17)',
		page: paySystemPay,
		body: { PAYMENT_ID: SEED.nativePsp, PAY_SYSTEM_ID: system.native },
		docs: { error: 'ERROR_PROCESS_REQUEST_RESULT', error_description: expect.any(String) },
		code: { error: 'ERROR_PROCESS_REQUEST_RESULT', error_description: expect.any(String) },
	},
];

describe.each(DIALECTS)('an error answer in the %s dialect', (dialect) => {
	beforeEach(() => speak(portal, dialect));

	it.each(CASES)('$page.method: $what', async (one) => {
		const webhook = portal.webhookFor({ userId: one.user ?? SEED.users.admin });
		const answer = await replay(portal, one.page, { body: one.body, webhook });
		const { status = 400, ...body } = one[dialect];
		expect(answer).toEqual({ status, body });
	});

	it('has only documented keys, and never `time`', async () => {
		const { body } = await replay(portal, pay, { body: { id: SEED.unknown } });
		expect(Object.keys(body)).toEqual(Object.keys(pay.error.body));
	});
});

describe('the documented error answers', () => {
	beforeEach(() => speak(portal, 'docs'));

	it.each([pay, unpay])('$method prints the documented one, but for a full stop', async (page) => {
		const { body } = await replay(portal, page, { body: { id: SEED.unknown } });
		const { error, error_description: text } = page.error.body;
		expect(body).toEqual({ error, error_description: `${String(text)}.` });
	});

	it('sale.payment.update prints the documented code with other words (no. 13)', async () => {
		const { body } = await replay(portal, update, { body: { ...sample, id: SEED.unknown } });
		expect(body.error).toBe(update.error.body.error);
		expect(update.error.body.error_description).toBe('payment does not exist');
		expect(body.error_description).toBe('payment is not exists');
	});

	it('sale.paysystem.pay.payment prints exactly the documented one', async () => {
		const body = { PAYMENT_ID: 1, PAY_SYSTEM_ID: system.unknown };
		expect((await replay(portal, paySystemPay, { body })).body).toEqual(paySystemPay.error.body);
	});

	it.each(Object.values(PAGES))('every documented code of $method is seen above', (page) => {
		const own = CASES.filter((one) => one.page === page);
		for (const { code, status } of page.errorCodes) {
			const matching = own.filter(
				({ docs }) => String(docs.error) === code && (docs.status ?? 400) === status,
			);
			expect([code, matching.length > 0]).toEqual([code, true]);
		}
	});
});

describe('errors of authorization', () => {
	const brokenWebhook = () => portal.webhook.replace(/[^/]+\/$/, 'wrong0000wrong00/');

	it.each([
		['docs', 403],
		['code', 401],
	] as const)('a wrong webhook code is %s: %i (no. 19)', async (dialect, status) => {
		speak(portal, dialect);
		const answer = await replay(portal, pay, { webhook: brokenWebhook() });
		expect(answer).toEqual({
			status,
			body: { error: 'INVALID_CREDENTIALS', error_description: 'Invalid request credentials' },
		});
	});

	it.each([
		['docs', 403],
		['code', 401],
	] as const)('a missing scope is %s: %i (no. 19)', async (dialect, status) => {
		speak(portal, dialect);
		const webhook = portal.webhookFor({ scopes: [] });
		const { access_token: token } = portal.oauth.issueTokens({ scopes: [] });
		const byWebhook = await replay(portal, pay, { webhook });
		const byToken = await replay(portal, pay, { kind: 'oauth', token });
		expect([byWebhook.status, byToken.status]).toEqual([status, status]);
		expect(byWebhook.body.error_description).toContain('by the webhook token');
		expect(byToken.body.error_description).toContain('by the access token');
	});

	it.each(DIALECTS)('an expired token is 401 in both: %s', async (dialect) => {
		speak(portal, dialect);
		const { access_token: token } = portal.oauth.issueTokens();
		portal.oauth.expireAccessTokens();
		const answer = await replay(portal, pay, { kind: 'oauth', token });
		expect(answer).toMatchObject({ status: 401, body: { error: 'expired_token' } });
	});

	it.each(DIALECTS)(
		'an unknown method comes before the credential: %s (no. 20)',
		async (dialect) => {
			speak(portal, dialect);
			const answer = await send({ url: `${brokenWebhook()}no.such.method`, data: {} });
			expect(answer).toMatchObject({ status: 404, body: { error: 'ERROR_METHOD_NOT_FOUND' } });
		},
	);

	it.each([
		['docs', 400],
		['code', 401],
	] as const)('a webhook over http is refused, %s: %i (no. 19 and 23)', async (dialect, status) => {
		speak(portal, dialect);
		portal.dialect = { ...portal.dialect, webhookRequiresHttps: true };
		const answer = await replay(portal, pay);
		expect(answer).toMatchObject({ status, body: { error: 'INVALID_REQUEST' } });
		expect(await replay(portal, pay, { kind: 'oauth' })).toMatchObject({ status: 200 });
	});

	it('accepts a Bearer header, which the pages do not show and which wins over `auth` (no. 24)', async () => {
		const { access_token: token } = portal.oauth.issueTokens();
		const url = `${portal.url}/rest/${pay.method}`;
		const data = { id: SEED.docsPay, auth: 'something else' };
		const answer = await send({ url, data, headers: { Authorization: `Bearer ${token}` } });
		expect(answer).toMatchObject({ status: 200, body: { result: true } });
	});
});
