import { systemClock, throwIfCancelled } from '../../nodes/Bitrix24Payments/portal/clock';
import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';

describe('The clock of the system', () => {
	it('does not begin to wait when the run was stopped before', async () => {
		const waiting = systemClock.sleep(3_600_000, AbortSignal.abort());
		await expect(waiting).rejects.toBeInstanceOf(RunCancelled);
	});

	it('notices a stopped run even when there is nothing to wait for', async () => {
		await expect(systemClock.sleep(0, AbortSignal.abort())).rejects.toBeInstanceOf(RunCancelled);
	});

	it('does not wait when there is nothing to wait for', async () => {
		await expect(systemClock.sleep(0, new AbortController().signal)).resolves.toBeUndefined();
		await expect(systemClock.sleep(-5)).resolves.toBeUndefined();
	});
});

describe('The moment that the clock of the system tells', () => {
	beforeEach(() => jest.useFakeTimers({ now: 1_775_808_000_000 }));
	afterEach(() => jest.useRealTimers());

	it('is the time of day, and what has passed since another', () => {
		const before = systemClock.ticks();
		jest.advanceTimersByTime(1500);
		expect(systemClock.now()).toBe(1_775_808_001_500);
		expect(systemClock.ticks() - before).toBe(1500);
	});

	it('may be set by somebody, which is no time that passes', () => {
		const before = systemClock.ticks();
		jest.setSystemTime(1_775_900_000_000);
		expect(systemClock.now()).toBe(1_775_900_000_000);
		expect(systemClock.ticks()).toBe(before);
	});
});

describe('A wait', () => {
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	/** Whether a wait is over once this much time has passed. */
	async function isOver(ms: number, passed: number): Promise<boolean> {
		let over = false;
		void systemClock.sleep(ms).then(() => (over = true));
		await jest.advanceTimersByTimeAsync(passed);
		return over;
	}

	it.each([1, 150, 200, 201, 1000, 61_234])('takes its time and no more: %d ms', async (ms) => {
		expect(await isOver(ms, ms - 1)).toBe(false);
		expect(await isOver(ms, ms)).toBe(true);
	});

	it('for nothing needs no timer', async () => {
		await systemClock.sleep(0);
		expect(jest.getTimerCount()).toBe(0);
	});

	it('ends soon after the run was stopped', async () => {
		const abort = new AbortController();
		const waiting = expect(systemClock.sleep(3_600_000, abort.signal)).rejects.toBeInstanceOf(
			RunCancelled,
		);
		await jest.advanceTimersByTimeAsync(10_000);
		abort.abort();
		await jest.advanceTimersByTimeAsync(200);
		await waiting;
	});
});

describe('A time-out', () => {
	it('comes after its time and not at once', async () => {
		const late = systemClock.timeout(3_600_000);
		const soon = systemClock.timeout(1);
		expect(soon.aborted).toBe(false);
		await new Promise((resolve) => soon.addEventListener('abort', resolve));
		expect([soon.aborted, late.aborted]).toEqual([true, false]);
	});

	it.each([0.5, 59_999.123456, 2 ** 31, Infinity])('may be of %d ms', (ms) => {
		expect(systemClock.timeout(ms).aborted).toBe(false);
	});

	it('of a time that is over comes at once', async () => {
		const over = systemClock.timeout(-0.5);
		await new Promise((resolve) => over.addEventListener('abort', resolve));
		expect(over.aborted).toBe(true);
	});
});

describe('A stopped run', () => {
	it('is noticed by its signal only', () => {
		expect(() => throwIfCancelled(AbortSignal.abort())).toThrow(RunCancelled);
		expect(() => throwIfCancelled(new AbortController().signal)).not.toThrow();
		expect(() => throwIfCancelled(undefined)).not.toThrow();
	});
});
