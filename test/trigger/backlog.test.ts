import { newsSince } from '../../nodes/Bitrix24Payments/trigger/news';
import { BOUNDS, type KnownOrder } from '../../nodes/Bitrix24Payments/trigger/snapshot';
import type { TriggerState } from '../../nodes/Bitrix24Payments/trigger/state';
import { FakePortal } from './support/fakePortal';
import { known, payment, seconds } from './support/payments';

/** More changes than one look can take in, while more happens. */

const BEGUN = seconds('2026-05-14T12:00:00+02:00');
const DAY = 86_400;

/** A date of the portal, so many seconds before the look begins. */
const before = (ago: number) =>
	`${new Date((BEGUN - ago + 7200) * 1000).toISOString().slice(0, 19)}+02:00`;

const order = (id: number, ago: number, ...payments: object[]) => ({
	id,
	dateUpdate: before(ago),
	payments: payments as never[],
});

const SINCE = BEGUN - DAY;

const stateWith = (
	orders: Array<[number, KnownOrder]>,
	others: Partial<TriggerState> = {},
): TriggerState => ({
	portal: 'acme.bitrix24.com',
	from: SINCE,
	since: SINCE,
	offset: 120,
	newestPayment: 0,
	orders: new Map(orders),
	...others,
});

const remembered = (id: number, changedAt: number): [number, KnownOrder] => [
	id,
	{ ...known(payment(id)), changedAt },
];

const numbers = (from: number, count: number) =>
	Array.from({ length: count }, (_, index) => from + index);

let portal: FakePortal;
beforeEach(() => {
	portal = new FakePortal();
});

/** Looks until nothing is left, each time with time for one step only. */
function allLooks(first: TriggerState) {
	const told: Array<{ kind: string; paymentId: number; isCertain: boolean }> = [];
	let state = first;
	for (let count = 1; count < 10; count++) {
		const news = portal.talk(newsSince(state, () => true));
		told.push(...news.events);
		state = news.state;
		if (!news.isPart) return { told, state };
	}
	throw new Error('It does not come to its end');
}

it('what was remembered before a backlog is remembered until it is through', () => {
	const oldest = { id: 1, sum: 77, currency: 'EUR', paySystemId: 2 };
	// The strangers changed first, and their number is what the memory has no room for.
	portal.orders = [
		...numbers(10_001, 1000).map((id) => order(id, DAY - 600, { id, sum: 5 })),
		order(1, 600, oldest),
	];
	const memory = numbers(1, BOUNDS.orders).map((id) => remembered(id, SINCE - DAY + id));
	const { told, state } = allLooks(stateWith(memory, { newestPayment: 20_000 }));
	expect(told).toMatchObject([{ kind: 'changed', paymentId: 1, isCertain: true }]);
	expect(state.orders.size).toBe(BOUNDS.orders);
});

it('more changes of one moment than a look has time for are told, and then it is through', () => {
	portal.orders = numbers(1, 2500).map((id) => order(id, 3600, { id, sum: 5 }));
	const { told, state } = allLooks(stateWith([]));
	expect(told.map(({ paymentId }) => paymentId)).toEqual(numbers(1, 2500));
	expect(state.from).toBe(BEGUN - 300);
});

it('what was looked at soon after its change is looked at once more, however late', () => {
	portal.orders = numbers(1, 1500).map((id) => order(id, 60, { id, sum: 5 }));
	const first = portal.talk(newsSince(stateWith([]), () => true));
	portal.orders[0]?.payments.push({ id: 5000, sum: 1 });
	portal.time = { date_start: before(-DAY) };
	const { told } = allLooks(first.state);
	expect(told.filter(({ paymentId }) => paymentId === 5000)).toHaveLength(1);
});

it('an order that changes between two spans of one look is told once', () => {
	portal.orders = numbers(1, 5001).map((id) => order(id, DAY - 10 * id, { id, sum: 5 }));
	portal.meanwhile = ({ method }) => {
		const [first, ...others] = portal.orders;
		if (method !== 'sale.payment.list' || first?.id !== 1) return;
		portal.orders = [...others, { ...first, dateUpdate: before(-1) }];
	};
	const { events } = portal.talk(newsSince(stateWith([]), () => false));
	expect(events.map(({ paymentId }) => paymentId)).toEqual(numbers(1, 5001));
});

it('what changes again in a backlog, and may have been forgotten meanwhile, is not certain', () => {
	const memory = numbers(2, BOUNDS.orders).map((id) => remembered(id, SINCE + id));
	portal.orders = [order(1, 10, { id: 1, sum: 5 })];
	const told = (from: number, orders = memory) =>
		portal.talk(newsSince(stateWith(orders, { from }), () => false)).events;
	expect(told(BEGUN - 3600)).toMatchObject([{ kind: 'created', isCertain: false }]);
	expect(told(BEGUN - 3600, memory.slice(1))).toMatchObject([{ isCertain: true }]);
	expect(told(SINCE)).toMatchObject([{ isCertain: true }]);
});
