import type { Command } from '../../nodes/Bitrix24Payments/portal/command';
import type { Exchange } from '../../nodes/Bitrix24Payments/portal/http';
import { comment, PAY, unverified, verified } from './commands';
import { numbers } from './looks';
import { answered, besides, LOST_ANSWER, rig, START, TOO_MANY, type PortalRig } from './support';

/** Sends all groups, as the execution does, and returns how many went with each request. */
async function sendAll({ portal }: PortalRig, groups: Command[][]): Promise<number[]> {
	const sizes: number[] = [];
	for (let queue = groups; queue.length > 0; queue = queue.slice(sizes.at(-1))) {
		sizes.push((await portal.writeSome(queue, false)).length);
	}
	return sizes;
}

describe('The number of writes in a batch', () => {
	it('is 5 at first and then follows the speed of the portal', async () => {
		const slow = rig();
		slow.server.msPerCommand = 1000;
		expect(await sendAll(slow, verified(35))).toEqual([5, 10, 10, 10]);
		const fast = rig();
		fast.server.msPerCommand = 200;
		expect(await sendAll(fast, unverified(120))).toEqual([5, 50, 50, 15]);
	});

	it('never exceeds what a batch may hold, even if groups differ in length', async () => {
		const fast = rig();
		fast.server.msPerCommand = 1;
		await sendAll(fast, unverified(5));
		const groups = [...unverified(10), ...verified(30)];
		expect(await sendAll(fast, groups)).toEqual([30, 10]);
		expect(Math.max(...fast.server.batchSizes)).toBeLessThanOrEqual(50);
	});

	it('grows and shrinks with the portal', async () => {
		const one = rig();
		one.server.msPerCommand = 1000;
		await one.portal.writeSome(unverified(50), false);
		expect(await one.portal.writeSome(unverified(50), false)).toHaveLength(20);
		one.server.msPerCommand = 4000;
		expect(await one.portal.writeSome(unverified(50), false)).toHaveLength(20);
		expect(await one.portal.writeSome(unverified(50), false)).toHaveLength(5);
	});

	it('is never above 25 with a read-back and 50 without', async () => {
		const withReadBack = rig();
		expect(Math.max(...(await sendAll(withReadBack, verified(200))))).toBe(25);
		expect(Math.max(...withReadBack.server.batchSizes)).toBe(50);
		const without = rig();
		expect(Math.max(...(await sendAll(without, unverified(200))))).toBe(50);
		expect(Math.max(...without.server.batchSizes)).toBe(50);
	});

	it('is never above what the user set', async () => {
		const one = rig({ batchSize: 7 });
		expect(await sendAll(one, verified(40))).toEqual([5, 7, 7, 7, 7, 7]);
	});

	it('does not take the wait for a limit for slowness of the portal', async () => {
		const one = rig();
		one.server.msPerCommand = 200;
		one.server.first = Array(4).fill(TOO_MANY);
		await one.portal.writeSome(unverified(50), false);
		expect(one.clock.sleptInTotal).toBeGreaterThan(10_000);
		expect(await one.portal.writeSome(unverified(50), false)).toHaveLength(50);
	});

	it('does not take somebody who sets the clock for a fast or slow portal', async () => {
		const one = rig();
		one.server.answer = () => {
			one.clock.jump(600_000);
			return { result: true };
		};
		one.server.msPerCommand = 1000;
		await one.portal.writeSome(unverified(50), false);
		expect(await one.portal.writeSome(unverified(50), false)).toHaveLength(20);
	});

	it('is smaller after a batch whose answer was lost after a long time', async () => {
		const { portal, server, clock } = rig();
		const timeOut = (): Exchange => {
			clock.time += 60_000;
			return { kind: 'lost', code: 'ECONNABORTED' };
		};
		server.first = [timeOut];
		expect(await portal.writeSome(unverified(50), false)).toHaveLength(5);
		expect(await portal.writeSome(unverified(50), false)).toHaveLength(1);
	});

	it('counts writes and not their read-backs after a lost answer', async () => {
		const { portal, server, clock } = rig();
		server.first = [
			() => {
				clock.time += 60_000;
				return LOST_ANSWER;
			},
		];
		await portal.writeSome(verified(5), false);
		expect(await portal.writeSome(verified(9), false)).toHaveLength(1);
	});

	it('is not smaller after a batch that certainly was not carried out, however long that took', async () => {
		const one = rig({ waits: { rate: 0, operating: 0 } });
		one.server.first = [
			() => {
				one.clock.time += 60_000;
				return TOO_MANY;
			},
		];
		await one.portal.writeSome(unverified(50), false);
		expect(await besides(one).portal.writeSome(unverified(50), false)).toHaveLength(5);
	});

	it('follows those writes that were carried out, and not those that were refused', async () => {
		const { portal, server, clock } = rig();
		server.answer = ({ params }) => {
			if (params.id !== '1') return { error: 'ACCESS_DENIED' };
			clock.time += 4000;
			return { result: true };
		};
		await portal.writeSome(unverified(50), false);
		expect(await portal.writeSome(unverified(50), false)).toHaveLength(5);
	});

	it('is not larger after a batch whose answer was lost at once', async () => {
		const { portal, server } = rig();
		server.first = [{ kind: 'lost', code: 'ECONNRESET' }];
		await portal.writeSome(unverified(50), false);
		expect(await portal.writeSome(unverified(50), false)).toHaveLength(5);
	});

	it('is learnt for each method by itself', async () => {
		const one = rig();
		one.server.msPerCommand = 100;
		await one.portal.writeSome(unverified(50), false);
		const updates = numbers(50).map((id) => [comment(id, 'x')]);
		expect(await one.portal.writeSome(updates, false)).toHaveLength(5);
	});
});

describe('The operating time that is left', () => {
	/** A portal of one second per write that has told how many seconds of the 420 are used up. */
	async function havingUsed(operating: number): Promise<PortalRig> {
		const one = rig();
		one.server.msPerCommand = 1000;
		await one.portal.writeSome(unverified(5), false);
		const time = { operating, operating_reset_at: START / 1000 + 300, finish: START / 1000 };
		one.server.answer = () => ({ result: true, time });
		await one.portal.writeSome(unverified(2), false);
		one.server.answer = () => ({ result: true });
		return one;
	}

	it.each([
		[100, 20],
		[400, 20],
		[412, 9],
		[419.5, 1],
		[420, 1],
	])('limits the next batch: %d seconds used leave room for %d', async (used, room) => {
		const { portal } = await havingUsed(used);
		expect(await portal.writeSome(unverified(50), false)).toHaveLength(room);
	});

	it('of calls that are sent alone says nothing about batches, and the other way round', async () => {
		const one = await havingUsed(419);
		const time = { operating: 1, operating_reset_at: START / 1000 + 600, finish: START / 1000 };
		one.server.first = [answered({ result: true, time })];
		await one.portal.writeAlone(PAY);
		expect(await one.portal.writeSome(unverified(50), false)).toHaveLength(2);
	});

	it('limits nothing any more once a part is forgiven', async () => {
		const { portal, clock } = await havingUsed(419);
		clock.time += 300_000;
		expect(await portal.writeSome(unverified(50), false)).toHaveLength(20);
	});

	it('limits no batch of a method whose speed nobody knows', async () => {
		const { portal } = await havingUsed(419);
		const updates = numbers(50).map((id) => [comment(id, 'x')]);
		expect(await portal.writeSome(updates, false)).toHaveLength(5);
	});

	it('limits no batch of a method that only went along with others', async () => {
		const { portal, server } = rig();
		const time = { operating: 419, operating_reset_at: START / 1000 + 300, finish: START / 1000 };
		server.answer = () => ({ result: true, time });
		await portal.writeSome([[PAY], [comment(2, 'x')]], false);
		const updates = numbers(50).map((id) => [comment(id, 'x')]);
		expect(await portal.writeSome(updates, false)).toHaveLength(5);
	});
});

describe('How many changes are written within a time', () => {
	const changes = unverified(50).map(([write]) => ({ write: write ?? { method: '', params: {} } }));

	it('is one where there are none', () => {
		const { writer } = rig().portal;
		expect(writer.roomFor([])).toBe(1);
		expect(writer.writtenWithin(20_000, [])).toBe(1);
	});

	it('is one request’s worth where the speed is unknown', () => {
		expect(rig().portal.writer.writtenWithin(20_000, changes)).toBe(5);
	});

	it('is as many requests’ worth as begin within it', async () => {
		const { portal, server } = rig({ batchSize: 5 });
		server.msPerCommand = 1000;
		await portal.writeSome(unverified(5), false);
		expect(portal.writer.writtenWithin(0, changes)).toBe(5);
		expect(portal.writer.writtenWithin(4999, changes)).toBe(5);
		expect(portal.writer.writtenWithin(20_000, changes)).toBe(25);
	});

	it('is at least one', async () => {
		const { portal, server } = rig();
		server.msPerCommand = 50_000;
		await portal.writeSome(unverified(5), false);
		expect(portal.writer.writtenWithin(0, changes)).toBe(1);
	});
});
