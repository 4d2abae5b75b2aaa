import { startRig, type Rig } from '../../support/rig';
import {
	arrange,
	BATCH_SIZE,
	casesOf,
	expectedOf,
	idsOf,
	lastSent,
	nameOf,
	struckItems,
	type Case,
} from './cases';
import type { Expected } from './catalogue';
import type { Change } from './changes';
import { liesOf } from './lies';
import { observe, type Asked, type Observation } from './observation';

/** One test per cell: every fault against one operation, at every place and in every mode. */
export function describeMatrix(change: Change): void {
	let rig: Rig;
	beforeAll(async () => {
		rig = await startRig();
	});
	afterAll(async () => await rig.close());

	describe(`${change.operation} tells the truth when`, () => {
		it.each(casesOf(change).map((one) => [nameOf(one), one] as const))('%s', async (_, one) => {
			const fault = arrange(rig, one);
			const seen = await observe(rig, askedOf(one));
			expect(fault.struck).toBe(1);
			expect(liesOf(seen)).toEqual([]);
			expect(verdictOf(seen, one)).toEqual(wantedVerdict(one));
			expect(writtenBehindStop(seen, one)).toEqual([]);
			await expectRepeatToMend(rig, one);
		});
	});
}

function askedOf(one: Case): Asked {
	const { change, onError } = one;
	return {
		change,
		onError,
		items: idsOf(one).map((id) => ({ id, system: change.seed.paySystemId })),
		options: { batchSize: BATCH_SIZE },
	};
}

/** How each item ended, or where the run stopped and why. */
function verdictOf({ verdicts, stop }: Observation, one: Case): unknown {
	const isDetermined = expectedOf(one) !== undefined;
	if (!isDetermined) return undefined;
	if (stop) return { stoppedAt: stop.itemIndex, code: stop.code };
	return verdicts.map(({ kind, code }) => code ?? kind);
}

function wantedVerdict(one: Case): unknown {
	const expected = expectedOf(one);
	if (expected === undefined) return undefined;
	const struck = struckItems(one);
	if (expected !== 'done' && one.onError === 'stopWorkflow') {
		return { stoppedAt: struck[0], code: expected.code };
	}
	return idsOf(one).map((_, index) => (struck.includes(index) ? kindOf(expected) : 'changed'));
}

function kindOf(expected: Exclude<Expected, undefined>): string {
	return expected === 'done' ? 'changed' : expected.code;
}

/** Payments behind the one that stopped the run that were written all the same. */
function writtenBehindStop(seen: Observation, one: Case): number[] {
	if (!seen.stop) return [];
	return idsOf(one).filter((id, index) => index > lastSent(one) && seen.writes(id) > 0);
}

/** The fault is gone: the very same run again finishes the work and books nothing twice. */
async function expectRepeatToMend(rig: Rig, one: Case): Promise<void> {
	rig.portal.faults.clear();
	const flips = one.fault.fault === 'flipAfter' ? 1 : 0;
	const again = await observe(rig, askedOf(one));
	const seen = { ...again, flips };
	expect(seen.stop).toBeUndefined();
	expect(liesOf(seen)).toEqual([]);
	const undone = idsOf(one).filter((id) => !isWanted(again, id));
	expect(undone).toEqual([]);
}

function isWanted({ change, after }: Observation, id: number): boolean {
	const row = after.get(id);
	return row !== undefined && change.isWanted(row);
}
