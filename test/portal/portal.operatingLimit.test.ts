import type { IDataObject } from 'n8n-workflow';

import { GET, PAY, unverified } from './commands';
import {
	answered,
	failureOf,
	portalError,
	rig,
	START,
	TOO_MANY,
	type CommandAnswer,
	type PortalRig,
} from './support';

const PAUSED = portalError('OPERATION_TIME_LIMIT', 429, 'Method is blocked');
const UNPAY = { method: 'crm.item.payment.unpay', params: { id: 1 } };

/** The `time` block of an answer that tells when the limit ends. */
function endingIn(ms: number): IDataObject {
	return { operating: 1, operating_reset_at: (START + ms) / 1000, finish: START / 1000 };
}

/** A portal that has told the end of the limit and then pauses the method. */
async function pausing(ms: number, operating = 660_000): Promise<PortalRig> {
	const one = rig({ waits: { rate: 0, operating } });
	one.server.first = [answered({ result: true, time: endingIn(ms) }), PAUSED];
	await one.portal.writeAlone(PAY);
	return one;
}

describe('An operating limit', () => {
	it('is waited out when an earlier answer told its end', async () => {
		const { portal, clock } = await pausing(500_000);
		expect(await portal.writeAlone(PAY)).toEqual({ kind: 'value', value: true });
		expect(clock.slept).toEqual([501_000]);
	});

	it('does not make a limit of requests longer', async () => {
		const { portal, server, clock } = await pausing(500_000);
		server.first = [TOO_MANY];
		portal.patience.spend(-60_000, 'rate');
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
		expect(clock.slept).toEqual([1000]);
	});

	it('is not told as the end of a limit of requests', async () => {
		const { portal, server } = await pausing(500_000);
		server.first = [TOO_MANY];
		expect(failureOf(await portal.writeAlone(PAY)).description).toMatch(
			/^The limit did not end within 0 s\. Nothing was changed for this payment\. /,
		);
	});

	it('is waited out to its end even if somebody sets the clock meanwhile', async () => {
		const { portal, clock } = await pausing(500_000);
		clock.jump(400_000);
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
		expect(clock.slept).toEqual([501_000]);
	});

	it('is not waited for when it is known to end too late', async () => {
		const { portal, clock } = await pausing(300_000, 60_000);
		const failure = failureOf(await portal.writeAlone(PAY));
		expect(failure.code).toBe('RATE_LIMITED');
		expect(failure.description).toContain('The limit ends at 2026-04-10T08:05:00.000Z');
		expect(clock.slept).toEqual([]);
	});

	it('of one method says nothing about another', async () => {
		const { portal, server, clock } = await pausing(300_000);
		server.first = [PAUSED];
		expect((await portal.writeAlone(UNPAY)).kind).toBe('value');
		expect(clock.slept).toEqual([1000]);
	});

	it('of some commands of a batch makes these wait and not the others', async () => {
		const { portal, server, clock } = rig({ batchSize: 3 });
		let paused = true;
		server.answer = ({ params }) =>
			paused && params.id !== '1' ? { error: 'OPERATION_TIME_LIMIT' } : { result: true };
		clock.onSleep = () => (paused = false);
		const replies = await portal.writeSome(unverified(3), false);
		expect(replies).toEqual(Array(3).fill([{ kind: 'value', value: true }]));
		expect(server.batchSizes).toEqual([3, 2]);
	});

	it('of some commands of a batch ends when their method’s own answer told it', async () => {
		const { portal, server, clock } = rig({ batchSize: 2 });
		server.answer = ({ params }) =>
			params.id === '1' || clock.slept.length > 0
				? { result: true, time: endingIn(200_000) }
				: { error: 'OPERATION_TIME_LIMIT' };
		await portal.writeSome(unverified(2), false);
		expect(clock.slept).toEqual([201_000]);
	});

	it('keeps a last write in a batch, on the account of which the end is known', async () => {
		const { portal, server } = rig();
		server.answer = () => ({ result: true, time: endingIn(200_000) });
		await portal.writeSome(unverified(2), false);
		await portal.writeSome(unverified(1), false);
		expect(server.methodsByRequest).toEqual([[PAY.method, PAY.method], [PAY.method]]);
		expect(server.methods).toEqual(['batch', 'batch']);
	});

	it('whose end nobody knows makes one write that is left over a call by itself', async () => {
		const { portal, server, clock } = rig({ batchSize: 2 });
		server.answer = ({ params }) =>
			params.id === '2' && clock.slept.length === 0
				? { error: 'OPERATION_TIME_LIMIT' }
				: { result: true };
		await portal.writeSome(unverified(2), false);
		expect(server.methods).toEqual(['batch', PAY.method]);
	});

	it('of which much is known makes no batch of one read', async () => {
		const { portal, server } = rig();
		server.answer = () => ({ result: true, time: endingIn(200_000) });
		await portal.read([GET, GET]);
		await portal.read([GET]);
		expect(server.methods).toEqual(['batch', GET.method]);
	});

	/** How long the pauses are before the batches of a portal where each of them is limited once. */
	async function pausesOf(answers: Array<CommandAnswer[]>): Promise<number[]> {
		const { portal, server, clock } = rig({ batchSize: 2 });
		for (const replies of answers) {
			const limited = Array(2).fill({ error: 'OPERATION_TIME_LIMIT' }) as CommandAnswer[];
			const queue = [...limited, ...replies];
			server.answer = () => queue.shift() ?? { result: true };
			await portal.writeSome(unverified(2), false);
		}
		return clock.slept;
	}

	it('is waited for shortly again once a batch has gone through, were it only a part', async () => {
		const [done, denied] = [{ result: true }, { error: 'ACCESS_DENIED' }];
		expect(
			await pausesOf([
				[done, denied],
				[denied, done],
				[done, done],
			]),
		).toEqual([1000, 1000, 1000]);
		expect(
			await pausesOf([
				[denied, denied],
				[done, done],
			]),
		).toEqual([1000, 1700]);
	});

	it('that halts a batch is waited out for the one that it struck, not for those behind', async () => {
		const { portal, server, clock } = rig({ batchSize: 4 });
		let paused = true;
		server.answer = ({ params }) =>
			paused && params.id === '2' ? { error: 'OPERATION_TIME_LIMIT' } : { result: params.id };
		clock.onSleep = () => (paused = false);
		const replies = await portal.writeSome(unverified(4), true);
		expect(replies.slice(0, 2).map(([reply]) => reply?.kind)).toEqual(['value', 'value']);
		for (const [reply] of replies.slice(2)) expect(reply).toMatchObject({ isBehindHalt: true });
		expect(server.executed.map(({ params }) => Number(params.id))).toEqual([1, 2, 2]);
	});

	it('that lasts too long fails for those that it struck, and not for those behind a halt', async () => {
		const { portal, server } = rig({ batchSize: 4, waits: { rate: 60_000, operating: 0 } });
		server.answer = ({ params }) =>
			params.id === '2' ? { error: 'OPERATION_TIME_LIMIT' } : { result: true };
		const replies = await portal.writeSome(unverified(4), true);
		expect(replies.map(([reply]) => reply?.kind === 'value' || failureOf(reply).code)).toEqual([
			true,
			'RATE_LIMITED',
			'NOT_EXECUTED',
			'NOT_EXECUTED',
		]);
		expect(failureOf(replies[1]?.[0]).description).toMatch(
			/^The limit ends within 10 minutes\. Nothing was changed for this payment\. /,
		);
	});

	it('teaches how much of its time a method may use up', async () => {
		const { portal, server } = rig();
		server.msPerCommand = 1000;
		const answers = (...operating: Array<number | undefined>) => {
			server.answer = () => {
				const used = operating.length > 1 ? operating.shift() : operating[0];
				if (used === undefined) return { error: 'OPERATION_TIME_LIMIT' };
				return { result: true, time: { ...endingIn(500_000), operating: used } };
			};
		};
		await portal.writeSome(unverified(5), false);
		answers(300, undefined, undefined, 293);
		await portal.writeSome(unverified(3), false);
		expect(await portal.writeSome(unverified(50), false)).toHaveLength(8);
	});

	it('with an end that no calendar has is waited out like one without an end', async () => {
		const { portal, server } = rig();
		server.first = [answered({ error: 'OPERATION_TIME_LIMIT', operating_reset_at: 1e20 }, 429)];
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
	});

	it('ends when its own answer says so, where no earlier one did', async () => {
		const { portal, server, clock } = rig();
		const operating_reset_at = (START + 90_000) / 1000;
		server.first = [answered({ error: 'OPERATION_TIME_LIMIT', operating_reset_at }, 429)];
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
		expect(clock.slept).toEqual([91_000]);
	});
});
