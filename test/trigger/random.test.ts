import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { MINUTE, pollRigOf, type PollRig } from '../support/pollRig';
import { startRig, type Rig } from '../support/rig';
import {
	carryOut,
	differences,
	momentOf,
	quietHistory,
	sorted,
	troubledHistory,
	type Moment,
	type Step,
} from './support/histories';

/**
 * Whatever happens on a portal, whenever n8n polls, and whatever goes wrong: what is told is the
 * difference between what the portal was at the last poll that worked and what it is at this one.
 */

const ALL = { events: ['paid', 'unpaid', 'created', 'changed', 'deleted'] };

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());

/** Plays a history and compares what each poll tells. */
class Play {
	private readonly use: PollRig;

	/** The portal when n8n last knew all of it. */
	private seen: Moment = { payments: new Map() };

	private toldBefore = 0;

	constructor(keeping: 'withWorkflow' | 'durably') {
		this.use = pollRigOf(rig, { parameters: ALL, keeping });
	}

	async run(steps: readonly Step[]): Promise<void> {
		rig.portal.reset();
		rig.useWebhook();
		await this.use.poller.activate();
		this.seen = momentOf(rig.portal);
		for (const step of steps) await this.play(step);
		rig.portal.faults.clear();
		await this.poll();
		expect(this.use.poller.errors.length).toBe(this.failures);
	}

	private failures = 0;

	private async play(step: Step): Promise<void> {
		const { clock, portal } = rig;
		if (step.kind === 'wait') clock.advance(step.seconds * 1000);
		if (step.kind === 'setClock') clock.jump(step.minutes * MINUTE * 1000);
		if (step.kind === 'deed') carryOut(portal, step.deed, portal.clock.now());
		if (step.kind === 'restart') await this.watch(() => this.use.poller.restart());
		if (step.kind === 'poll') {
			for (const fault of step.faults) portal.faults.add(fault);
			await this.poll();
			portal.faults.clear();
		}
		if (step.kind === 'dieWhileStoring') await this.dieAndComeBack();
	}

	private async poll(): Promise<void> {
		await this.watch(async () => await this.use.pollAfter(MINUTE));
	}

	private async dieAndComeBack(): Promise<void> {
		const { poller } = this.use;
		poller.diesBeforeStoring = true;
		const before = poller.executions.length;
		await this.use.pollAfter(MINUTE);
		expect(poller.executions.length).toBe(before);
		poller.diesBeforeStoring = false;
		await this.watch(() => poller.restart());
	}

	private async watch(look: () => Promise<void>): Promise<void> {
		const { poller } = this.use;
		const failed = poller.errors.length;
		await look();
		const news = poller.events.slice(this.toldBefore);
		this.toldBefore = poller.events.length;
		if (poller.errors.length > failed) {
			this.failures += 1;
			expect(news).toEqual([]);
			return;
		}
		const now = momentOf(rig.portal);
		const expected = differences(this.seen, now, (id) => rig.portal.ledger.hasOrder(id));
		expect(sorted(news.map(inShort))).toEqual(expected);
		expect(inOrder(news)).toBe(true);
		expect(news.every(({ certain }) => certain === true)).toBe(true);
		this.seen = now;
	}
}

function inShort({ event, paymentId, previous }: IDataObject) {
	const before = previous as { paid: string } | null;
	return {
		event: event as string,
		paymentId: paymentId as number,
		previous: before === null ? null : before.paid,
	};
}

function inOrder(events: readonly IDataObject[]): boolean {
	const times = events.map(({ at }) => Date.parse(String(at)));
	return times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0));
}

const RUNS = 60;

describe.each(['withWorkflow', 'durably'] as const)('Random histories, kept %s', (keeping) => {
	it('without faults: every difference exactly once', async () => {
		await fc.assert(
			fc.asyncProperty(quietHistory, async (steps) => await new Play(keeping).run(steps)),
			{ numRuns: RUNS },
		);
	}, 120_000);

	it('with faults: the same, as soon as a poll works', async () => {
		await fc.assert(
			fc.asyncProperty(troubledHistory, async (steps) => await new Play(keeping).run(steps)),
			{ numRuns: RUNS },
		);
	}, 120_000);
});
