type Step = () => void | Promise<void>;

/** What has to be undone at the end, last things first, and only once. */
export class Closing {
	private readonly steps: Step[] = [];

	private readonly controller = new AbortController();

	private closed?: Promise<void>;

	/** Aborted as soon as the end begins. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	later(step: Step): void {
		this.steps.push(step);
	}

	async now(): Promise<void> {
		this.closed ??= this.undo();
		await this.closed;
	}

	private async undo(): Promise<void> {
		this.controller.abort();
		for (let step = this.steps.pop(); step; step = this.steps.pop()) await step();
	}
}
