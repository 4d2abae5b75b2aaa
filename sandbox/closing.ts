type Step = () => void | Promise<void>;

/**
 * What has to be undone at the end: last things first, each only once, and each although another
 * one failed. So that nothing is left behind, a step is told of as soon as there is something to undo.
 */
export class Closing {
	private readonly steps: Step[] = [];

	private readonly controller = new AbortController();

	private readonly troubles: unknown[] = [];

	private closed?: Promise<void>;

	/** Aborted as soon as the end begins. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	/** Undone at the end; at once if the end has begun already. */
	later(step: Step): void {
		this.steps.push(step);
		if (this.closed) this.closed = this.closed.then(() => this.undo());
	}

	/** Stops it at the end. */
	keep<T extends { stop(): void | Promise<void> }>(running: T): T {
		this.later(() => running.stop());
		return running;
	}

	/** Waits until it is started; stops it at the end, also if it is still starting then. */
	async keepStarting<T extends { stop(): void | Promise<void> }>(starting: Promise<T>): Promise<T> {
		this.later(async () => {
			const started = await starting.catch(() => undefined);
			await started?.stop();
		});
		return await starting;
	}

	/**
	 * Resolves when all is undone, also when somebody else began it.
	 * @throws AggregateError of what could not be undone
	 */
	async now(): Promise<void> {
		this.controller.abort();
		this.closed ??= this.undo();
		for (let known; known !== this.closed; ) {
			known = this.closed;
			await known;
		}
		if (this.troubles.length > 0) throw new AggregateError(this.troubles, 'Not all is cleaned up');
	}

	/**
	 * Ends the process on Ctrl-C or a polite kill, once nothing is left behind.
	 *
	 * @param exitCode 0 where this is the way to end it
	 */
	exitOnSignals(exitCode = 130): void {
		const end = async () => {
			await this.now().catch(console.error);
			process.exit(exitCode);
		};
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
	}

	private async undo(): Promise<void> {
		for (let step = this.steps.pop(); step; step = this.steps.pop()) {
			try {
				await step();
			} catch (trouble) {
				this.troubles.push(trouble);
			}
		}
	}
}
