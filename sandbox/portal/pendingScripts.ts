import type { Clock } from './clock';

interface PendingScript {
	/** How many further requests pass before the script goes on. */
	requestsLeft: number;
	dueMs: number;
	resume: () => void;
	done: Promise<unknown>;
}

/** Scripts whose connection is gone but which still run (docs/bitrix24.md#nobody-knows). */
export class PendingScripts {
	private scripts: PendingScript[] = [];

	constructor(private readonly clock: Clock) {}

	/** Starts a script that stops at its gate until it is due. */
	start(
		due: { requests?: number; delayMs?: number },
		run: (gate: () => Promise<void>) => Promise<unknown>,
	): void {
		let resume: () => void = () => undefined;
		const opened = new Promise<void>((resolve) => {
			resume = resolve;
		});
		const done = run(async () => await opened);
		const { requests = Number.POSITIVE_INFINITY, delayMs = Number.POSITIVE_INFINITY } = due;
		const dueMs = this.clock.now() + delayMs;
		this.scripts.push({ requestsLeft: requests, dueMs, resume, done });
	}

	/** Counts a request and finishes every script that is due before it is handled. */
	async beforeRequest(): Promise<void> {
		for (const script of this.scripts) script.requestsLeft -= 1;
		await this.finish((script) => script.requestsLeft <= 0 || script.dueMs <= this.clock.now());
	}

	/** Lets every script run to its end. */
	async finishAll(): Promise<void> {
		await this.finish(() => true);
	}

	/** Forgets the scripts: they never go on. */
	drop(): void {
		this.scripts = [];
	}

	private async finish(isDue: (script: PendingScript) => boolean): Promise<void> {
		const due = this.scripts.filter(isDue);
		this.scripts = this.scripts.filter((script) => !due.includes(script));
		for (const script of due) script.resume();
		await Promise.all(due.map(async (script) => await script.done));
	}
}
