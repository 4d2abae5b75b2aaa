import { randomString } from 'n8n-workflow';

import { isCloudHost } from './address';
import { systemClock, type Clock } from './clock';
import { LateWrites } from './lateWrites';
import { OperatingTime } from './operatingTime';
import { BatchSizer, LeakyBucket } from './pace';
import { Turns } from './turns';

/** What all executions of one process know and share about one portal. */
export interface PortalState {
	readonly bucket: LeakyBucket;
	readonly sizer: BatchSizer;
	readonly operatingTime: OperatingTime;
}

/** Everything that is not a pure function: time, chance, and what the process shares. */
export interface Environment {
	readonly clock: Clock;
	/** 0 ≤ x < 1 */
	random(): number;
	/** An unguessable word of letters and digits, for the keys of a batch. */
	nonce(): string;
	/** Whether a host is of Bitrix24's cloud, where no script runs longer than a minute. */
	isCloud(host: string): boolean;
	/** Who works on which order, on any portal. */
	readonly turns: Turns;
	/** Which orders a write without an answer may still be at work on, on any portal. */
	readonly lateWrites: LateWrites;
	/** @param host of the portal, with the port if there is one */
	portal(host: string): PortalState;
}

type Replaceable = Pick<Environment, 'clock' | 'random' | 'nonce' | 'isCloud'>;

export function createEnvironment(parts: Partial<Replaceable> = {}): Environment {
	const clock = parts.clock ?? systemClock;
	const portals = new Map<string, PortalState>();
	return {
		clock,
		random: parts.random ?? Math.random,
		nonce: parts.nonce ?? (() => randomString(10)),
		isCloud: parts.isCloud ?? isCloudHost,
		turns: new Turns(),
		lateWrites: new LateWrites(clock),
		portal(host) {
			const known = portals.get(host);
			if (known) return known;
			const state = {
				bucket: new LeakyBucket(clock),
				sizer: new BatchSizer(),
				operatingTime: new OperatingTime(clock),
			};
			portals.set(host, state);
			return state;
		},
	};
}

/** The one environment of the running process. */
export const processEnvironment = createEnvironment();
