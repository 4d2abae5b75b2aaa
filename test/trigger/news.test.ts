import { baseline } from '../../nodes/Bitrix24Payments/trigger/baseline';
import { newsSince } from '../../nodes/Bitrix24Payments/trigger/news';
import type { TriggerState } from '../../nodes/Bitrix24Payments/trigger/state';
import { FakePortal } from './support/fakePortal';
import { seconds } from './support/payments';

/** Looks as conversations, without a network. */

const BEGUN = seconds('2026-05-14T12:00:00+02:00');
const MINUTES = 60;
const never = () => false;

const STATE: TriggerState = {
	portal: 'acme.bitrix24.com',
	from: BEGUN - 30 * MINUTES,
	since: BEGUN - 30 * MINUTES,
	offset: 120,
	newestPayment: 0,
	orders: new Map(),
};

/** A date of the portal, this many minutes before the look began. */
const before = (minutes: number) =>
	`${new Date((BEGUN - minutes * MINUTES + 120 * MINUTES) * 1000).toISOString().slice(0, 19)}+02:00`;

const order = (id: number, minutes: number, ...ids: number[]) => ({
	id,
	dateUpdate: before(minutes),
	payments: ids.map((one) => ({ id: one, sum: 5 })),
});

let portal: FakePortal;
beforeEach(() => {
	portal = new FakePortal();
});

const datesAsked = () =>
	portal.calls
		.filter(({ method }) => method === 'sale.order.list')
		.map(({ params }) => (params.filter as Record<string, string>)['>=dateUpdate']);

describe('A look', () => {
	it('asks for orders in the portal’s own time', () => {
		portal.talk(newsSince(STATE, never));
		expect(datesAsked()).toEqual(['2026-05-14T11:30:00+02:00']);
	});

	it('leaves where the next one begins: five minutes before this one began', () => {
		const { state, sawOrders, isPart, events } = portal.talk(newsSince(STATE, never));
		expect([sawOrders, isPart, events]).toEqual([false, false, []]);
		expect(state).toMatchObject({ from: BEGUN - 300, since: BEGUN - 300, offset: 120 });
	});

	it('goes by the last change where the portal does not tell its time', () => {
		portal.time = undefined;
		portal.orders = [order(1, 10, 1)];
		const { state } = portal.talk(newsSince(STATE, never));
		expect(state.from).toBe(BEGUN - 10 * MINUTES - 300);
		portal.orders = [];
		expect(portal.talk(newsSince(STATE, never)).state.from).toBeLessThanOrEqual(STATE.from);
	});

	it('that has to stop tells later what is left, also of payments with lower IDs', () => {
		const late = Array.from({ length: 1000 }, (_, index) => order(5000 + index, 20, 5000 + index));
		portal.orders = [...late, order(1, 10, 1), order(2, 10, 2)];
		const first = portal.talk(newsSince(STATE, () => true));
		expect([first.events.length, first.isPart]).toEqual([1000, true]);
		expect(first.state.from).toBe(BEGUN - 10 * MINUTES);
		const second = portal.talk(newsSince(first.state, never));
		expect(second.events.map(({ kind, paymentId }) => [kind, paymentId])).toEqual([
			['created', 1],
			['created', 2],
		]);
		expect(second.state.newestPayment).toBe(5999);
	});

	it('that has to stop among changes of one second gets on all the same', () => {
		portal.orders = Array.from({ length: 2500 }, (_, index) => order(1 + index, 20, 1 + index));
		let state = STATE;
		const told: number[] = [];
		for (let count = 0; count < 3; count++) {
			const news = portal.talk(newsSince(state, () => true));
			told.push(...news.events.map(({ paymentId }) => paymentId));
			state = news.state;
		}
		expect(told).toEqual(Array.from({ length: 2500 }, (_, index) => 1 + index));
	});

	it('splits a span that holds too much, and misses none of it', () => {
		portal.orders = Array.from({ length: 6000 }, (_, index) =>
			order(1 + index, 29 - (index % 25), 1 + index),
		);
		const { events, isPart } = portal.talk(newsSince(STATE, never));
		expect(isPart).toBe(false);
		expect(new Set(events.map(({ paymentId }) => paymentId)).size).toBe(6000);
		const times = events.map(({ at }) => seconds(at));
		expect(times).toEqual([...times].sort((one, other) => one - other));
	});

	it('is refused where the end of a span is dropped', () => {
		portal.orders = Array.from({ length: 5001 }, (_, index) => order(1 + index, 1, 1 + index));
		portal.drops = '<dateUpdate';
		const longAgo = { ...STATE, from: BEGUN - 86_400, since: BEGUN - 86_400 };
		expect(() => portal.talk(newsSince(longAgo, never))).toThrow(/other orders/);
	});

	it('does not go back where the portal does not tell its time and nothing has changed', () => {
		portal.time = undefined;
		const { state } = portal.talk(newsSince(STATE, never));
		expect(state).toMatchObject({ from: STATE.from, since: STATE.since });
	});

	it('names an order without a date, and a payment that is neither paid nor unpaid', () => {
		portal.orders = [order(17, 10, 18)];
		portal.orders[0]?.payments.push({ id: 19, paid: null });
		expect(() => portal.talk(newsSince(STATE, never))).toThrow(/payment 19 of order 17 without/);
		const look = newsSince(STATE, never);
		look.next();
		const orders = [{ id: 17, dateUpdate: '' }];
		expect(() => look.next([{ kind: 'value', value: { orders }, total: 1 }])).toThrow(
			/order 17 without a date of change/,
		);
	});

	it('reaches back an hour further after the portal’s clock was set back', () => {
		portal.time = { date_start: '2026-05-14T11:00:30+01:00' };
		const { state } = portal.talk(newsSince(STATE, never));
		expect(state.from).toBe(BEGUN + 30 - 300 - 3600);
		expect(state.offset).toBe(60);
		portal.talk(newsSince(state, never));
		expect(datesAsked().at(-1)).toBe('2026-05-14T09:55:30+01:00');
	});

	it('takes a short page for the last one only where nothing speaks for more', () => {
		portal.orders = Array.from({ length: 120 }, (_, index) => order(1 + index, 20, 1 + index));
		const talk = newsSince(STATE, never);
		const [first] = talk.next().value as never[];
		expect(first).toBeDefined();
		const rows = portal.orders.slice(0, 3).map(({ id, dateUpdate }) => ({ id, dateUpdate }));
		const step = talk.next([{ kind: 'value', value: { orders: rows }, total: 120 }]);
		expect((step.value as unknown as Array<{ show: string }>)[0]?.show).toBe('chain');
	});
});

describe('A baseline', () => {
	it('remembers the orders that changed last, and the highest ID of all payments', () => {
		portal.orders = Array.from({ length: 130 }, (_, index) =>
			order(1 + index, index, 1000 - index),
		);
		const state = portal.talk(baseline('acme.bitrix24.com', never));
		expect(state).toMatchObject({
			portal: 'acme.bitrix24.com',
			from: BEGUN - 300,
			since: BEGUN - 300,
			offset: 120,
			newestPayment: 1000,
		});
		expect(state.orders.size).toBe(130);
		expect(portal.talk(newsSince(state, never)).events).toEqual([]);
	});

	it('of an empty portal is empty', () => {
		const state = portal.talk(baseline('acme.bitrix24.com', never));
		expect([state.orders.size, state.newestPayment]).toEqual([0, 0]);
	});

	it('that has to stop remembers less', () => {
		portal.orders = [order(1, 20, 1)];
		const state = portal.talk(baseline('acme.bitrix24.com', () => true));
		expect(state.orders.size).toBe(0);
	});

	it('reads at most what may be remembered', () => {
		portal.orders = Array.from({ length: 5100 }, (_, index) => order(1 + index, index, 1 + index));
		const state = portal.talk(baseline('acme.bitrix24.com', never));
		expect(state.orders.size).toBe(5000);
		expect(state.orders.has(5001)).toBe(false);
	});

	it('takes an order without a date of change for the oldest', () => {
		const undated = { ...order(3, 0, 3), dateUpdate: null as never };
		portal.orders = [undated, order(1, 20, 1)];
		const state = portal.talk(baseline('acme.bitrix24.com', never));
		expect([...state.orders.keys()]).toEqual([1, 3]);
		portal.orders = [{ ...undated, dateUpdate: before(-1) }];
		portal.orders[0]?.payments.push({ id: 4, sum: 1 });
		const { events } = portal.talk(newsSince(state, never));
		expect(events.map(({ paymentId, isCertain }) => [paymentId, isCertain])).toEqual([[4, true]]);
	});

	it('is not taken from a portal that drops the order in which it is asked', () => {
		portal.orders = Array.from({ length: 60 }, (_, index) => order(1 + index, 7000 - index, 1));
		portal.drops = 'order';
		expect(() => portal.talk(baseline('acme.bitrix24.com', never))).toThrow(/other orders/);
	});
});
