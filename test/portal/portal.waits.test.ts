import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { GET, PAY, unverified } from './commands';
import {
	besides,
	failureOf,
	LOST_ANSWER,
	portalError,
	REFUSED_CONNECTION,
	rig,
	TOO_MANY,
	type PortalRig,
} from './support';

/** A rig whose run does not want to wait for anything. */
function impatient(): PortalRig {
	return rig({ waits: { rate: 0, operating: 0 } });
}

async function sendMany({ portal }: PortalRig, count: number): Promise<void> {
	for (let request = 0; request < count; request++) await portal.writeAlone(PAY);
}

describe('A stopped run', () => {
	it('ends the wait for a limit', async () => {
		const abort = new AbortController();
		const { portal, server, clock } = rig({ signal: abort.signal });
		server.first = Array(9).fill(TOO_MANY);
		clock.onSleep = () => abort.abort();
		await expect(portal.writeAlone(PAY)).rejects.toBeInstanceOf(RunCancelled);
		expect(server.requests).toHaveLength(1);
	});

	it('ends the wait for its pace', async () => {
		const abort = new AbortController();
		const one = rig({ signal: abort.signal });
		await sendMany(one, 50);
		one.clock.onSleep = () => abort.abort();
		await expect(one.portal.writeAlone(PAY)).rejects.toBeInstanceOf(RunCancelled);
		expect(one.server.requests).toHaveLength(50);
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
		const one = rig();
		await sendMany(one, 50);
		expect(one.clock.slept).toEqual([]);
		await sendMany(one, 1);
		expect(one.clock.slept).toEqual([500]);
	});

	it('is not held against a run’s patience while the run sets it itself', async () => {
		const one = impatient();
		await sendMany(one, 200);
		expect(one.clock.slept).toEqual(Array(150).fill(500));
		expect(one.portal.patience.spent('rate')).toBe(0);
		expect(one.portal.patience.surrender).toBeUndefined();
	});

	it('is held against it where others have a part in it', async () => {
		const one = rig({ waits: { rate: 1000, operating: 0 } });
		await sendMany(one, 50);
		const { bucket } = one.environment.portal('portal.example');
		bucket.take();
		bucket.take();
		expect((await one.portal.writeAlone(PAY)).kind).toBe('value');
		expect(one.clock.slept).toEqual([1500]);
		expect(one.portal.patience.spent('rate')).toBe(1000);
	});

	it('is held against it where others use up the room that the run waited for', async () => {
		const one = rig({ waits: { rate: 900, operating: 0 } });
		await sendMany(one, 50);
		const { bucket } = one.environment.portal('portal.example');
		one.clock.onSleep = () => {
			if (one.clock.slept.length < 4) bucket.take();
		};
		expect(failureOf(await one.portal.writeAlone(PAY)).code).toBe('RATE_LIMITED');
		expect(one.clock.slept).toEqual([500, 500]);
		expect(one.portal.patience.spent('rate')).toBe(500);
	});

	it('fails as rate limited when others leave no room within the time to wait', async () => {
		const one = rig({ waits: { rate: 900, operating: 0 } });
		const { bucket } = one.environment.portal('portal.example');
		for (let request = 0; request < 52; request++) bucket.take();
		const reply = await one.portal.writeAlone(PAY);
		expect(reply.kind).toBe('notExecuted');
		expect(failureOf(reply)).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(failureOf(reply).message).toContain('waiting in this n8n');
		expect(one.server.requests).toHaveLength(0);
	});

	it('leaves no room for a burst once the portal has refused a request', async () => {
		const one = impatient();
		one.server.first = [TOO_MANY];
		await one.portal.writeAlone(PAY);
		expect(one.environment.portal('portal.example').bucket.wait()).toBe(500);
	});

	it.each([
		['another refusal', portalError('ACCESS_DENIED', 403)],
		['a lost answer', LOST_ANSWER],
		['a limit of operating time', portalError('OPERATION_TIME_LIMIT', 429)],
	])('is not slower after %s', async (_what, exchange) => {
		const one = impatient();
		one.server.first = [exchange];
		await one.portal.writeAlone(PAY);
		expect(one.environment.portal('portal.example').bucket.wait()).toBe(0);
	});

	it('is that of one portal: another one has its own', async () => {
		const one = rig();
		await sendMany(one, 50);
		expect(one.environment.portal('other.example').bucket.wait()).toBe(0);
		expect(one.environment.portal('portal.example').bucket.wait()).toBe(500);
	});
});

describe('A run whose patience is used up', () => {
	it('sends nothing more, and says of everything unsent why', async () => {
		const { portal, server } = impatient();
		server.first = [TOO_MANY];
		const first = failureOf(await portal.writeAlone(PAY));
		const others = [
			await portal.writeAlone(PAY),
			...(await portal.writeSome(unverified(3), false)).map(([write]) => write),
			...(await portal.read([GET, GET])),
		];
		expect(others.map((reply) => reply?.kind)).toEqual(Array(6).fill('notExecuted'));
		for (const reply of others) expect(failureOf(reply)).toBe(first);
		expect(server.requests).toHaveLength(1);
	});

	it('has given up for good, also on what would not have to wait', async () => {
		const one = rig({ waits: { rate: 60_000, operating: 0 } });
		one.server.first = [portalError('OPERATION_TIME_LIMIT', 429)];
		await one.portal.writeAlone(PAY);
		one.clock.time += 3_600_000;
		expect(failureOf(await one.portal.writeAlone(PAY)).code).toBe('RATE_LIMITED');
		expect(one.server.requests).toHaveLength(1);
	});

	it('waits no longer in all than its user wants, however many limits there are', async () => {
		const one = rig({ waits: { rate: 10_000, operating: 0 } });
		for (let write = 0; write < 40; write++) {
			one.server.first = [TOO_MANY];
			await one.portal.writeAlone(PAY);
		}
		expect(one.portal.patience.surrender?.code).toBe('RATE_LIMITED');
		expect(one.portal.patience.spent('rate')).toBe(10_000);
		expect(one.server.executed).toHaveLength(10);
	});

	it('has patience left for watching what it has sent', async () => {
		const { portal, server } = impatient();
		server.first = [TOO_MANY];
		await portal.writeAlone(PAY);
		const terms = { patience: portal.patienceFor(5000), validUntil: Infinity };
		expect((await portal.read([GET], terms))[0]?.kind).toBe('value');
	});

	it('is no reason for another run to give up', async () => {
		const one = impatient();
		one.server.first = [TOO_MANY];
		await one.portal.writeAlone(PAY);
		expect((await besides(one).portal.writeAlone(PAY)).kind).toBe('value');
	});

	it('does not pause before it says so', async () => {
		const one = rig({ waits: { rate: 1400, operating: 0 } });
		const { bucket } = one.environment.portal('portal.example');
		for (let request = 0; request < 53; request++) bucket.take();
		expect(failureOf(await one.portal.writeAlone(PAY)).code).toBe('RATE_LIMITED');
		expect(one.clock.slept).toEqual([]);
	});
});

describe('A run whose portal does not answer', () => {
	it.each([
		['cannot be reached', REFUSED_CONNECTION],
		['answers nothing', LOST_ANSWER],
	])('gives up after three tries when it %s', async (_what, exchange) => {
		const { portal, server } = rig();
		server.first = Array(9).fill(exchange);
		await portal.read([GET]);
		const reply = await portal.writeAlone(PAY);
		expect(reply.kind).toBe('notExecuted');
		expect(failureOf(reply).code).toBe('CONNECTION_FAILED');
		expect(failureOf(reply).description).toContain('Nothing was changed');
		expect(server.requests).toHaveLength(3);
	});

	it('goes on when it was answered in between, were it by a page of a proxy', async () => {
		const { portal, server } = rig();
		server.first = Array(3).fill(portalError('INTERNAL_SERVER_ERROR', 500));
		await portal.read([GET]);
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
	});

	it('goes on after the lost answer to a write, which is looked at', async () => {
		const { portal, server } = rig();
		server.first = [LOST_ANSWER];
		await portal.writeAlone(PAY);
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
	});

	it.each([
		['lost', [GET], LOST_ANSWER],
		['broken off', [GET], portalError('INTERNAL_SERVER_ERROR', 500)],
	])('says nothing was changed of what was not sent (%s)', async (_what, commands, exchange) => {
		const { portal, server } = rig({ waits: { rate: 500, operating: 0 } });
		server.first = [exchange];
		await portal.read(commands);
		const failure = failureOf(await portal.writeAlone(PAY));
		expect(failure.description).toContain('Nothing was changed');
		expect(failure.retryable).toBe(true);
		expect(failure.message).not.toContain('before the answer arrived');
	});
});
