import { describeError } from '../../nodes/Bitrix24Payments/portal/errorCatalogue';
import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import {
	answered,
	failureOf,
	LOST_ANSWER,
	portalError,
	REFUSED_CONNECTION,
	rig,
	START,
	TOO_MANY,
} from './support';

const GET = { method: 'crm.item.payment.get', params: { id: 1 } };
const PAY = { method: 'crm.item.payment.pay', params: { id: 1 } };

describe('A read', () => {
	it.each([
		['a lost answer', LOST_ANSWER],
		['the page of a proxy', answered('<html>502</html>', 502)],
		['an empty answer', answered('', 200)],
		['an internal fault', portalError('INTERNAL_SERVER_ERROR', 500)],
		['a refused connection', REFUSED_CONNECTION],
	])('is repeated after %s', async (_what, exchange) => {
		const { portal, server } = rig();
		server.first = [exchange, exchange];
		expect(await portal.read([GET])).toEqual([{ kind: 'value', value: true }]);
		expect(server.requests).toHaveLength(3);
	});

	it('is tried three times at most', async () => {
		const { portal, server } = rig();
		server.first = Array(9).fill(LOST_ANSWER);
		const [reply] = await portal.read([GET]);
		expect(reply?.kind).toBe('uncertain');
		expect(server.requests).toHaveLength(3);
	});

	it('is not repeated when it was refused', async () => {
		const { portal, server } = rig();
		server.answer = () => ({ error: 'ACCESS_DENIED' });
		const [reply] = await portal.read([GET]);
		expect(failureOf(reply).code).toBe('ACCESS_DENIED');
		expect(server.requests).toHaveLength(1);
	});

	it('is not repeated when that would take longer than the user wants to wait', async () => {
		const { portal, server } = rig({ maxWaitMs: 500 });
		server.first = [LOST_ANSWER, LOST_ANSWER];
		const [reply] = await portal.read([GET]);
		expect(failureOf(reply).code).toBe('CONNECTION_FAILED');
		expect(server.requests).toHaveLength(1);
	});
});

describe('A read that somebody waits for', () => {
	it.each([[[GET]], [[GET, GET]]])('is not repeated later than wanted', async (commands) => {
		const { portal, server, clock } = rig();
		const late = () => {
			clock.time += 20_000;
			return LOST_ANSWER;
		};
		server.first = [late, late, late];
		const validUntil = portal.now() + 10_000;
		const replies = await portal.read(commands, { patience: portal.newPatience(), validUntil });
		expect(replies.map((reply) => failureOf(reply).code)).toEqual(
			commands.map(() => 'CONNECTION_FAILED'),
		);
		expect(server.requests).toHaveLength(1);
	});

	it('is sent all the same when getting that far took longer', async () => {
		const { portal, server, clock } = rig();
		server.first = [portalError('expired_token', 401)];
		const validUntil = portal.now() - 1;
		clock.time += 30_000;
		const terms = { patience: portal.newPatience(), validUntil };
		expect(await portal.read([GET], terms)).toEqual([{ kind: 'value', value: true }]);
		expect(server.requests).toHaveLength(2);
	});

	it('has the shorter of two patiences', async () => {
		const { portal, server } = rig({ maxWaitMs: 60_000 });
		server.first = [TOO_MANY, TOO_MANY, TOO_MANY];
		const terms = { patience: portal.newPatience(1500), validUntil: Infinity };
		const reply = await portal.writeAlone(PAY, terms);
		expect(failureOf(reply).code).toBe('RATE_LIMITED');
		expect(server.requests).toHaveLength(2);
	});
});

describe('A write', () => {
	it.each([
		['a lost answer', LOST_ANSWER],
		['the page of a proxy', answered('<html>502</html>', 502)],
		['a limit page without a code', answered('<html>503</html>', 503)],
		['an answer that was cut off', answered('{"result":tr', 200)],
		['an internal fault', portalError('INTERNAL_SERVER_ERROR', 500)],
	])('is never repeated after %s', async (_what, exchange) => {
		const { portal, server } = rig();
		server.first = [exchange];
		const alone = await portal.writeAlone(PAY);
		expect(alone.kind).toBe('uncertain');
		server.first = [exchange];
		const [some] = await portal.writeSome(
			[
				[PAY, GET],
				[PAY, GET],
			],
			false,
		);
		expect(some?.[0]?.kind).toBe('uncertain');
		expect(server.requests).toHaveLength(2);
	});

	it('is repeated after a refused connection, three tries at most', async () => {
		const { portal, server, clock } = rig();
		server.first = [REFUSED_CONNECTION, REFUSED_CONNECTION];
		expect(await portal.writeAlone(PAY)).toEqual({ kind: 'value', value: true });
		server.first = Array(9).fill(REFUSED_CONNECTION);
		const reply = await portal.writeAlone(PAY);
		expect(reply.kind).toBe('notExecuted');
		expect(failureOf(reply).code).toBe('CONNECTION_FAILED');
		expect(server.requests).toHaveLength(6);
		expect(clock.slept).toEqual([1000, 1700, 1000, 1700]);
	});

	it('is repeated at the request limit until it goes through', async () => {
		const { portal, server, clock } = rig();
		server.first = Array(4).fill(TOO_MANY);
		expect(await portal.writeAlone(PAY)).toEqual({ kind: 'value', value: true });
		expect(clock.slept).toEqual([1000, 1700, 2890, 4913]);
		expect(server.executed).toHaveLength(1);
	});

	it('fails as rate limited when the request limit lasts longer than the user wants to wait', async () => {
		const { portal, server, clock } = rig({ maxWaitMs: 30_000 });
		server.first = Array(99).fill(TOO_MANY);
		const reply = await portal.writeAlone(PAY);
		expect(reply.kind).toBe('notExecuted');
		expect(failureOf(reply)).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(clock.sleptInTotal).toBeLessThanOrEqual(30_000);
		expect(server.executed).toHaveLength(0);
	});

	it('gives every payment of a batch its verdict when the batch was rate limited', async () => {
		const { portal, server } = rig({ maxWaitMs: 0 });
		server.first = [TOO_MANY];
		const replies = await portal.writeSome(
			[
				[PAY, GET],
				[PAY, GET],
				[PAY, GET],
			],
			true,
		);
		expect(replies.map(([write]) => failureOf(write).code)).toEqual([
			'RATE_LIMITED',
			'RATE_LIMITED',
			'RATE_LIMITED',
		]);
	});

	it.each([
		['https://new.example/rest/1/code/crm.item.payment.pay', 'notExecuted'],
		['https://shop.example/thank-you', 'uncertain'],
	])('is not repeated after a redirect to %s', async (location, kind) => {
		const { portal, server } = rig();
		server.first = [{ kind: 'answered', status: 302, text: '', location }];
		const reply = await portal.writeAlone(PAY);
		expect(reply.kind).toBe(kind);
		expect(server.requests).toHaveLength(1);
	});
});

describe('An operating limit', () => {
	const resetAt = (ms: number) => ({ operating_reset_at: ms / 1000 });
	const PAUSED = portalError('OPERATION_TIME_LIMIT', 429, 'Method is blocked');

	it('is waited out when an earlier answer told its end', async () => {
		const { portal, server, clock } = rig();
		server.first = [answered({ result: true, time: resetAt(START + 20_000) }), PAUSED];
		await portal.writeAlone(PAY);
		expect(await portal.writeAlone(PAY)).toEqual({ kind: 'value', value: true });
		expect(clock.slept).toEqual([21_000]);
	});

	it('is not waited for when it is known to end too late', async () => {
		const { portal, server, clock } = rig();
		server.first = [answered({ result: true, time: resetAt(START + 300_000) }), PAUSED];
		await portal.writeAlone(PAY);
		const failure = failureOf(await portal.writeAlone(PAY));
		expect(failure.code).toBe('RATE_LIMITED');
		expect(failure.description).toContain('The limit ends at 2026-04-10T08:05:00.000Z');
		expect(clock.slept).toEqual([]);
	});

	it('of one method says nothing about another', async () => {
		const { portal, server, clock } = rig();
		server.first = [answered({ result: true, time: resetAt(START + 300_000) }), PAUSED];
		await portal.writeAlone(PAY);
		const reply = await portal.writeAlone({ method: 'crm.item.payment.unpay', params: { id: 1 } });
		expect(reply.kind).toBe('value');
		expect(clock.slept).toEqual([1000]);
	});

	it('of some commands of a batch makes these wait and not the others', async () => {
		const { portal, server, clock } = rig({ batchSize: 3 });
		let paused = true;
		server.answer = ({ params }) =>
			paused && params.id !== '1' ? { error: 'OPERATION_TIME_LIMIT' } : { result: true };
		clock.onSleep = () => (paused = false);
		const pays = [1, 2, 3].map((id) => [{ method: PAY.method, params: { id } }]);
		const replies = await portal.writeSome(pays, false);
		expect(replies).toEqual(Array(3).fill([{ kind: 'value', value: true }]));
		expect(server.batchSizes).toEqual([3, 2]);
	});

	it('that halts a batch lets those behind it go on afterwards', async () => {
		const { portal, server, clock } = rig({ batchSize: 4 });
		let paused = true;
		server.answer = ({ params }) =>
			paused && params.id === '2' ? { error: 'OPERATION_TIME_LIMIT' } : { result: params.id };
		clock.onSleep = () => (paused = false);
		const pays = [1, 2, 3, 4].map((id) => [{ method: PAY.method, params: { id } }]);
		const replies = await portal.writeSome(pays, true);
		expect(replies.map(([reply]) => reply)).toEqual(
			['1', '2', '3', '4'].map((value) => ({ kind: 'value', value })),
		);
		expect(server.executed.map(({ params }) => params.id)).toEqual(['1', '2', '2', '3', '4']);
	});

	it('with an end that no calendar has is waited out like one without an end', async () => {
		const { portal, server } = rig();
		server.first = [answered({ error: 'OPERATION_TIME_LIMIT', operating_reset_at: 1e20 }, 429)];
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
	});
});

describe('A token', () => {
	it.each(['expired_token', 'invalid_token'])(
		'is refreshed once and the request repeated with the new one (%s)',
		async (code) => {
			const { portal, server, connection, clock } = rig();
			server.first = [portalError(code, 401)];
			expect(await portal.writeAlone(PAY)).toEqual({ kind: 'value', value: true });
			expect(connection.refreshes).toBe(1);
			expect(server.requests.map(({ params }) => params.auth)).toEqual(['token-0', 'token-1']);
			expect(clock.slept).toEqual([]);
		},
	);

	it('is refreshed for a whole batch at once', async () => {
		const { portal, server, connection } = rig();
		server.first = [portalError('expired_token', 401)];
		const replies = await portal.writeSome(
			[
				[PAY, GET],
				[PAY, GET],
			],
			true,
		);
		expect(replies.flat().every((reply) => reply.kind === 'value')).toBe(true);
		expect(connection.refreshes).toBe(1);
	});

	it('is not refreshed a second time', async () => {
		const { portal, server, connection } = rig();
		server.first = Array(9).fill(portalError('expired_token', 401));
		const reply = await portal.writeAlone(PAY);
		expect(reply.kind).toBe('notExecuted');
		expect(failureOf(reply).code).toBe('expired_token');
		expect(connection.refreshes).toBe(1);
		expect(server.requests).toHaveLength(2);
	});

	it('that cannot be refreshed means that nothing was executed', async () => {
		const { portal, server, connection } = rig();
		connection.refusal = describeError({ code: 'invalid_grant', text: '', method: 'oauth' });
		server.first = [portalError('expired_token', 401)];
		const reply = await portal.writeAlone(PAY);
		expect(reply).toEqual({ kind: 'notExecuted', failure: connection.refusal });
		expect(server.requests).toHaveLength(1);
	});

	it.each([
		'NO_AUTH_FOUND',
		'INVALID_CREDENTIALS',
		'insufficient_scope',
		'APPLICATION_NOT_FOUND',
		'user_access_error',
		'authorization_error',
		'METHOD_CONFIRM_WAITING',
		'OVERLOAD_LIMIT',
		'ACCESS_DENIED',
		'NEVER_HEARD',
	])('is not refreshed for any other code with status 401 (%s)', async (code) => {
		const { portal, server, connection } = rig();
		server.first = [portalError(code, 401)];
		const reply = await portal.writeAlone(PAY);
		expect(failureOf(reply).code).toBe(code);
		expect(connection.refreshes).toBe(0);
		expect(server.requests).toHaveLength(1);
	});

	it('is refreshed although limits came before, and the limits are waited out after it', async () => {
		const { portal, server, connection } = rig();
		server.first = [TOO_MANY, portalError('expired_token', 401), TOO_MANY];
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
		expect(connection.refreshes).toBe(1);
	});
});

describe('A stopped run', () => {
	it('ends the wait for a limit', async () => {
		const abort = new AbortController();
		const { portal, server, clock } = rig({ signal: abort.signal });
		server.first = Array(9).fill(TOO_MANY);
		clock.onSleep = () => abort.abort();
		await expect(portal.writeAlone(PAY)).rejects.toBeInstanceOf(RunCancelled);
		expect(server.requests).toHaveLength(1);
	});

	it('ends the wait for the turn of a payment', async () => {
		const abort = new AbortController();
		const { portal } = rig({ signal: abort.signal });
		const release = await portal.takeTurns(['payment 1']);
		const waiting = portal.takeTurns(['payment 1']);
		abort.abort();
		await expect(waiting).rejects.toBeInstanceOf(RunCancelled);
		release();
	});

	it('sends nothing any more', async () => {
		const { portal, server } = rig({ signal: AbortSignal.abort() });
		await expect(portal.writeAlone(PAY)).rejects.toBeInstanceOf(RunCancelled);
		await expect(portal.read([GET, GET])).rejects.toBeInstanceOf(RunCancelled);
		await expect(portal.sleep(1000)).rejects.toBeInstanceOf(RunCancelled);
		expect(server.requests).toHaveLength(0);
	});
});

describe('The pace of requests', () => {
	it('slows down after 50 requests at once', async () => {
		const { portal, clock } = rig();
		for (let request = 0; request < 50; request++) await portal.writeAlone(PAY);
		expect(clock.slept).toEqual([]);
		await portal.writeAlone(PAY);
		expect(clock.slept).toEqual([500]);
	});

	it('fails as rate limited when other runs leave no room within the time to wait', async () => {
		const { portal, server } = rig({ maxWaitMs: 400 });
		for (let request = 0; request < 50; request++) await portal.writeAlone(PAY);
		const reply = await portal.writeAlone(PAY);
		expect(reply.kind).toBe('notExecuted');
		expect(failureOf(reply)).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(server.requests).toHaveLength(50);
	});
});
