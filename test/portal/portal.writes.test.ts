import { GET, PAY, unverified } from './commands';
import {
	answered,
	failureOf,
	LOST_ANSWER,
	portalError,
	REFUSED_CONNECTION,
	rig,
	TOO_MANY,
} from './support';

const PAIRS = [
	[PAY, GET],
	[PAY, GET],
];

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
		const [some] = await portal.writeSome(PAIRS, false);
		expect(some?.[0]?.kind).toBe('uncertain');
		expect(server.requests).toHaveLength(2);
	});

	it('is not repeated after an error that may come after the change was saved', async () => {
		const { portal, server } = rig();
		server.answer = () => ({ error: '0', error_description: 'An event handler broke off' });
		expect((await portal.writeAlone(PAY)).kind).toBe('complained');
		const [some] = await portal.writeSome(PAIRS, false);
		expect(some?.[0]?.kind).toBe('complained');
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
		const { portal, server, clock } = rig({ waits: { rate: 30_000, operating: 0 } });
		server.first = Array(99).fill(TOO_MANY);
		const reply = await portal.writeAlone(PAY);
		expect(reply.kind).toBe('notExecuted');
		expect(failureOf(reply)).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(clock.sleptInTotal).toBeLessThanOrEqual(30_000);
		expect(server.executed).toHaveLength(0);
	});

	it('gives every payment of a batch its verdict when the batch was rate limited', async () => {
		const { portal, server } = rig({ waits: { rate: 0, operating: 0 } });
		server.first = [TOO_MANY];
		const replies = await portal.writeSome([...PAIRS, [PAY, GET]], true);
		expect(replies.map(([write]) => failureOf(write).code)).toEqual([
			'RATE_LIMITED',
			'RATE_LIMITED',
			'RATE_LIMITED',
		]);
		const { description } = failureOf(replies[0]?.[0]);
		expect(description.match(/Nothing was changed/g)).toHaveLength(1);
	});

	it.each([
		['https://new.example/rest/crm.item.payment.pay', 'notExecuted'],
		['https://shop.example/thank-you', 'uncertain'],
	])('is not repeated after a redirect to %s', async (location, kind) => {
		const { portal, server } = rig();
		server.first = [{ kind: 'answered', status: 302, text: '', location }];
		const reply = await portal.writeAlone(PAY);
		expect(reply.kind).toBe(kind);
		expect(server.requests).toHaveLength(1);
	});
});

describe('Writes that the answer to their batch does not mention', () => {
	it.each([true, false])('are uncertain and never repeated (halt %s)', async (halt) => {
		const { portal, server } = rig();
		server.first = [answered({ result: { result: [], result_error: [] } })];
		const replies = await portal.writeSome(PAIRS, halt);
		expect(replies.map(([write]) => write?.kind)).toEqual(['uncertain', 'uncertain']);
		expect(server.requests).toHaveLength(1);
	});

	it('are uncertain where it answers others behind the error that should have stopped it', async () => {
		const { portal, server } = rig();
		const result_error = {
			cnoncex0: { error: 'ACCESS_DENIED' },
			cnoncex2: { error: 'OPERATION_TIME_LIMIT' },
		};
		server.first = [answered({ result: { result: [], result_error } })];
		const replies = await portal.writeSome(unverified(3), true);
		expect(replies.slice(0, 2).map(([write]) => write?.kind)).toEqual(['refused', 'uncertain']);
		expect(server.executed.map(({ params }) => params.id)).not.toContain(2);
	});
});

describe('A write that was decided on a while ago', () => {
	it('is not sent any more when that is too long ago', async () => {
		const { portal, server, clock } = rig();
		const terms = { patience: portal.patience, validUntil: portal.ticks() + 20_000 };
		clock.time += 20_001;
		for (const reply of [
			await portal.writeAlone(PAY, terms),
			(await portal.writeSome(PAIRS, true, terms))[0]?.[0],
		]) {
			expect(reply?.kind).toBe('notExecuted');
			expect(failureOf(reply)).toMatchObject({ code: 'NOT_EXECUTED', retryable: true });
			expect(failureOf(reply).message).toContain('read too long ago');
		}
		expect(server.requests).toHaveLength(0);
	});

	it('is not sent after a limit that was waited out for too long', async () => {
		const { portal, server } = rig();
		server.first = Array(4).fill(TOO_MANY);
		const terms = { patience: portal.patience, validUntil: portal.ticks() + 2000 };
		expect(failureOf(await portal.writeAlone(PAY, terms)).code).toBe('NOT_EXECUTED');
		expect(server.executed).toHaveLength(0);
	});

	it('is not sent again after a limit that was answered too late', async () => {
		const { portal, server, clock } = rig();
		const late = () => {
			clock.time += 30_000;
			return TOO_MANY;
		};
		server.first = [late];
		const terms = { patience: portal.patience, validUntil: portal.ticks() + 20_000 };
		expect(failureOf(await portal.writeAlone(PAY, terms)).code).toBe('NOT_EXECUTED');
		expect(server.requests).toHaveLength(1);
	});

	it('is sent at the last moment', async () => {
		const { portal } = rig();
		const terms = { patience: portal.patience, validUntil: portal.ticks() };
		expect((await portal.writeAlone(PAY, terms)).kind).toBe('value');
	});

	it('is sent in time, whatever the clock on the wall shows', async () => {
		const { portal, clock } = rig();
		const terms = { patience: portal.patience, validUntil: portal.ticks() + 20_000 };
		clock.jump(3_600_000);
		expect((await portal.writeAlone(PAY, terms)).kind).toBe('value');
	});

	it('has its read-back however late that has become', async () => {
		const { portal, server, clock } = rig({ batchSize: 1 });
		server.answer = () => {
			clock.time += 30_000;
			return { result: true };
		};
		const terms = { patience: portal.patience, validUntil: portal.ticks() + 20_000 };
		const [replies] = await portal.writeSome([[PAY, GET]], true, terms);
		expect(replies?.map(({ kind }) => kind)).toEqual(['value', 'value']);
	});

	it('is not waited for, as it does not become newer by that', async () => {
		const { portal, clock } = rig();
		const terms = { patience: portal.patience, validUntil: portal.ticks() - 1 };
		await portal.writeAlone(PAY, terms);
		expect(clock.slept).toEqual([]);
	});
});

describe('Whether a write may be at work unheard', () => {
	it.each([
		['a lost answer', LOST_ANSWER, true],
		['the page of a proxy', answered('<html>', 504), true],
		['an answer', answered({ result: true }), false],
		['a refusal', portalError('ACCESS_DENIED', 403), false],
		['a refused connection', REFUSED_CONNECTION, false],
	])('is so or not after %s', async (_what, exchange, isUnheard) => {
		const { portal, server } = rig();
		expect(portal.isWriteUnheard).toBe(false);
		server.first = [exchange, exchange, exchange];
		await portal.writeAlone(PAY);
		expect(portal.isWriteUnheard).toBe(isUnheard);
	});

	it('is so when the run ends while the answer is awaited', async () => {
		const { portal, server } = rig();
		server.first = [
			() => {
				throw new Error('stopped');
			},
		];
		await expect(portal.writeAlone(PAY)).rejects.toThrow('stopped');
		expect(portal.isWriteUnheard).toBe(true);
		expect(portal.lastSentAt).toBe(portal.ticks());
	});

	it('is not so of one that was not sent, whatever became of the one before', async () => {
		const { portal, server } = rig();
		server.first = [LOST_ANSWER];
		await portal.writeAlone(PAY);
		const terms = { patience: portal.patience, validUntil: portal.ticks() - 1 };
		await portal.writeAlone(PAY, terms);
		expect(portal.isWriteUnheard).toBe(false);
	});

	it('is still so after a read that was answered', async () => {
		const { portal, server } = rig();
		server.first = [LOST_ANSWER];
		await portal.writeAlone(PAY);
		await portal.read([GET]);
		expect(portal.isWriteUnheard).toBe(true);
	});

	it('is not so of reads', async () => {
		const { portal, server } = rig();
		server.first = Array(3).fill(LOST_ANSWER);
		await portal.read([GET]);
		expect(portal.isWriteUnheard).toBe(false);
	});
});
