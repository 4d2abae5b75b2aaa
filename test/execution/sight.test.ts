import { FRESH_MS } from '../../nodes/Bitrix24Payments/execution/sight';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { looking, PAID, shown, UNVERIFIED } from './sighting';
import { failed } from './support';

describe('Payments that are to be changed', () => {
	it('are looked at together and decided on', async () => {
		const { sight, server, paying } = looking();
		const [unpaid, paid] = [paying(1), paying(PAID)];
		await sight.see([unpaid, paid]);
		expect(server.methods).toEqual(['sale.payment.list']);
		expect(unpaid.outcome).toBeUndefined();
		expect(unpaid.before).toMatchObject({ id: 1, paid: 'N' });
		expect(paid.outcome).toMatchObject({ kind: 'done', changed: false, payment: { id: PAID } });
	});

	it('are not looked at again while that was a moment ago', async () => {
		const { sight, server, clock, paying } = looking();
		const [known, other] = [paying(1), paying(2)];
		await sight.see([known]);
		clock.time = FRESH_MS;
		expect(sight.isFresh(known)).toBe(true);
		await sight.see([known, other]);
		expect(server.executed.map(({ params }) => params.id)).toEqual([1, 2]);
		clock.time = FRESH_MS + 1;
		expect(sight.isFresh(known)).toBe(false);
		await sight.see([known]);
		expect(server.executed.map(({ params }) => params.id)).toEqual([1, 2, 1]);
	});

	it('are not looked at without need', async () => {
		const { sight, server, paying } = looking();
		const entry = paying(1, UNVERIFIED);
		expect(sight.isFresh(entry)).toBe(true);
		await sight.see([entry]);
		expect(server.requests).toEqual([]);
	});

	it('are left alone where they have come to something already', async () => {
		const { sight, paying } = looking();
		const outcome = failed('NOT_EXECUTED');
		const entry = { ...paying(PAID), outcome };
		await sight.see([entry]);
		sight.decide(entry);
		expect(entry.outcome).toBe(outcome);
		expect(entry.before).toBeUndefined();
	});
});

describe('An answer that was long in coming', () => {
	it('is good enough at the last moment', async () => {
		const { sight, server, paying } = looking(FRESH_MS);
		const entry = paying(1);
		await sight.see([entry]);
		expect(server.requests).toHaveLength(1);
		expect(sight.validUntil([entry])).toBe(FRESH_MS);
	});

	it('makes look once more, which counts then', async () => {
		const { sight, server, paying } = looking(FRESH_MS + 1);
		const entry = paying(1);
		await sight.see([entry]);
		expect(server.requests).toHaveLength(2);
		expect(sight.validUntil([entry])).toBe(2 * FRESH_MS + 1);
	});

	it('is used after all where the next one is as slow, for half of the time', async () => {
		const { sight, server, portal, paying } = looking(FRESH_MS + 1, 3 * FRESH_MS);
		const entry = paying(1);
		await sight.see([entry]);
		expect(server.requests).toHaveLength(2);
		expect(entry.before).toMatchObject({ id: 1 });
		expect(sight.validUntil([entry])).toBe(portal.ticks() + FRESH_MS / 2);
	});

	it('is the last one of a run that has given up waiting meanwhile', async () => {
		const { sight, server, portal, paying } = looking(FRESH_MS + 1);
		const { answer } = server;
		server.answer = (command) => {
			portal.patience.giveUp(new Failure({ code: 'RATE_LIMITED', message: 'm', description: 'd' }));
			return answer(command);
		};
		const entry = paying(1);
		await sight.see([entry]);
		expect(server.requests).toHaveLength(1);
		expect(sight.validUntil([entry])).toBe(portal.ticks() + FRESH_MS / 2);
	});
});

describe('Until when writes may go out', () => {
	it('is as long as the oldest look at any of the payments is good for', async () => {
		const { sight, clock, paying } = looking();
		const [first, second] = [paying(1), paying(2)];
		clock.time = 100;
		await sight.see([first]);
		clock.time = 700;
		await sight.see([second]);
		expect(sight.validUntil([second])).toBe(700 + FRESH_MS);
		expect(sight.validUntil([second, first, paying(3, UNVERIFIED)])).toBe(100 + FRESH_MS);
	});

	it('is not limited where no look was needed, and over where one is missing', () => {
		const { sight, paying } = looking();
		expect(sight.validUntil([])).toBe(Infinity);
		expect(sight.validUntil([paying(1, UNVERIFIED)])).toBe(Infinity);
		expect(sight.validUntil([paying(1)])).toBe(-Infinity);
	});
});

describe('What was seen is forgotten', () => {
	it('when it does not hold any more', async () => {
		const { sight, paying } = looking();
		const [first, second] = [paying(1), paying(2)];
		await sight.see([first, second]);
		sight.forget(first);
		expect([sight.isFresh(first), sight.isFresh(second)]).toEqual([false, true]);
	});

	it('when it is old, and nothing is decided from it then', () => {
		const { sight, clock, paying } = looking();
		clock.time = FRESH_MS + 300;
		const [old, fresh] = [paying(PAID), paying(PAID + 1)];
		sight.takeIn(old, shown(PAID), 299, 0);
		sight.takeIn(fresh, shown(PAID + 1), 300, 0);
		sight.forgetWhatIsOld();
		for (const entry of [old, fresh]) sight.decide(entry);
		expect([old.outcome?.kind, fresh.outcome?.kind]).toEqual([undefined, 'done']);
	});
});
