import { rerunAdvice } from '../../nodes/Bitrix24Payments/execution/endedEarly';
import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { LOST_ANSWER, TOO_MANY } from '../portal/support';
import { itemOf, send, stage, type Stage } from './changing';

const ADD = 'crm.item.payment.add';

function creation(all: Stage): Entry {
	return itemOf(all, create, { entityTypeId: 2, entityId: 25 });
}

function charge(all: Stage, id = 1): Entry {
	all.books.add(id);
	return itemOf(all, paySystemPay, { paymentId: id, paySystemId: 7 }, id);
}

function unverified(entry: Entry): Entry {
	return { ...entry, options: { ...entry.options, verify: false } };
}

describe('What must not be sent again by the next try', () => {
	it('is remembered before it is sent, for the case that there is no after', async () => {
		const all = stage();
		const entry = creation(all);
		const seen: unknown[] = [];
		all.books.onWrite = (deliver) => {
			seen.push(all.run.memory.recall(entry));
			return deliver();
		};
		await send(all, [entry]);
		expect(seen).toEqual([{}]);
	});

	it('is remembered with the payment that was created, as soon as that is seen', async () => {
		const all = stage();
		const entry = creation(all);
		await send(all, [entry]);
		expect(entry.outcome).toMatchObject({ kind: 'done', paymentId: 1001 });
		expect(all.run.memory.recall(entry)).toEqual({ createdId: 1001 });
	});

	it('is remembered with the payment that the answer names, before it is seen', async () => {
		const all = stage();
		all.books.lateMs = 60_000;
		const entry = creation(all);
		await send(all, [entry]);
		expect(entry.outcome).toBeUndefined();
		expect(all.run.memory.recall(entry)).toEqual({ createdId: 1001 });
	});

	it('is remembered with the payment that nobody looks at', async () => {
		const all = stage();
		const entry = unverified(creation(all));
		await send(all, [entry]);
		expect(entry.doubt).toBeUndefined();
		expect(all.run.memory.recall(entry)).toEqual({ createdId: 1001 });
	});

	it.each<[string, (all: Stage) => void]>([
		['was lost', ({ books }) => (books.onWrite = () => LOST_ANSWER)],
		[
			'makes no sense',
			({ books }) => (books.instead = (c) => (c.method === ADD ? { result: 'x' } : undefined)),
		],
		[
			'is an error that may come after it was done',
			({ books }) =>
				(books.instead = (c) => (c.method === ADD ? { error: 'ERROR_CORE' } : undefined)),
		],
	])('is remembered where the answer %s', async (_, prepare) => {
		const all = stage();
		const entry = creation(all);
		prepare(all);
		await send(all, [entry]);
		expect(entry.outcome).toBeUndefined();
		expect(all.run.memory.recall(entry)).toEqual({});
	});

	it('is forgotten when it was refused', async () => {
		const all = stage();
		const entry = creation(all);
		all.books.instead = () => ({ error: 'ACCESS_DENIED' });
		await send(all, [entry]);
		expect(entry.outcome?.kind).toBe('failed');
		expect(all.run.memory.recall(entry)).toBeUndefined();
	});

	it('is forgotten when limits kept it back for good', async () => {
		const all = stage({ portal: { waits: { rate: 0, operating: 0 } } });
		const entry = creation(all);
		all.books.onWrite = () => TOO_MANY;
		await send(all, [entry]);
		expect(entry.outcome?.kind).toBe('failed');
		expect(all.run.memory.recall(entry)).toBeUndefined();
	});

	it('is forgotten when it was not sent because of another', async () => {
		const all = stage({ run: { batched: false } });
		const entries = [charge(all, 1), charge(all, 2)];
		all.books.onWrite = () => LOST_ANSWER;
		await send(all, entries);
		expect(entries.map((entry) => all.run.memory.recall(entry))).toEqual([{}, undefined]);
	});

	it('is a charge that is done, without the ID of a payment that was there before', async () => {
		const all = stage({ run: { batched: false } });
		const entry = charge(all);
		await send(all, [unverified(entry)]);
		expect(all.run.memory.recall(entry)).toEqual({});
	});
});

describe('When the user stops the run', () => {
	const left = (all: Stage, name: string) => all.environment.lateWrites.left(new Set([name]));

	/** The user stops it while a request is under way. */
	async function stopped(all: Stage, entries: readonly Entry[]): Promise<void> {
		all.books.onWrite = () => {
			throw new RunCancelled();
		};
		await expect(send(all, entries)).rejects.toBeInstanceOf(RunCancelled);
	}

	function paying(all: Stage, id: number): Entry {
		all.books.add(id);
		return itemOf(all, pay, { paymentId: id });
	}

	it.each([
		[true, 60_000],
		[false, 300_000],
	])('what was under way may still be carried out (cloud: %s)', async (isCloud, ms) => {
		const all = stage({ isCloud });
		const entries = [paying(all, 1), paying(all, 2)];
		await stopped(all, entries);
		expect(entries.map(({ wasLeftBehind }) => wasLeftBehind)).toEqual([true, true]);
		expect([left(all, 'order 1'), left(all, 'order 2')]).toEqual([ms, ms]);
		expect(left(all, 'order 3')).toBe(0);
	});

	it('what was under way is not sent again by the next try', async () => {
		const all = stage();
		const entry = creation(all);
		await stopped(all, [entry]);
		expect(all.run.memory.recall(entry)).toEqual({});
	});

	it('before anything was sent, nothing is left behind', async () => {
		const abort = new AbortController();
		const all = stage({ portal: { signal: abort.signal } });
		const entry = paying(all, 1);
		abort.abort();
		await expect(send(all, [entry])).rejects.toBeInstanceOf(RunCancelled);
		expect(entry.wasLeftBehind).toBeUndefined();
		expect(left(all, 'order 1')).toBe(0);
	});

	it('while it looks at what was answered, nobody has seen it, and it is not at work any more', async () => {
		const all = stage({ run: { batched: false } });
		const entry = charge(all);
		all.books.onLook = () => {
			throw new RunCancelled();
		};
		await expect(send(all, [entry])).rejects.toBeInstanceOf(RunCancelled);
		expect(entry.wasLeftBehind).toBe(true);
		expect(left(all, 'order 1')).toBe(0);
	});

	it('while it reads back what was created singly, running again would create another', async () => {
		const all = stage({ portal: { batchSize: 1 } });
		const entry = creation(all);
		all.books.onLook = () => {
			throw new RunCancelled();
		};
		await expect(send(all, [entry])).rejects.toBeInstanceOf(RunCancelled);
		expect(all.books.sent(/add$/)).toBe(1);
		expect(rerunAdvice([entry])).toMatch(/would create another payment$/);
	});

	it('later than a lost answer was taken in, that is the watch over it', async () => {
		const all = stage();
		const entry = paying(all, 1);
		all.books.onWrite = () => LOST_ANSWER;
		await send(all, [entry]);
		expect(entry.doubt?.kind).toBe('lost');
		expect(entry.wasLeftBehind).toBeUndefined();
		expect(left(all, 'order 1')).toBe(0);
	});
});
