import { Closing } from '../../sandbox/closing';

describe('closing', () => {
	it('undoes last things first, each once, and each although another one failed', async () => {
		const closing = new Closing();
		const undone: string[] = [];
		closing.later(() => void undone.push('first'));
		closing.later(() => {
			throw new Error('stuck');
		});
		closing.keep({ stop: async () => void undone.push('last') });
		await expect(closing.now()).rejects.toThrow('Not all is cleaned up');
		await closing.now().catch(() => undefined);
		expect(undone).toEqual(['last', 'first']);
	});

	it('stops what is still starting when the end begins', async () => {
		const closing = new Closing();
		let start: (server: { stop(): void }) => void = () => {};
		const stop = jest.fn();
		const starting = closing.keepStarting(
			new Promise<{ stop(): void }>((resolve) => (start = resolve)),
		);
		const end = closing.now();
		start({ stop });
		await Promise.all([starting, end]);
		expect(stop).toHaveBeenCalledTimes(1);
	});

	it('has nothing to stop of what could not be started', async () => {
		const closing = new Closing();
		const starting = closing.keepStarting(Promise.reject<{ stop(): void }>(new Error('no port')));
		await expect(starting).rejects.toThrow('no port');
		await expect(closing.now()).resolves.toBeUndefined();
	});

	it('undoes at once what is started while the end is under way, and waits for it', async () => {
		const closing = new Closing();
		const undone: string[] = [];
		closing.later(async () => {
			closing.later(() => void undone.push('late'));
			await Promise.resolve();
			undone.push('first');
		});
		await closing.now();
		closing.later(() => void undone.push('after the end'));
		await closing.now();
		expect(closing.signal.aborted).toBe(true);
		expect(undone).toEqual(['first', 'late', 'after the end']);
	});
});
