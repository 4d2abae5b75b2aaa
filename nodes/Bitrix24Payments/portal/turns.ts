import { RunCancelled } from './failure';

/**
 * Lets executions of one process take turns per payment: Bitrix24 does not lock, and two
 * overlapping writes on one payment both take effect (reference §3.2).
 */
export class Turns {
	private readonly queues = new Map<string, Promise<void>>();

	/**
	 * Waits until all these targets are free and keeps them until the returned function is called.
	 * They are taken in one fixed order, so that two executions cannot wait for each other.
	 */
	async take(targets: readonly string[], signal?: AbortSignal): Promise<() => void> {
		const sorted = [...new Set(targets)].sort();
		const releases: Array<() => void> = [];
		const releaseAll = () => releases.forEach((release) => release());
		try {
			for (const target of sorted) releases.push(await this.takeOne(target, signal));
		} finally {
			if (releases.length < sorted.length) releaseAll();
		}
		return releaseAll;
	}

	private async takeOne(target: string, signal?: AbortSignal): Promise<() => void> {
		const before = this.queues.get(target) ?? Promise.resolve();
		let release!: () => void;
		const done = new Promise<void>((resolve) => {
			release = resolve;
		});
		// Whoever gives up waiting stays in the queue until those before have finished.
		const tail = before.then(() => done);
		this.queues.set(target, tail);
		void tail.then(() => {
			if (this.queues.get(target) === tail) this.queues.delete(target);
		});
		let isMyTurn = false;
		try {
			await orCancelled(before, signal);
			isMyTurn = true;
		} finally {
			if (!isMyTurn) release();
		}
		return release;
	}
}

async function orCancelled(turn: Promise<void>, signal?: AbortSignal): Promise<void> {
	if (!signal) return await turn;
	await new Promise<void>((resolve, reject) => {
		const cancel = () => reject(new RunCancelled());
		if (signal.aborted) return cancel();
		signal.addEventListener('abort', cancel, { once: true });
		void turn.then(() => {
			signal.removeEventListener('abort', cancel);
			resolve();
		});
	});
}
