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

describe('A time-out', () => {
	it('comes after its time and not at once', async () => {
		const [soon, late] = [systemClock.timeout(1), systemClock.timeout(3_600_000)];
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
