import { randomString } from 'n8n-workflow';

import { systemClock, type Clock } from './clock';
import { LateWrites } from './lateWrites';
import { BatchSizer, LeakyBucket } from './pace';
import { Turns } from './turns';

/** What all executions of one process know and share about one portal. */
export interface PortalState {
	readonly bucket: LeakyBucket;
	readonly sizer: BatchSizer;
	readonly turns: Turns;
	readonly lateWrites: LateWrites;
	/** When the operating limit of a method is known to ease, in ms, by method. */
	readonly operatingResetAt: Map<string, number>;
}

/** Everything that is not a pure function: time, chance, and what the process shares. */
export interface Environment {
	readonly clock: Clock;
	/** 0 ≤ x < 1 */
	random(): number;
	/** An unguessable word of letters and digits, for the keys of a batch. */
	nonce(): string;
	/** @param host of the portal, with the port if there is one */
	portal(host: string): PortalState;
}

export function createEnvironment(
	parts: Partial<Pick<Environment, 'clock' | 'random' | 'nonce'>> = {},
): Environment {
	const clock = parts.clock ?? systemClock;
	const portals = new Map<string, PortalState>();
	return {
		clock,
		random: parts.random ?? Math.random,
		nonce: parts.nonce ?? (() => randomString(10)),
		portal(host) {
			const known = portals.get(host);
			if (known) return known;
			const state = {
				bucket: new LeakyBucket(clock),
				sizer: new BatchSizer(),
				turns: new Turns(),
				lateWrites: new LateWrites(clock),
				operatingResetAt: new Map<string, number>(),
			};
			portals.set(host, state);
			return state;
		},
	};
}

/** The one environment of the running process. */
export const processEnvironment = createEnvironment();
