import type { Clock } from './clock';

/** A write on its way from loading its order to having saved it. */
interface Write {
	readonly target: WriteTarget;
	readonly fromMs: number;
	/** Missing until it is saved. */
	toMs?: number;
	readonly met: Set<Write>;
}

/** What a write changes: Bitrix24 loads and saves whole orders. */
export interface WriteTarget {
	readonly orderId: number;
	/** Missing for a payment that is only being created. */
	readonly paymentId?: number;
}

/**
 * Writes under way, per order. The server has no lock: this only counts overlaps, and lets the
 * fault `overlap` hold a write between loading and saving until another one has loaded too.
 */
export class Writes {
	private readonly known = new Map<number, Write[]>();

	private readonly held = new Map<number, Array<() => void>>();

	constructor(
		private readonly clock: Clock,
		/** Told once of each pair of writes on one order that were under way at the same time. */
		private readonly onOverlap: (writes: readonly [WriteTarget, WriteTarget]) => void,
	) {}

	/** Runs what happens between load and save. */
	async between(
		target: WriteTarget,
		work: () => Promise<void>,
		options: { hold: boolean },
	): Promise<void> {
		const { orderId } = target;
		const write: Write = { target, fromMs: this.clock.now(), met: new Set() };
		const others = this.known.get(orderId) ?? [];
		for (const other of others) if (other.toMs === undefined) this.meet(other, write);
		this.known.set(orderId, [...others, write]);
		this.release(orderId);
		try {
			if (options.hold) await this.hold(orderId);
			await work();
		} finally {
			this.finish(write);
		}
	}

	releaseAll(): void {
		for (const orderId of [...this.held.keys()]) this.release(orderId);
	}

	clear(): void {
		this.releaseAll();
		this.known.clear();
	}

	/** On a clock on which each request has its own time, one can begin before another one ended. */
	private finish(write: Write): void {
		const toMs = this.clock.now();
		write.toMs = toMs;
		for (const other of this.known.get(write.target.orderId) ?? []) {
			if (other === write || other.toMs === undefined) continue;
			if (other.fromMs < toMs && write.fromMs < other.toMs) this.meet(other, write);
		}
	}

	private meet(first: Write, second: Write): void {
		if (first.met.has(second)) return;
		first.met.add(second);
		second.met.add(first);
		this.onOverlap([first.target, second.target]);
	}

	private async hold(orderId: number): Promise<void> {
		await new Promise<void>((resolve) => {
			this.held.set(orderId, [...(this.held.get(orderId) ?? []), resolve]);
		});
	}

	private release(orderId: number): void {
		const waiting = this.held.get(orderId) ?? [];
		this.held.delete(orderId);
		for (const resume of waiting) resume();
	}
}
