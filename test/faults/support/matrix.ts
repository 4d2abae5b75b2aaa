import { startRig, type Rig } from '../../support/rig';
import { arrange, useCredential } from './arrangement';
import { BATCH_SIZE, idsOf, type Case } from './cases';
import { casesOf, nameOf } from './cells';
import type { Change } from './changes';
import { fatesOf, lastSent } from './fates';
import { liesOf } from './lies';
import { observe, type Asked, type Observation } from './observation';
import { expectNoOverlaps } from './overlaps';
import type { Verdict } from './verdict';

/** One test per cell: every fault against one operation, at every place and in every mode. */
export function describeMatrix(change: Change): void {
	let rig: Rig;
	beforeEach(async () => {
		rig = await startRig();
	});
	expectNoOverlaps(() => [rig.portal]);
	afterEach(async () => await rig.close());

	describe(`${change.operation} tells the truth when`, () => {
		it.each(casesOf(change).map((one) => [nameOf(one), one] as const))('%s', async (_, one) => {
			const fault = arrange(rig, one);
			const seen = await observe(rig, askedOf(one));
			expect(fault.struck).toBe(1);
			expect(liesOf(seen)).toEqual([]);
			expect(endOf(seen)).toEqual(wantedEnd(one));
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
function endOf({ verdicts, stop }: Observation): unknown {
	if (stop) return { stoppedAt: stop.itemIndex, code: stop.code };
	return verdicts.map(fateIn);
}

function fateIn({ kind, code, warning }: Verdict): string {
	if (code !== undefined) return code;
	const news = NEWS.filter(([, words]) => words.test(warning)).map(([what]) => what);
	return [kind === 'doneByWhomever' ? 'done' : kind, ...news].join(', ');
}

/** What a warning has to tell. */
const NEWS: ReadonlyArray<readonly [string, RegExp]> = [
	['sent twice', /The change was sent twice/],
	['answer lost', /The answer to the change was lost/],
	['answer an error', /Bitrix24 answered with an error although it is done/],
];

function wantedEnd(one: Case): unknown {
	const fates = fatesOf(one).map((fate) => (typeof fate === 'string' ? { kind: fate } : fate));
	const stoppedAt = fates.findIndex((fate) => 'code' in fate);
	const stop = fates[stoppedAt];
	if (one.onError === 'stopWorkflow' && stop && 'code' in stop) {
		return { stoppedAt, code: stop.code };
	}
	return fates.map((fate) => ('code' in fate ? fate.code : fate.kind));
}

/** Payments behind the one that stopped the run that were written all the same. */
function writtenBehindStop(seen: Observation, one: Case): number[] {
	if (!seen.stop) return [];
	return idsOf(one).filter((id, index) => index > lastSent(one) && seen.writes(id) > 0);
}

/** The fault is gone: the very same run again finishes the work and books nothing twice. */
async function expectRepeatToMend(rig: Rig, one: Case): Promise<void> {
	rig.portal.faults.clear();
	useCredential(rig, one);
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
