import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { FRESH_MS } from '../../nodes/Bitrix24Payments/execution/sight';
import { update } from '../../nodes/Bitrix24Payments/operations/payment/update';
import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { besides } from '../portal/support';
import { itemOf, looking, PAID, shown, UNVERIFIED, type Sighting } from './sighting';

const REFUSED: Reply = {
	kind: 'refused',
	failure: new Failure({ code: 'ACCESS_DENIED', message: 'm', description: 'd' }),
};

describe('What is seen along with something else', () => {
	it('counts from when it was asked for', () => {
		const { sight, clock, paying } = looking();
		clock.time = 5000;
		const entry = paying(PAID);
		sight.takeIn(entry, shown(PAID), 3000, 0);
		sight.decide(entry);
		expect(entry.outcome).toMatchObject({ kind: 'done', changed: false });
		expect(sight.validUntil([entry])).toBe(3000 + FRESH_MS);
	});

	it('does not count where nothing was seen: what is known stays', () => {
		const { sight, paying } = looking();
		const entry = paying(1);
		sight.takeIn(entry, shown(1), 0, 0);
		sight.takeIn(entry, undefined, 300, 0);
		expect(sight.validUntil([entry])).toBe(FRESH_MS);
	});

	it.each<[string, object, Reply, string | undefined]>([
		['is unreadable', {}, REFUSED, 'failed'],
		['is unreadable, where no read was wanted', UNVERIFIED, REFUSED, undefined],
		['is done', {}, shown(PAID), 'done'],
		['is done, where no read was wanted', UNVERIFIED, shown(PAID), 'done'],
	])('decides on a payment that %s', (_what, options, reply, kind) => {
		const { sight, paying } = looking();
		const entry = paying(PAID, options);
		sight.takeIn(entry, reply, 0, 0);
		sight.decide(entry);
		expect(entry.outcome?.kind).toBe(kind);
	});

	it('decides nothing of other payments', () => {
		const { sight, paying } = looking();
		const entry = paying(1);
		sight.takeIn(paying(PAID), shown(PAID), 0, 0);
		sight.decide(entry);
		expect([entry.outcome, entry.before]).toEqual([undefined, undefined]);
	});
});

describe('A payment that was searched for', () => {
	const found = (entry: Entry, id: number, askedAt = 0): Entry => ({
		...entry,
		foundState: { reply: shown(id), askedAt, ticket: 0 },
	});

	it('needs no look of its own', async () => {
		const { sight, server, paying } = looking();
		const entry = found(paying(PAID), PAID, -300);
		sight.takeInWhatWasFound(entry);
		expect(entry.outcome).toBeUndefined();
		expect(sight.validUntil([entry])).toBe(FRESH_MS - 300);
		await sight.see([entry]);
		expect(server.requests).toEqual([]);
		sight.decide(entry);
		expect(entry.outcome).toMatchObject({ kind: 'done', changed: false });
	});

	it('is to be looked at where more than its short form has to be known', () => {
		const one = looking();
		const entry = found(itemOf(update, 1, one), 1);
		one.sight.takeInWhatWasFound(entry);
		expect(one.sight.isFresh(entry)).toBe(false);
	});

	it('is to be looked at where it was found without being seen', () => {
		const { sight, paying } = looking();
		const entry = paying(1);
		sight.takeInWhatWasFound(entry);
		expect(sight.isFresh(entry)).toBe(false);
	});

	it('is decided on at once where no other look is wanted', () => {
		const { sight, clock, paying } = looking();
		clock.time = 300 + FRESH_MS;
		const [paid, unpaid] = [PAID, 1].map((id) => found(paying(id, UNVERIFIED), id, 300));
		if (!paid || !unpaid) throw new Error('There is no item');
		for (const entry of [paid, unpaid]) sight.takeInWhatWasFound(entry);
		expect(paid.outcome).toMatchObject({ kind: 'done', changed: false });
		expect(unpaid).toMatchObject({ before: { id: 1 } });
		expect([unpaid.outcome, unpaid.mustBeSeen]).toEqual([undefined, undefined]);
	});

	it('is looked at in any case where the search was long ago', () => {
		const { sight, clock, paying } = looking();
		clock.time = FRESH_MS + 1;
		const entry = found(paying(PAID, UNVERIFIED), PAID);
		sight.takeInWhatWasFound(entry);
		expect([entry.outcome, entry.mustBeSeen]).toEqual([undefined, true]);
		expect(sight.isFresh(entry)).toBe(false);
	});
});

describe('Another execution that changes an order', () => {
	const changes = async (run: Sighting, order: string) => {
		const release = await besides(run).portal.takeTurn(new Set([`number ${order}`]));
		if (typeof release !== 'function') throw release;
		release();
	};

	it('makes look at its payments again, and at no others, also where no read was wanted', async () => {
		const run = looking();
		const { sight, paying } = run;
		const [first, second] = [paying(1), paying(2)];
		const unread = { ...paying(3, UNVERIFIED), mustBeSeen: true };
		await sight.see([first, second, unread]);
		await changes(run, '2');
		await changes(run, '3');
		sight.forgetWhatOthersChanged([first, second, unread]);
		expect([first, second, unread].map((entry) => sight.isFresh(entry))).toEqual([
			true,
			false,
			false,
		]);
		expect([first.mustBeSeen, second.mustBeSeen]).toEqual([undefined, true]);
	});

	it('is no matter to what has not been looked at', async () => {
		const run = looking();
		const entry = run.paying(1, UNVERIFIED);
		await changes(run, '1');
		run.sight.forgetWhatOthersChanged([entry]);
		expect(entry.mustBeSeen).toBeUndefined();
	});

	it('is no matter where the look came after it, also the second one', async () => {
		const run = looking(FRESH_MS + 1);
		const entry = run.paying(1);
		const { answer } = run.server;
		run.server.answer = (command) => {
			if (run.server.requests.length === 1) void changes(run, '1');
			return answer(command);
		};
		await run.sight.see([entry]);
		expect(run.server.requests).toHaveLength(2);
		run.sight.forgetWhatOthersChanged([entry]);
		expect(entry.mustBeSeen).toBeUndefined();
	});

	it('may have come between the question and its answer', async () => {
		const run = looking();
		const entry = run.paying(1);
		const { answer } = run.server;
		run.server.answer = (command) => {
			void changes(run, '1');
			return answer(command);
		};
		await run.sight.see([entry]);
		run.sight.forgetWhatOthersChanged([entry]);
		expect(entry.mustBeSeen).toBe(true);
	});
});
