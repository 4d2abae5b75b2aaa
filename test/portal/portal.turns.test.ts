import { Failure, RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import type { PortalOptions } from '../../nodes/Bitrix24Payments/portal/portal';
import type { Claim } from '../../nodes/Bitrix24Payments/portal/turns';
import { besides, rig, untilQuiet, type CommandPortal, type PortalRig } from './support';
import { claimOf } from './taker';

const ORDER = claimOf([1]);

/** Two runs of one process. */
function twoRuns(options: Partial<PortalOptions> = {}): [PortalRig, PortalRig] {
	const ours = rig(options);
	return [ours, besides(ours)];
}

async function hold(portal: CommandPortal, claim: Claim): Promise<() => void> {
	const release = await portal.takeTurn(claim);
	if (typeof release !== 'function') throw release;
	return release;
}

async function refusalOf(portal: CommandPortal, claim: Claim): Promise<Failure> {
	const answer = await portal.takeTurn(claim);
	if (answer instanceof Failure) return answer;
	throw new Error('The turn came');
}

function patienceFor(rate: number): Partial<PortalOptions> {
	return { waits: { rate, operating: 0 } };
}

describe('A run that wants its turn', () => {
	it('has it at once where nobody else works on the order, whatever its patience', async () => {
		const [ours, theirs] = twoRuns(patienceFor(0));
		await hold(theirs.portal, claimOf([2]));
		await hold(ours.portal, ORDER);
		expect(ours.portal.patience.spent('rate')).toBe(0);
	});

	it('waits for another run, at the expense of its patience', async () => {
		const [ours, theirs] = twoRuns();
		ours.clock.time += 100_000;
		const release = await hold(theirs.portal, ORDER);
		const waiting = hold(ours.portal, ORDER);
		ours.clock.time += 20_000;
		release();
		await waiting;
		expect(ours.portal.patience.left('rate')).toBe(40_000);
		expect(ours.portal.patience.left('operating')).toBe(660_000);
	});

	it('waits for as long as its patience lasts, then only these payments fail', async () => {
		const [ours, theirs] = twoRuns();
		const release = await hold(theirs.portal, ORDER);
		const waiting = refusalOf(ours.portal, ORDER);
		await untilQuiet();
		ours.clock.time += 60_000;
		const failure = await waiting;
		expect(failure).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(failure.message).toBe('Another execution of this n8n is working on the same order');
		expect(failure.description).toContain('Nothing was changed');
		expect(ours.portal.patience.surrender).toBeUndefined();
		await hold(ours.portal, claimOf([2]));
		release();
		await hold(theirs.portal, ORDER);
	});

	it('is not held up by somebody who sets the clock', async () => {
		const [ours, theirs] = twoRuns();
		const release = await hold(theirs.portal, ORDER);
		const waiting = hold(ours.portal, ORDER);
		ours.clock.jump(3_600_000);
		release();
		await waiting;
		expect(ours.portal.patience.spent('rate')).toBe(0);
	});

	it('ends at once when the user stops it', async () => {
		const abort = new AbortController();
		const [ours, theirs] = twoRuns({ signal: abort.signal });
		const release = await hold(theirs.portal, ORDER);
		const waiting = ours.portal.takeTurn(ORDER);
		abort.abort();
		await expect(waiting).rejects.toBeInstanceOf(RunCancelled);
		release();
		await hold(theirs.portal, ORDER);
	});

	it('is told what others have changed since, and not what it has itself', async () => {
		const [ours, theirs] = twoRuns();
		const ticket = ours.portal.ticket();
		(await hold(ours.portal, ORDER))();
		expect(ours.portal.othersChanged(ticket, ORDER)).toBe(false);
		(await hold(theirs.portal, claimOf([2])))();
		expect(ours.portal.othersChanged(ticket, ORDER)).toBe(false);
		expect(ours.portal.othersChanged(ticket, claimOf('all'))).toBe(true);
		(await hold(theirs.portal, ORDER))();
		expect(ours.portal.othersChanged(ticket, ORDER)).toBe(true);
	});
});

describe('A write that was left behind', () => {
	it('is waited for by whoever comes next to its order, and by nobody else', async () => {
		const [ours, theirs] = twoRuns();
		theirs.portal.mayGoOnFor(ORDER, 30_000);
		await hold(ours.portal, claimOf([2]));
		expect(ours.clock.slept).toEqual([]);
		await hold(ours.portal, ORDER);
		expect(ours.clock.slept).toEqual([30_000]);
		expect(ours.portal.patience.left('rate')).toBe(30_000);
	});

	it('keeps the order while it is waited for', async () => {
		const [ours, theirs] = twoRuns();
		theirs.portal.mayGoOnFor(ORDER, 30_000);
		const release = await hold(ours.portal, ORDER);
		let hasTurn = false;
		const behind = hold(theirs.portal, ORDER).then(() => (hasTurn = true));
		await untilQuiet();
		expect(hasTurn).toBe(false);
		release();
		await behind;
	});

	it('is not waited for any more once it has ended', async () => {
		const [ours, theirs] = twoRuns();
		theirs.portal.mayGoOnFor(ORDER, 30_000);
		theirs.portal.haveEnded(ORDER);
		await hold(ours.portal, ORDER);
		expect(ours.clock.slept).toEqual([]);
	});

	it('is waited for by its own run, too', async () => {
		const [ours] = twoRuns();
		ours.portal.mayGoOnFor(claimOf('all'), 30_000);
		await hold(ours.portal, ORDER);
		expect(ours.clock.slept).toEqual([30_000]);
	});

	it('is a reason to fail where it may take too long, with the time when it surely ends', async () => {
		const [ours, theirs] = twoRuns(patienceFor(60_000));
		theirs.portal.mayGoOnFor(ORDER, 300_000);
		const failure = await refusalOf(ours.portal, ORDER);
		expect(failure.code).toBe('RATE_LIMITED');
		expect(failure.message).toContain('may still be at work');
		expect(failure.description).toContain('until 2026-04-10T08:05:00.000Z');
		expect(failure.description).toContain('Nothing was changed');
		expect(ours.clock.slept).toEqual([]);
		theirs.portal.haveEnded(ORDER);
		await hold(theirs.portal, ORDER);
	});

	it('keeps nobody from stopping the run that waits for it', async () => {
		const abort = new AbortController();
		const [ours, theirs] = twoRuns({ signal: abort.signal });
		theirs.portal.mayGoOnFor(ORDER, 30_000);
		ours.clock.onSleep = () => abort.abort();
		await expect(ours.portal.takeTurn(ORDER)).rejects.toBeInstanceOf(RunCancelled);
		ours.clock.onSleep = undefined;
		await hold(theirs.portal, ORDER);
	});
});
