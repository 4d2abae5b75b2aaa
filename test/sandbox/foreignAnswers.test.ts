import type { FaultName, FaultRule } from '../../sandbox/portal';
import type { Json } from '../../sandbox/portal/php/values';
import { batch, call, networkError, send, usePortal } from './support';

const use = usePortal();
const PAY = 'crm.item.payment.pay';
const pay = async (id = 1001) => await call(use.portal.webhook, PAY, { id });
const payTwo = async () =>
	await batch(use.portal.webhook, { a: `${PAY}?id=1001`, b: `${PAY}?id=1002` });
const paid = (...ids: number[]) => ids.map((id) => use.portal.ledger.payment(id)?.paid === 'Y');
const arrange = (fault: FaultName, rule: Partial<FaultRule> = {}) =>
	use.portal.faults.add({ fault, ...rule });

afterEach(() => use.portal.faults.clear());

const UPSTREAM = {
	error: 'upstream_error',
	error_description: 'The upstream closed the connection',
};

describe('an answer that nobody has described yet', () => {
	test.each([200, 400, 403, 404, 409, 422, 429])(
		'foreignErrorAfter with status %i: a single call is executed',
		async (status) => {
			arrange('foreignErrorAfter', { status });
			const answer = await pay();
			expect([answer.status, answer.body, paid(1001)]).toEqual([status, UPSTREAM, [true]]);
			expect(answer.headers['content-type']).toContain('application/json');
		},
	);

	test.each<Json>([
		{ error: null },
		{ error: '' },
		{ error: { code: 7, details: ['x'] }, error_description: ['y'] },
		{ message: 'no error at all' },
		null,
		'bare text',
		[],
		17,
	])('its body may be any JSON: %j', async (body) => {
		arrange('foreignErrorAfter', { status: 200, body });
		expect(JSON.parse((await pay()).text)).toEqual(body);
		expect(paid(1001)).toEqual([true]);
	});

	test('or no JSON', async () => {
		arrange('foreignErrorAfter', { value: '{"error":"torn', status: 409 });
		expect((await pay()).text).toBe('{"error":"torn');
	});

	test('a whole batch is executed, or a part of it', async () => {
		arrange('foreignErrorAfter', { method: 'batch' });
		expect((await payTwo()).body).toEqual(UPSTREAM);
		expect(paid(1001, 1002)).toEqual([true, true]);
		use.portal.reset();
		arrange('foreignErrorAfter', { method: 'batch', afterCommands: 1 });
		expect((await payTwo()).body).toEqual(UPSTREAM);
		expect(paid(1001, 1002)).toEqual([true, false]);
	});

	test('foreignError is the same with nothing executed', async () => {
		arrange('foreignError', { status: 422, times: 2 });
		expect([(await pay()).status, (await payTwo()).body]).toEqual([422, UPSTREAM]);
		expect(use.portal.ledger.journal).toEqual([]);
	});
});

describe('redirectAfter', () => {
	test.each([
		[302, 'https://elsewhere.example/rest/'],
		[307, '/rest/other/'],
		[302, 'javascript:alert(1)'],
	])('%i to %s', async (status, value) => {
		arrange('redirectAfter', { status, value });
		const answer = await pay();
		expect([answer.status, answer.headers.location]).toEqual([status, value]);
		expect(paid(1001)).toEqual([true]);
	});

	test('of a batch', async () => {
		arrange('redirectAfter', { method: 'batch' });
		const { status, headers } = await payTwo();
		expect([status, headers.location]).toEqual([302, 'https://renamed.example/rest/']);
		expect(paid(1001, 1002)).toEqual([true, true]);
	});
});

describe('texts', () => {
	test.each(['errorCode', 'refusedAfterSave', 'savedWithWarning', 'vetoed'] as const)(
		'%s takes any, also a trace with half a secret, HTML and 2 MB',
		async (fault) => {
			const code = use.portal.webhook.split('/')[5] ?? '';
			const trace = `<br>#0 rest.php(12): check('${code.slice(0, 15)}...')&nbsp;`;
			const value = `${trace}${'x'.repeat(2_000_000)}`;
			arrange(fault, { value, code: 'ERROR_UNKNOWN_TO_ALL', times: 2 });
			expect((await pay()).body).toEqual({
				error: 'ERROR_UNKNOWN_TO_ALL',
				error_description: value,
			});
			const { a } = (await payTwo()).body.result.result_error;
			expect(a.error_description).toHaveLength(value.length);
		},
	);
});

describe('a connection that is cut while the script runs on', () => {
	test('after some time, and the script ends some time later', async () => {
		arrange('resetThenFinish', { cutAfterMs: 20_000, delayMs: 30_000 });
		expect(await networkError(pay())).toBe('ECONNRESET');
		expect(use.clock.ticks()).toBe(20_000);
		use.clock.advance(29_999);
		await call(use.portal.webhook, 'scope');
		expect(paid(1001)).toEqual([false]);
		use.clock.advance(1);
		await call(use.portal.webhook, 'scope');
		expect(paid(1001)).toEqual([true]);
	});
});

describe('the token endpoint', () => {
	async function refresh(rule: Partial<FaultRule> & Pick<FaultRule, 'fault'>) {
		const { clientId, clientSecret } = use.portal.oauth;
		const old = use.portal.oauth.issueTokens();
		arrange(rule.fault, { method: 'oauth/token', ...rule });
		const form = {
			grant_type: 'refresh_token',
			client_id: clientId,
			client_secret: clientSecret,
			refresh_token: old.refresh_token,
		};
		const data = new URLSearchParams(form).toString();
		const ask = async () => await send({ url: `${use.portal.url}/oauth/token/`, data });
		const answer = await ask();
		// The tokens were rotated all the same: the old one is used up.
		expect((await ask()).body.error).toBe('invalid_grant');
		expect(use.portal.oauth.refreshes).toBe(1);
		return answer;
	}

	const newSecrets = () => use.portal.secrets.slice(-2) as [access: string, refresh: string];

	test('cut off in the middle of the refresh token', async () => {
		const { status, text, body } = await refresh({ fault: 'truncatedJson', value: '-30' });
		expect([status, body]).toEqual([200, undefined]);
		expect(text).toContain(newSecrets()[0]);
		expect(text.endsWith(newSecrets()[1].slice(0, 42))).toBe(true);
	});

	test.each([
		['before', /^<br \/>\n<b>Warning<\/b>: .*\n\{"access_token":"/],
		['behind', /"refresh_token":"[^"]+"\}<br \/>\n<b>Warning<\/b>: .*\n$/],
	])('with a PHP warning %s the JSON', async (value, pattern) => {
		const { status, text } = await refresh({ fault: 'phpWarning', value });
		expect(status).toBe(200);
		expect(text).toMatch(pattern);
		for (const secret of newSecrets()) expect(text).toContain(secret);
	});

	test('with the tokens in the text of an error', async () => {
		const { status, body } = await refresh({ fault: 'answerInError', code: 'server_error' });
		expect([status, body.error]).toEqual([400, 'server_error']);
		for (const secret of newSecrets()) expect(body.error_description).toContain(secret);
	});
});

test('a PHP warning stands before the answer of a method, too', async () => {
	arrange('phpWarning');
	const { text, body } = await pay();
	expect([body, paid(1001)]).toEqual([undefined, [true]]);
	expect(text).toContain('{"result":true');
});
