import type { Connection } from './connection';
import type { Environment } from './environment';
import type { Post } from './http';
import { Portal, type PortalOptions } from './portal';
import { Writer } from './writer';

/** One portal as one run sees it, to change something: with the writer and whom it waits for. */
export class WritablePortal extends Portal {
	readonly writer: Writer;

	constructor(
		connection: Connection,
		post: Post,
		environment: Environment,
		options: PortalOptions,
	) {
		super(connection, post, environment, options);
		this.writer = new Writer(this.dispatcher, this.state.sizer, options.batchSize);
	}

	/** Waits until nobody else in this process works on these; call the result to let go of them. */
	async takeTurns(targets: readonly string[]): Promise<() => void> {
		return await this.state.turns.take(targets, this.options.signal);
	}

	/** A write whose answer is missing may go on working on these until then, in ms. */
	mayGoOnUntil(targets: readonly string[], until: number): void {
		this.state.lateWrites.mayGoOnUntil(targets, until);
	}

	/** Writes that were left behind have come to their end. */
	isQuiet(targets: readonly string[]): void {
		this.state.lateWrites.haveEnded(targets);
	}

	/** Waits until no write that was left behind can still be working on these. */
	async untilQuiet(targets: readonly string[]): Promise<void> {
		await this.state.lateWrites.untilEnded(targets, this.options.signal);
	}

	/** When the last request went out, in ms; waiting for limits comes before. */
	get lastSentAt(): number {
		return this.sender.lastSentAt;
	}

	/** How many requests have gone out. */
	get sentRequests(): number {
		return this.sender.sentRequests;
	}
}
