import type { Clock } from './clock';
import type { Credentials } from './credentials';
import type { Dialect } from './dialect';
import type { FaultSwitchboard } from './faults';
import type { Happenings } from './happenings';
import type { LedgerBook } from './ledger';
import type { LeakyBuckets, OperatingTime } from './limits';
import type { ShownPayments } from './shownPayments';
import type { Store } from './store';
import type { Writes } from './writes';

/** How long things take on the portal; everything is spent through the portal's clock. */
export interface Latency {
	perRequestMs?: number;
	/** By method name; `*` for every other method. Also drives `time.duration` and `operating`. */
	perCommandMs?: Partial<Record<string, number>>;
	/** false: the time is only reported, nobody waits. Default true: it is slept on the clock. */
	awaitClock?: boolean;
}

/** The organs of a running portal, shared by everything that handles a request. */
export interface PortalCore {
	readonly clock: Clock;
	readonly store: Store;
	/** The store's payments as reads see them. */
	readonly shown: ShownPayments;
	readonly ledger: LedgerBook;
	readonly faults: FaultSwitchboard;
	readonly happenings: Happenings;
	readonly credentials: Credentials;
	readonly writes: Writes;
	readonly operating: OperatingTime;
	/** Missing when the portal has no limits. */
	readonly buckets: LeakyBuckets | undefined;
	/** Seconds a method may use up; missing when the portal has no limits. */
	readonly operatingSeconds: number | undefined;
	readonly latency: Latency;
	dialect: Dialect;
	/** Origin of the portal, known once it listens. */
	url: string;
}
