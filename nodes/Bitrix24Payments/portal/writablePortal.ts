import { throwIfCancelled } from './clock';
import type { Connection } from './connection';
import { deadline } from './deadline';
import type { Environment } from './environment';
import type { Failure } from './failure';
import type { Post } from './http';
import { Portal, type PortalOptions } from './portal';
import type { Claim } from './turns';
import { isoTime } from './words';
import { Writer } from './writer';

/** One portal as one run sees it, to change something: with the writer and whom it waits for. */
export class WritablePortal extends Portal {
	readonly writer: Writer;

	/** Whether no script of this portal runs longer than a minute. */
	readonly isCloud: boolean;

	constructor(
		connection: Connection,
		post: Post,
		environment: Environment,
		options: PortalOptions,
	) {
		super(connection, post, environment, options);
		this.isCloud = environment.isCloud(connection.host);
		this.writer = new Writer(
			this.dispatcher,
			this.reader,
			this.state.sizer,
			this.state.operatingTime,
			options.batchSize,
		);
	}

	/** A moment to ask about whether others have changed something since. */
	ticket(): number {
		return this.environment.turns.ticket();
	}

	/** Whether another execution of this process may have changed any of this since. */
	othersChanged(ticket: number, claim: Claim): boolean {
		return this.environment.turns.changedSince(ticket, claim, this);
	}

	/**
	 * Waits until nobody else in this process works on these orders, and no write that was left
	 * behind can be at work on them. The wait is the run's, like any other.
	 *
	 * @returns lets go of them; or why it takes too long
	 * @throws RunCancelled when the user stops the execution meanwhile
	 */
	async takeTurn(claim: Claim): Promise<(() => void) | Failure> {
		const { clock, turns, lateWrites } = this.environment;
		const { signal } = this.options;
		const since = clock.ticks();
		const latest = deadline(clock, this.patience.left('rate'), signal);
		const release = await turns.take(claim, this, latest).catch(() => undefined);
		this.patience.spend(clock.ticks() - since, 'rate');
		if (!release) {
			throwIfCancelled(signal);
			return this.patience.outOfTurn();
		}
		let mayGoOn = false;
		try {
			const left = lateWrites.left(claim);
			mayGoOn = left === 0 || (await this.patience.wait(left));
		} finally {
			if (!mayGoOn) release();
		}
		return mayGoOn ? release : this.stillAtWork(lateWrites.left(claim));
	}

	private stillAtWork(ms: number): Failure {
		const end = isoTime(this.now() + ms);
		return this.patience.outOfTurn().with({
			message: 'An earlier change of the same order may still be at work in Bitrix24',
			description: `Its answer was lost, and it may take effect until ${end}. Nothing was changed for this payment. Run again after that`,
		});
	}

	/** A write whose answer is missing may go on working on these for so long, in ms. */
	mayGoOnFor(claim: Claim, ms: number): void {
		this.environment.lateWrites.mayGoOnFor(claim, ms);
	}

	/** Writes that were left behind have come to their end. */
	haveEnded(claim: Claim): void {
		this.environment.lateWrites.haveEnded(claim);
	}

	/** When the last request went out, in ticks; waiting for limits comes before. */
	get lastSentAt(): number {
		return this.sender.lastSentAt;
	}

	/** How many requests with writes were answered in a way that something may have come of them. */
	get writesAnswered(): number {
		return this.sender.writesAnswered;
	}

	/** Whether a write has gone out of which nothing trustworthy has been heard. */
	get isWriteUnheard(): boolean {
		return this.sender.isWriteUnheard;
	}
}
