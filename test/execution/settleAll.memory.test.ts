import { settleAll } from '../../nodes/Bitrix24Payments/execution/settleAll';
import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { confirmed, itemOf, lost, NO_ANSWER, stage, whyFailed, type Stage } from './changing';
import { failed } from './support';

const PAID = { paid: 'Y', datePaid: '2026-04-10T08:00:00+00:00' };
const DONE: Outcome = { kind: 'done', changed: true, verified: true };

/** An item that charges a customer, whose sending is remembered. */
function charge(all: Stage): Entry {
	all.books.add(1);
	const entry = itemOf(all, paySystemPay, { paymentId: 1, paySystemId: 7 });
	all.run.memory.note(entry);
	return entry;
}

function creation(all: Stage): Entry {
	const entry = itemOf(all, create, { entityTypeId: 2, entityId: 25 });
	all.run.memory.note(entry);
	return entry;
}

function paying(all: Stage): Entry {
	all.books.add(1);
	return itemOf(all, pay, { paymentId: 1 });
}

function unverified(entry: Entry): Entry {
	return { ...entry, options: { ...entry.options, verify: false } };
}

async function settled({ portal, run }: Stage, entry: Entry): Promise<void> {
	await settleAll([entry], portal, run);
}

describe('That something was sent', () => {
	it('need not be remembered where it is done and the next try will see that', async () => {
		const all = stage();
		const entry = lost(charge(all));
		all.books.set(1, PAID);
		await settled(all, entry);
		expect(entry.outcome).toMatchObject({ kind: 'done', verified: true });
		expect(all.run.memory.recall(entry)).toBeUndefined();
	});

	it.each<[string, (entry: Entry) => Entry]>([
		['that will not look', (entry) => ({ ...unverified(entry), outcome: DONE })],
		['where nobody has looked', (entry) => ({ ...entry, outcome: { ...DONE, verified: false } })],
		['where it has failed', (entry) => ({ ...entry, outcome: failed('REFUSED') })],
	])('is remembered for the next try %s', async (_, come) => {
		const all = stage();
		const entry = come(charge(all));
		await settled(all, entry);
		expect(all.run.memory.recall(entry)).toEqual({});
	});

	it('is remembered of a creation that is done: nothing shows that it was this one', async () => {
		const all = stage();
		const entry = { ...creation(all), outcome: DONE };
		await settled(all, entry);
		expect(all.run.memory.recall(entry)).toEqual({});
	});

	it('is remembered with what became of it', async () => {
		const all = stage({ settleMs: 0 });
		const entry = lost(charge(all));
		await settled(all, entry);
		const memento = all.run.memory.recall(entry);
		expect(memento?.failure).toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			message: whyFailed(entry).message,
		});
		expect(memento).not.toHaveProperty('createdId');
	});

	it('is remembered with the payment that Bitrix24 answered with', async () => {
		const all = stage();
		const entry = confirmed(creation(all));
		if (entry.doubt) entry.doubt = { ...entry.doubt, confirmation: { createdId: 17 } };
		await settled(all, entry);
		expect(whyFailed(entry).code).toBe('NOT_APPLIED');
		expect(all.run.memory.recall(entry)).toMatchObject({
			createdId: 17,
			failure: { code: 'NOT_APPLIED' },
		});
	});

	it('is not what a failure tells that came before anything was sent', async () => {
		const all = stage();
		const entry = charge(all);
		all.run.memory.forget(entry);
		await settled(all, { ...entry, outcome: failed('GUARD_FAILED') });
		expect(all.run.memory.recall(entry)).toBeUndefined();
	});
});

describe('That something is done', () => {
	it.each<[string, (entry: Entry) => Entry, boolean]>([
		['where the next try will not look', unverified, true],
		['where the next try will see it', (entry) => entry, false],
	])('is told to the next try %s', async (_, choose, isTold) => {
		const all = stage();
		const entry = choose(confirmed(paying(all)));
		all.books.set(1, PAID);
		await settled(all, entry);
		expect(entry.outcome?.kind).toBe('done');
		expect(all.run.memory.wasDone(entry)).toBe(isTold);
	});

	it('is told where the payment itself does not show it: it may be gone or hidden', async () => {
		const all = stage();
		all.books.add(1);
		const entry = confirmed(itemOf(all, deletePayment, { paymentId: 1 }));
		const hidden = { error: '0', error_description: 'Insufficient permissions' };
		all.books.instead = () => hidden;
		await settled(all, entry);
		expect(entry.outcome?.kind).toBe('done');
		expect(all.run.memory.wasDone(entry)).toBe(true);
	});

	it('need not be told of a payment that was found to be done', async () => {
		const all = stage();
		const entry: Entry = { ...paying(all), outcome: DONE };
		await settled(all, entry);
		expect(all.run.memory.wasDone(entry)).toBe(false);
	});

	it.each<[string, (all: Stage) => Entry]>([
		['doing it twice is harmless', (all) => ({ ...unverified(charge(all)), outcome: DONE })],
		['it has not failed', (all) => ({ ...unverified(paying(all)), outcome: failed('NOT_PAID') })],
		[
			'it is known to be',
			(all) => ({
				...unverified(paying(all)),
				doubt: { kind: 'lost', failure: NO_ANSWER, since: 0 },
				outcome: failed('OUTCOME_UNKNOWN'),
			}),
		],
	])('is told only if %s', async (_, make) => {
		const all = stage();
		const entry = make(all);
		await settled(all, entry);
		expect(all.run.memory.wasDone(entry)).toBe(false);
	});
});
