/**
 * Writes under way, per payment. The server has no lock: this only counts overlaps, and lets the
 * fault `overlap` hold a write between loading and saving until another one has loaded too.
 */
export class Writes {
	private readonly active = new Map<number, number>();

	private readonly held = new Map<number, Array<() => void>>();

	/** Runs what happens between load and save; `onOverlap` is told when another write is there. */
	async between(
		paymentId: number,
		work: () => Promise<void>,
		options: { hold: boolean; onOverlap: () => void },
	): Promise<void> {
		const others = this.active.get(paymentId) ?? 0;
		if (others > 0) options.onOverlap();
		this.active.set(paymentId, others + 1);
		this.release(paymentId);
		try {
			if (options.hold) await this.hold(paymentId);
			await work();
		} finally {
			this.active.set(paymentId, (this.active.get(paymentId) ?? 1) - 1);
		}
	}

	releaseAll(): void {
		for (const paymentId of [...this.held.keys()]) this.release(paymentId);
	}

	private async hold(paymentId: number): Promise<void> {
		await new Promise<void>((resolve) => {
			this.held.set(paymentId, [...(this.held.get(paymentId) ?? []), resolve]);
		});
	}

	private release(paymentId: number): void {
		const waiting = this.held.get(paymentId) ?? [];
		this.held.delete(paymentId);
		for (const resume of waiting) resume();
	}
}
