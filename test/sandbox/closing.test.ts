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
