import {
	startPortal,
	virtualClock,
	type PortalOptions,
	type VirtualClock,
} from '../../../sandbox/portal';
import { Engine, loadPackage } from '../../../sandbox/engine/engine';
import type { IDataObject } from 'n8n-workflow';
import { testEnvironment, workflowOf, type Rig, type RunResult } from '../../support/rig';

/** Turns of the event loop in which nobody came to sleep before time goes on. */
const QUIET_TURNS = 12;

interface Sleeper {
	/** In ticks. */
	readonly due: number;
	readonly wake: () => void;
}

/**
 * Virtual time for things that happen at once: a sleeper wakes when it is due and everybody else
 * has had the chance to get as far as they could. Time is handed on, never waited for.
 */
export function steppingClock(): VirtualClock {
	const base = virtualClock();
	let sleepers: Sleeper[] = [];
	/** When somebody's patience ends, in ticks. */
	let timeouts: number[] = [];
	let quietTurns = 0;
	let isTicking = false;

	function tick(): void {
		quietTurns += 1;
		if (quietTurns >= QUIET_TURNS) wakeNext();
		isTicking = sleepers.length > 0;
		if (isTicking) setImmediate(tick);
	}

	function wakeNext(): void {
		const next = sleepers.reduce((first, other) => (other.due < first.due ? other : first));
		timeouts = timeouts.filter((due) => due > base.ticks());
		// Whose patience ends while others sleep on gets to know it then, not when they wake.
		const stop = Math.min(next.due, ...timeouts);
		base.advance(Math.max(0, stop - base.ticks()));
		quietTurns = 0;
		if (stop < next.due) return;
		sleepers = sleepers.filter((sleeper) => sleeper !== next);
		next.wake();
	}

	return {
		...base,
		timeout(ms) {
			timeouts.push(base.ticks() + ms);
			return base.timeout(ms);
		},
		async sleep(ms, signal) {
			signal?.throwIfAborted();
			quietTurns = 0;
			await new Promise<void>((resolve) => {
				sleepers.push({ due: base.ticks() + Math.max(0, ms), wake: resolve });
				if (isTicking) return;
				isTicking = true;
				setImmediate(tick);
			});
			signal?.throwIfAborted();
		},
	};
}

/** A rig whose executions and portal really take turns on one clock. */
export interface SteppingRig extends Omit<Rig, 'useOAuth'> {
	/** What the node slept so far, in ms, in the order in which it began to sleep. */
	readonly pauses: number[];
	/** Called whenever the node begins to sleep. */
	onPause: (ms: number) => void;
}

/** @param options of the portal; the clock is the rig's own */
export async function startSteppingRig(
	options: Omit<PortalOptions, 'clock'> = {},
): Promise<SteppingRig> {
	const clock = steppingClock();
	const portal = await startPortal({ ...options, clock });
	const pauses: number[] = [];
	const engine = new Engine(testEnvironment(nodeClock(clock, (ms) => paused(ms))));
	const rig: SteppingRig = {
		portal,
		engine,
		clock,
		pauses,
		onPause: () => undefined,
		run: async (settings) => await run(engine, settings),
		useWebhook: (webhookUrl = portal.webhook) =>
			engine.credentials.save('credential', { grantType: 'webhook', webhookUrl }),
		close: async () => await portal.close(),
	};
	function paused(ms: number): void {
		pauses.push(ms);
		rig.onPause(ms);
	}
	rig.useWebhook();
	return rig;
}

/**
 * The clock as the node wants it: an aborted sleep ends with the node's own error, which its
 * system clock throws when it is asked to sleep for no time at all.
 */
function nodeClock(clock: VirtualClock, paused: (ms: number) => void) {
	const system = loadPackage().createEnvironment().clock;
	return {
		...clock,
		async sleep(ms: number, signal?: AbortSignal): Promise<void> {
			await system.sleep(0, signal);
			paused(ms);
			await clock.sleep(ms);
			await system.sleep(0, signal);
		},
	};
}

async function run(engine: Engine, settings: Parameters<Rig['run']>[0]): Promise<RunResult> {
	const { signal } = settings;
	const { run: record, node } = await engine.run(workflowOf(settings), { signal });
	const result = node('Node');
	const { error } = result ?? {};
	return {
		items: result?.outputs[0] ?? [],
		errors: result?.outputs[1] ?? [],
		hints: result?.hints ?? [],
		...(error ? { error: error as unknown as RunResult['error'] } : {}),
		record: JSON.stringify(record, plainErrors),
	};
}

function plainErrors(_key: string, value: unknown): unknown {
	if (!(value instanceof Error)) return value;
	return { ...(value as unknown as IDataObject), message: value.message, stack: value.stack };
}

/** More turns of the event loop than any of these tests needs. */
const PATIENCE_TURNS = 200_000;

/** Lets everything go on until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
	for (let turn = 0; !isSo(); turn++) {
		if (turn > PATIENCE_TURNS) throw new Error('What was waited for never came');
		await new Promise((resolve) => setImmediate(resolve));
	}
}
