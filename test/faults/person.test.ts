import type { IDataObject } from 'n8n-workflow';

import type { Moment } from '../../sandbox/portal';
import { happenAfter } from '../support/happenAfter';
import { startRig, type Rig } from '../support/rig';
import { CHANGES, pay, unpay, update, type Change } from './support/changes';
import { observe, type Observation } from './support/observation';
import { paymentsWritten } from './support/haste';
import { expectNoOverlaps } from './support/overlaps';
import { detailsOf } from '../support/details';

const ID = 7001;

/** Somebody works in the portal's own pages while the node works on the same payment. */
let rig: Rig;
beforeEach(async () => {
	rig = await startRig();
});
expectNoOverlaps(() => [rig.portal]);
afterEach(async () => await rig.close());

async function change(what: Change, options: IDataObject = {}): Promise<Observation> {
	rig.portal.ledger.addPayment({ id: ID, ...what.seed });
	const items = [{ id: ID, system: what.seed.paySystemId }];
	return await observe(rig, { change: what, items, options, onError: 'continueRegularOutput' });
}

const outputOf = ({ result }: Observation): IDataObject => result.items[0]?.json ?? {};
const written = ({ requests, change: { write } }: Observation) =>
	requests.flatMap((request) => paymentsWritten(request, write)).length;
const requestOf = ({ batched, write }: Change) => (batched ? 'batch' : write);
const lose = (what: Change) =>
	rig.portal.faults.add({ fault: 'resetBefore', method: requestOf(what) });

/** What the same change by hand is. */
function byHand({ operation }: Change): void {
	const { person } = rig.portal;
	if (operation === 'unpay') return person.unpays(ID);
	if (operation !== 'update') return person.pays(ID);
	person.sets(ID, { comments: 'Bank line 17 + 3 %', payVoucherNum: 'B-17' });
	person.pays(ID);
}

/** Undoes what makes the payment be as wanted. */
function undo({ operation }: Change): void {
	if (operation === 'unpay') rig.portal.person.pays(ID);
	else rig.portal.person.unpays(ID);
}

const operations = Object.values(CHANGES).map((one) => [one.operation, one] as const);

describe.each(operations)('%s', (_, what) => {
	it('is not claimed when a person did the same while its answer was missing', async () => {
		lose(what);
		happenAfter(rig, 20_000, () => byHand(what));
		const seen = await change(what);
		expect(outputOf(seen)).toMatchObject({ success: true, verified: true });
		expect(outputOf(seen)).not.toHaveProperty('changed');
		expect(outputOf(seen).warning).toMatch(/by this change or by somebody else is not known/);
		expect(written(seen)).toBe(1);
	});

	it('is not claimed when a person did the same and the answer confirmed nothing', async () => {
		rig.portal.faults.add({ fault: 'nullResult', method: what.write });
		rig.portal.when({ method: what.write, id: ID }, 'after', () => byHand(what));
		const seen = await change(what);
		expect(outputOf(seen)).toMatchObject({ success: true, verified: true });
		expect(outputOf(seen)).not.toHaveProperty('changed');
		expect(outputOf(seen).warning).toMatch(/without confirming/);
	});

	it('is not sent again when a person has done and undone it meanwhile', async () => {
		lose(what);
		happenAfter(rig, 20_000, () => {
			byHand(what);
			undo(what);
		});
		const seen = await change(what);
		// The date of the payment shows it, whichever way it was turned over.
		expect(written(seen)).toBe(1);
		expect(outputOf(seen)).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: !what.risky }),
		});
	});

	it('is not called done when a person undoes it before it is seen', async () => {
		rig.portal.when({ method: what.write, id: ID }, 'after', () => undo(what));
		const seen = await change(what);
		expect(outputOf(seen)).not.toHaveProperty('success', true);
		expect(detailsOf(outputOf(seen)).code).toBe(what.contradicted);
		expect(written(seen)).toBe(1);
	});

	it('says that it cannot be seen when a person deletes the payment meanwhile', async () => {
		lose(what);
		happenAfter(rig, 20_000, () => {
			if (what === unpay) rig.portal.person.unpays(ID);
			rig.portal.person.deletes(ID);
		});
		const seen = await change(what);
		expect(outputOf(seen)).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: !what.risky }),
		});
		expect(written(seen)).toBe(1);
	});

	it('is told from what a person does at the same time to other fields', async () => {
		const touch = () => rig.portal.person.sets(ID, { responsibleId: 2 });
		rig.portal.when({ method: what.write, id: ID }, 'saving', touch);
		const seen = await change(what);
		expect(outputOf(seen)).toMatchObject({ success: true, changed: true });
		expect(rig.portal.ledger.payment(ID)).toMatchObject({ responsibleId: 2 });
	});
});

describe('Right before a lost change is sent again', () => {
	/** Behind the look that settles that it had no effect, and before the one that confirms it. */
	function behindLastLook(what: () => void): void {
		const due = rig.clock.ticks() + 75_000;
		let isOver = false;
		rig.portal.when({ method: pay.read, id: ID, nth: 'every' }, 'after', () => {
			if (isOver || rig.clock.ticks() < due) return;
			isOver = true;
			what();
		});
	}

	/** Some between any two moments, as on a real clock. */
	function letTimeGoBy(): void {
		const ticks = rig.clock.ticks.bind(rig.clock);
		rig.clock.ticks = () => {
			rig.clock.advance(1);
			return ticks();
		};
	}

	it('it is looked at once more: somebody has paid it', async () => {
		lose(pay);
		behindLastLook(() => rig.portal.person.pays(ID));
		const seen = await change(pay);
		expect(written(seen)).toBe(1);
		expect(outputOf(seen)).toMatchObject({ success: true, verified: true });
		expect(outputOf(seen)).not.toHaveProperty('changed');
	});

	it('it is looked at once more: somebody has paid it and undone that', async () => {
		lose(pay);
		behindLastLook(() => {
			rig.portal.person.pays(ID);
			rig.portal.person.unpays(ID);
		});
		const seen = await change(pay);
		expect(written(seen)).toBe(1);
		expect(outputOf(seen)).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: true }),
		});
	});

	it('it has to be seen: a look that fails keeps it back', async () => {
		lose(pay);
		letTimeGoBy();
		behindLastLook(() => {
			rig.portal.faults.add({ fault: 'accessDenied', method: pay.read, times: Infinity });
		});
		const seen = await change(pay);
		expect(written(seen)).toBe(1);
		expect(outputOf(seen)).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: true }),
		});
	});

	it('its conditions are checked once more: somebody has changed the amount', async () => {
		lose(pay);
		behindLastLook(() => rig.portal.person.sets(ID, { sum: 999 }));
		const seen = await change(pay, { onlyIf: { amount: pay.seed.sum } });
		expect(written(seen)).toBe(1);
		expect(detailsOf(outputOf(seen)).code).toBe('GUARD_FAILED');
		expect(rig.portal.ledger.payment(ID)?.paid).toBe('N');
	});
});

describe('A condition of Only If', () => {
	it.each<Moment>(['before', 'saving', 'after'])(
		'that a person breaks %s the change is told of beside it',
		async (moment) => {
			const raise = () => rig.portal.ledger.change(ID, { sum: 999 });
			rig.portal.when({ method: pay.write, id: ID }, moment, raise);
			const seen = await change(pay, { onlyIf: { amount: pay.seed.sum } });
			expect(outputOf(seen)).toMatchObject({ success: true, changed: true });
			expect(outputOf(seen).warning).toMatch(/'Only If' held before the change and does not/);
		},
	);
});

describe('Fields of an update', () => {
	it('that a person overwrites are not called stored', async () => {
		const overwrite = () => rig.portal.person.sets(ID, { comments: 'mine' });
		rig.portal.when({ method: update.write, id: ID }, 'after', overwrite);
		const seen = await change(update);
		expect(detailsOf(outputOf(seen)).code).toBe('NOT_APPLIED');
		expect(detailsOf(outputOf(seen)).description).toContain('stored mine');
	});
});
