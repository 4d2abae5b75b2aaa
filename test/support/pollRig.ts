import type { IDataObject } from 'n8n-workflow';

import { Poller, type PollerOptions } from '../../sandbox/engine/poller';
import { startRig, type Rig, type RigOptions } from './rig';

/** A rig with a workflow that watches its portal. */
export interface PollRig extends Rig {
	readonly poller: Poller;
	/** Lets time pass, and the workflow poll. */
	pollAfter(seconds: number): Promise<void>;
	/** Requests since it was asked last. */
	requestsSince(): number;
}

export const MINUTE = 60;

export async function startPollRig(
	options: RigOptions = {},
	poller: PollerOptions = {},
): Promise<PollRig> {
	const rig = await startRig(options);
	return pollRigOf(rig, poller);
}

/** Another workflow that watches the portal of a rig. */
export function pollRigOf(rig: Rig, options: PollerOptions = {}): PollRig {
	const poller = new Poller(rig.engine, options);
	let seen = rig.portal.requests.length;
	return {
		...rig,
		poller,
		pollAfter: async (seconds) => {
			rig.clock.advance(seconds * 1000);
			await poller.poll();
		},
		requestsSince: () => {
			const since = rig.portal.requests.length - seen;
			seen = rig.portal.requests.length;
			return since;
		},
	};
}

/** Event and payment of each item, to compare in one assertion. */
export function told(items: readonly IDataObject[]): unknown[] {
	return items.map(({ event, paymentId }) => [event, paymentId]);
}
