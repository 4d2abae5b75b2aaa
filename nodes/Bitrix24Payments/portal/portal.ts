import { Batches } from './batches';
import type { Connection } from './connection';
import { Dispatcher } from './dispatcher';
import type { Environment, PortalState } from './environment';
import type { Post } from './http';
import type { Patience } from './patience';
import { Reader } from './reader';
import { Sender } from './sender';

export interface PortalOptions {
	/** How long a request may wait for Bitrix24's limits, in ms. */
	readonly maxWaitMs: number;
	/** Upper bound of writes per batch; 0 = as many as the portal's speed allows. */
	readonly batchSize: number;
	/** Single calls only, as befits a run of one item. */
	readonly plain: boolean;
	readonly signal?: AbortSignal;
}

/** One portal as one run sees it, to look at. */
export class Portal {
	readonly host: string;

	/** Origin of the portal's pages, for links. */
	readonly origin: string;

	readonly reader: Reader;

	protected readonly sender: Sender;

	protected readonly dispatcher: Dispatcher;

	protected readonly state: PortalState;

	constructor(
		connection: Connection,
		post: Post,
		protected readonly environment: Environment,
		protected readonly options: PortalOptions,
	) {
		const { maxWaitMs, batchSize, plain, signal } = options;
		this.host = connection.host;
		this.origin = new URL(connection.url('')).origin;
		this.state = environment.portal(connection.host);
		this.sender = new Sender(connection, post, environment, signal);
		const batches = new Batches(this.sender, this.state.sizer, environment.nonce);
		const batchesWrites = !plain && batchSize !== 1;
		const dispatchOptions = { maxWaitMs, batchesWrites, signal };
		this.dispatcher = new Dispatcher(this.sender, batches, environment, dispatchOptions);
		this.reader = new Reader(this.dispatcher);
	}

	now(): number {
		return this.environment.clock.now();
	}

	async sleep(ms: number): Promise<void> {
		await this.environment.clock.sleep(ms, this.options.signal);
	}

	/** The user's patience with limits, from now on, or as much of it as lasts this long, in ms. */
	newPatience(atMost = Infinity): Patience {
		return this.dispatcher.newPatience(atMost);
	}
}
