import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { systemClock } from '../../nodes/Bitrix24Payments/portal/clock';
import { deadline, unlessAborted } from '../../nodes/Bitrix24Payments/portal/deadline';

/** Collects everything that nobody holds on to, once the present task has let go of it. */
async function collectGarbage(): Promise<void> {
	await new Promise((resolve) => setImmediate(resolve));
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
}

describe('A deadline', () => {
	it('comes although nobody but the deadline holds on to its time-out', async () => {
		const stop = new AbortController();
		const latest = deadline(systemClock, 100, stop.signal);
		const came = new Promise<void>((resolve) => {
			latest.addEventListener('abort', () => resolve());
		});
		await collectGarbage();
		await came;
		expect([latest.aborted, stop.signal.aborted]).toEqual([true, false]);
	});

	it('comes at once when the execution is stopped', () => {
		const stop = new AbortController();
		const latest = deadline(systemClock, 3_600_000, stop.signal);
		expect(latest.aborted).toBe(false);
		stop.abort();
		expect(latest.aborted).toBe(true);
	});

	it('needs no execution that could be stopped', () => {
		const soon = new AbortController();
		const latest = deadline({ timeout: () => soon.signal }, 5000, undefined);
		soon.abort();
		expect(latest.aborted).toBe(true);
	});
});

describe('Work that knows no signal', () => {
	it('is waited for as long as nobody aborts', async () => {
		const { signal } = new AbortController();
		await expect(unlessAborted(Promise.resolve('done'), signal)).resolves.toBe('done');
		await expect(unlessAborted(Promise.reject(new Error('refused')), signal)).rejects.toThrow(
			'refused',
		);
	});

	it('leaves nothing behind on the signal', async () => {
		const { signal } = new AbortController();
		const waiting = unlessAborted(Promise.resolve(), signal);
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
		await waiting;
		expect(getEventListeners(signal, 'abort')).toHaveLength(0);
	});

	it('is not waited for any longer once somebody has', async () => {
		const stop = new AbortController();
		const waiting = unlessAborted(new Promise(() => undefined), stop.signal);
		stop.abort(new Error('stopped'));
		await expect(waiting).rejects.toThrow('stopped');
		await expect(unlessAborted(new Promise(() => undefined), stop.signal)).rejects.toThrow(
			'stopped',
		);
	});
});
