import type { Measurement } from './measure';

/** The runs that the targets and the tables are about. */
export interface Results {
	/** This node, verified: in a fresh process, and again in the same one. */
	readonly verified: Measurement;
	readonly verifiedWarm: Measurement;
	/** This node with Verify off. */
	readonly unverified: Measurement;
	readonly unverifiedWarm: Measurement;
	readonly httpRequest: Measurement;
	readonly sdk: Measurement;
}

export interface Target {
	readonly text: string;
	readonly measured: string;
	readonly isMet: boolean;
	/** What stands in the way where a target cannot be met as things are. */
	readonly obstacle?: string;
}

const FEWER_REQUESTS = 10;
const TIMES_FASTER = 8;
const MOST_CPU_MS = 1;

/** What the node promises, held against what was measured. */
export function judge(results: Results): Target[] {
	const { verified, verifiedWarm, unverified, unverifiedWarm, httpRequest, sdk } = results;
	return [
		{
			text: `Verified: at most 1/${FEWER_REQUESTS} of the HTTP Request node's requests`,
			measured: `${verified.requests} of ${httpRequest.requests}`,
			isMet: verified.requests * FEWER_REQUESTS <= httpRequest.requests,
		},
		{
			text: `Verified: at least ${TIMES_FASTER} times faster than the HTTP Request node`,
			measured: `${ratio(httpRequest.simulatedMs, verified.simulatedMs)} times`,
			isMet: httpRequest.simulatedMs >= TIMES_FASTER * verified.simulatedMs,
			obstacle:
				"the portal's own work on each payment, which no client can shorten. Writes are not sent side by side to hide it, because Bitrix24 saves whole orders and does not lock them",
		},
		{
			...noMoreRequests('Verify off, first run', unverified, sdk),
			obstacle:
				'the first batch is small until the speed of the portal is known, so that no slow portal cuts off fifty payments',
		},
		noMoreRequests('Verify off, later run', unverifiedWarm, sdk),
		{
			...littleCpu('Verified, first run', verified),
			obstacle: 'the first run of a process also loads and compiles parts of n8n',
		},
		littleCpu('Verified, later run', verifiedWarm),
		allPaid(Object.values(results) as Measurement[]),
		noneRefused(Object.values(results) as Measurement[]),
	];
}

function noMoreRequests(name: string, node: Measurement, sdk: Measurement): Target {
	return {
		text: `${name}: no more requests than the SDK`,
		measured: `${node.requests} against ${sdk.requests}`,
		isMet: node.requests <= sdk.requests,
	};
}

function littleCpu(name: string, node: Measurement): Target {
	return {
		text: `${name}: less than ${MOST_CPU_MS} ms of CPU per item for node and engine`,
		measured: `${cpuPerItem(node).toFixed(2)} ms`,
		isMet: cpuPerItem(node) < MOST_CPU_MS,
	};
}

function allPaid(all: readonly Measurement[]): Target {
	const wrong = all.reduce((sum, run) => sum + run.payments - run.booked + run.mistreated, 0);
	return {
		text: 'Every contender books every payment exactly once',
		measured: `${wrong} payments are not as they should be`,
		isMet: wrong === 0,
	};
}

function noneRefused(all: readonly Measurement[]): Target {
	const refused = all.reduce((sum, run) => sum + run.refused, 0);
	return {
		text: 'The portal never answers 503',
		measured: `${refused} times`,
		isMet: refused === 0,
	};
}

export function cpuPerItem({ cpuMs, payments }: Measurement): number {
	return cpuMs / payments;
}

/** How many times `left` is `right`, to be read by people. */
export function ratio(left: number, right: number): string {
	const times = left / right;
	return times.toFixed(times < 10 ? 2 : 1);
}
