import { Batches } from './batches';
import type { Connection } from './connection';
import { Dispatcher } from './dispatcher';
import type { Environment, PortalState } from './environment';
import type { Post } from './http';
import { Patience, type Waited, type WaitListener, type Waits } from './patience';
import { Reader } from './reader';
import { Sender } from './sender';

export interface PortalOptions {
	/** How long the run may wait, in ms. */
	readonly waits: Waits;
	/** How long it has waited already, with all its portals. */
	readonly waited?: Waited;
	/** Upper bound of writes per batch; 0 = as many as the portal's speed allows. */
	readonly batchSize: number;
	readonly signal?: AbortSignal;
	readonly onWait?: WaitListener;
}

/** One portal as one run sees it, to look at. */
export class Portal {
	readonly host: string;

	/** Origin of the portal's pages, for links. */
	readonly origin: string;

	/** ID of the user as whom it is asked; undefined where the credential does not tell. */
	readonly userId: number | undefined;

	readonly reader: Reader;

	/** The run's, with this portal. */
	readonly patience: Patience;

	protected readonly sender: Sender;

	protected readonly dispatcher: Dispatcher;

	protected readonly state: PortalState;

	constructor(
		private readonly connection: Connection,
		post: Post,
		protected readonly environment: Environment,
		protected readonly options: PortalOptions,
	) {
		const { waits, waited, batchSize, signal, onWait } = options;
		this.host = connection.host;
		this.userId = connection.userId;
		this.origin = new URL(connection.url('')).origin;
		this.state = environment.portal(connection.host);
		this.patience = new Patience(environment, waits, signal, onWait, waited);
		this.sender = new Sender(connection, post, environment, signal);
		const batches = new Batches(this.sender, this.state.sizer, environment.nonce);
		const batchesWrites = batchSize !== 1;
		this.dispatcher = new Dispatcher(this.sender, batches, this.patience, batchesWrites);
		this.reader = new Reader(this.dispatcher);
	}

	/** A text as the portal's answers show it: without the secrets of the connection. */
	masked(text: string): string {
		return this.connection.scrubber.text(text);
	}

	/** The time of day in ms since 1970, for words. */
	now(): number {
		return this.environment.clock.now();
	}

	/** A moment in ms, for durations. */
	ticks(): number {
		return this.environment.clock.ticks();
	}

	async sleep(ms: number): Promise<void> {
		await this.environment.clock.sleep(ms, this.options.signal);
	}

	/** A patience of its own for watching something this long, in ms, beside the run's. */
	patienceFor(ms: number): Patience {
		const waits = { rate: ms, operating: ms };
		return new Patience(this.environment, waits, this.options.signal);
	}
}
