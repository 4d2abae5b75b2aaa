import { RunCancelled } from './failure';

/**
 * Lets executions of one process take turns per payment: Bitrix24 does not lock, and two
 * overlapping writes on one payment both take effect (reference §3.2).
 */
export class Turns {
	private readonly queues = new Map<number, Promise<void>>();

	/**
	 * Waits until all these payments are free and keeps them until the returned function is called.
	 * They are taken in ascending order, so that two executions cannot wait for each other.
	 */
	async take(paymentIds: readonly number[], signal?: AbortSignal): Promise<() => void> {
		const ids = [...new Set(paymentIds)].sort((a, b) => a - b);
		const releases: Array<() => void> = [];
		const releaseAll = () => releases.forEach((release) => release());
		try {
			for (const id of ids) releases.push(await this.takeOne(id, signal));
		} finally {
			if (releases.length < ids.length) releaseAll();
		}
		return releaseAll;
	}

	private async takeOne(id: number, signal?: AbortSignal): Promise<() => void> {
		const before = this.queues.get(id) ?? Promise.resolve();
		let release!: () => void;
		const done = new Promise<void>((resolve) => {
			release = resolve;
		});
		const tail = before.then(() => done);
		this.queues.set(id, tail);
		const finish = () => {
			release();
			if (this.queues.get(id) === tail) this.queues.delete(id);
		};
		let isMyTurn = false;
		try {
			await orCancelled(before, signal);
			isMyTurn = true;
		} finally {
			if (!isMyTurn) finish();
		}
		return finish;
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
