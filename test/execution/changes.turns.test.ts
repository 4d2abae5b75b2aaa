import { carryOut } from '../../nodes/Bitrix24Payments/execution/changes';
import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { untilQuiet } from '../portal/support';
import { about, beside, carriedOut, changed, ends, stage, whyFailed, type Stage } from './changing';

const PAID = { paid: 'Y', datePaid: '2026-04-10T07:00:00+00:00' };
const ORDER = new Set(['order 1']);

/** Another execution works on order 1. */
async function busyOrder(all: Stage): Promise<() => void> {
	const release = await beside(all).portal.takeTurn(ORDER);
	if (typeof release !== 'function') throw release;
	return release;
}

describe('While another execution works on the same order', () => {
	it('nothing is changed, and what it did is seen before anything is', async () => {
		const all = stage();
		const entries = about(all, [1]);
		const release = await busyOrder(all);
		const running = carryOut(entries, all.run);
		await untilQuiet();
		expect(all.books.told).toEqual(['get']);
		all.books.set(1, PAID);
		release();
		await running;
		expect(entries.map(changed)).toEqual([false]);
		expect(all.books.told).toEqual(['get', 'get']);
	});

	it('one payment more is waited for; what nobody else has changed is not read again', async () => {
		const all = stage();
		const entries = about(all, [1, 2]);
		const release = await busyOrder(all);
		const running = carryOut(entries, all.run);
		await untilQuiet();
		release();
		await running;
		expect(entries.map(changed)).toEqual([true, true]);
		expect(all.books.told).toEqual(['list', 'get', '2 pay, list']);
	});

	it('a turn that was long in coming is a reason to read again', async () => {
		const all = stage();
		const entries = about(all, [2, 1]);
		const release = await busyOrder(all);
		const running = carryOut(entries, all.run);
		await untilQuiet();
		all.clock.time += 21_000;
		release();
		await running;
		expect(all.books.told).toEqual(['list', 'list', '2 pay, list']);
	});

	it('what needs no change is not kept waiting, whatever the other may be changing', async () => {
		const all = stage();
		all.books.add(1, PAID);
		const entries = about(all, [1]);
		await beside(all).portal.takeTurn(undefined);
		let hasEnded = false;
		void carryOut(entries, all.run).then(() => (hasEnded = true));
		await untilQuiet();
		expect(hasEnded).toBe(true);
		expect(entries.map(changed)).toEqual([false]);
	});

	it.each([
		[true, 0],
		[false, 1],
	])('a payment that fails then stops a run that stops there (%s)', async (stops, count) => {
		const all = stage({ run: { stopAtFirstFailure: stops } });
		const entries = about(all, [1, 2]);
		const release = await busyOrder(all);
		const running = carryOut(entries, all.run);
		await untilQuiet();
		all.books.rows.delete(1);
		release();
		await running;
		expect(ends(entries)).toEqual(['PAYMENT_NOT_FOUND', stops ? 'open' : 'done']);
		expect(all.books.sent(/\.pay$/)).toBe(count);
	});

	it('the wait has an end; all that would have been changed together fails then', async () => {
		const all = stage({ portal: { waits: { rate: 5000, operating: 0 } } });
		const entries = about(all, [1, 2]);
		await busyOrder(all);
		const running = carryOut(entries, all.run);
		await untilQuiet();
		all.clock.time += 5000;
		await running;
		for (const entry of entries) {
			expect(whyFailed(entry).message).toBe(
				'Another execution of this n8n is working on the same order',
			);
		}
		expect(all.books.sent(/\.pay$/)).toBe(0);
	});
});

describe('An order', () => {
	it('is held until its payment is changed and verified, and is free then', async () => {
		const all = stage();
		all.books.lateMs = 5000;
		const looksBefore: number[] = [];
		all.books.onWrite = (deliver) => {
			void busyOrder(all).then(() => looksBefore.push(all.books.looksAt.length));
			return deliver();
		};
		expect(await carriedOut(all, about(all, [1]))).toEqual(['done']);
		await untilQuiet();
		expect(looksBefore).toEqual([all.books.looksAt.length]);
		expect(all.books.looksAt).toHaveLength(5);
	});

	it('is free again when the user stops the run', async () => {
		const all = stage();
		all.books.onWrite = () => {
			throw new RunCancelled();
		};
		await expect(carryOut(about(all, [1]), all.run)).rejects.toBeInstanceOf(RunCancelled);
		all.environment.lateWrites.haveEnded(new Set(['order 1', 'number 1']));
		let isMine = false;
		void busyOrder(all).then(() => (isMine = true));
		await untilQuiet();
		expect(isMine).toBe(true);
	});
});
