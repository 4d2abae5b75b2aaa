import { GET, PAY } from './commands';
import {
	answered,
	failureOf,
	LOST_ANSWER,
	portalError,
	REFUSED_CONNECTION,
	rig,
	TOO_MANY,
} from './support';

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

	it('of a batch is tried three times at most when it alone is not answered', async () => {
		const { portal, server } = rig();
		server.first = Array(9).fill(answered({ result: { result: [], result_error: [] } }));
		const replies = await portal.read([GET, GET]);
		expect(replies.map(({ kind }) => kind)).toEqual(['uncertain', 'uncertain']);
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
		const { portal, server } = rig({ waits: { rate: 500, operating: 600_000 } });
		server.first = [LOST_ANSWER, LOST_ANSWER];
		const [reply] = await portal.read([GET]);
		expect(reply?.kind).toBe('uncertain');
		expect(failureOf(reply).code).toBe('CONNECTION_FAILED');
		expect(failureOf(reply).message).toContain('before the answer arrived');
		expect(server.requests).toHaveLength(1);
	});
});

describe('A text of the portal', () => {
	it('is shown without the secrets of the connection', () => {
		const { portal, connection } = rig();
		connection.scrubber.learn('k3y9z0codeWebHook');
		expect(portal.masked('of k3y9z0codeWebHook')).toBe('of ***');
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
		const validUntil = portal.ticks() + 10_000;
		const terms = { patience: portal.patienceFor(60_000), validUntil };
		const replies = await portal.read(commands, terms);
		expect(replies.map((reply) => failureOf(reply).code)).toEqual(
			commands.map(() => 'CONNECTION_FAILED'),
		);
		expect(server.requests).toHaveLength(1);
	});

	it('is sent all the same when getting that far took longer', async () => {
		const { portal, server, clock } = rig();
		server.first = [portalError('expired_token', 401)];
		const validUntil = portal.ticks() + 5;
		clock.time += 30_000;
		const terms = { patience: portal.patienceFor(60_000), validUntil };
		expect(await portal.read([GET], terms)).toEqual([{ kind: 'value', value: true }]);
		expect(server.requests).toHaveLength(2);
	});

	it('is judged by a clock that nobody can set', async () => {
		const { portal, server, clock } = rig();
		server.first = [LOST_ANSWER];
		clock.jump(3_600_000);
		const terms = { patience: portal.patienceFor(60_000), validUntil: portal.ticks() + 10_000 };
		expect(await portal.read([GET], terms)).toEqual([{ kind: 'value', value: true }]);
	});

	it('has a patience of its own beside that of the run', async () => {
		const { portal, server } = rig();
		server.first = [TOO_MANY, TOO_MANY, TOO_MANY];
		const terms = { patience: portal.patienceFor(1500), validUntil: Infinity };
		const [reply] = await portal.read([GET], terms);
		expect(failureOf(reply).code).toBe('RATE_LIMITED');
		expect(server.requests).toHaveLength(2);
		expect(portal.patience.spent('rate')).toBe(0);
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
	});
});
