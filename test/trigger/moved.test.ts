import { newsSince } from '../../nodes/Bitrix24Payments/trigger/news';
import type { KnownOrder } from '../../nodes/Bitrix24Payments/trigger/snapshot';
import type { TriggerState } from '../../nodes/Bitrix24Payments/trigger/state';
import { FakePortal } from './support/fakePortal';
import { known, payment, seconds } from './support/payments';

/** Payments that leave an order for another one: they keep their IDs. */

const BEGUN = seconds('2026-05-14T12:00:00+02:00');
const EARLIER = '2026-05-14T11:50:00+02:00';
const LATER = '2026-05-14T11:55:00+02:00';
const PAID = { paid: 'Y', datePaid: '2026-05-01T10:00:00+02:00' };
const AS_IT_WAS = { sum: 100, currency: 'EUR', paySystemId: 2 };
const [OLD, NEW] = [7, 8];
const MOVED = 100;

const stateWith = (...orders: Array<[number, KnownOrder]>): TriggerState => ({
	portal: 'acme.bitrix24.com',
	from: BEGUN - 1800,
	since: BEGUN - 1800,
	offset: 120,
	newestPayment: 500,
	orders: new Map(orders),
});

let portal: FakePortal;
beforeEach(() => {
	portal = new FakePortal();
});

function look(state: TriggerState) {
	const news = portal.talk(newsSince(state, () => false));
	const told = news.events.map(({ kind, paymentId, orderId, previous }) => ({
		kind,
		paymentId,
		orderId,
		before: previous?.paid,
	}));
	return { told, state: news.state };
}

const inOrders = (old: string | undefined, now: string | undefined, moved: object = PAID) => {
	const orders = [
		{ id: OLD, dateUpdate: old, payments: [{ id: 101, ...AS_IT_WAS }] },
		{ id: NEW, dateUpdate: now, payments: [{ id: MOVED, ...AS_IT_WAS, ...moved }] },
	];
	return orders.filter(({ dateUpdate }) => dateUpdate !== undefined) as never[];
};

const bothKnown = () => stateWith([OLD, known(payment(MOVED, PAID), payment(101))], [NEW, known()]);
const oldKnown = () => stateWith([OLD, known(payment(MOVED, PAID), payment(101))]);
const CHANGED = { kind: 'changed', paymentId: MOVED, orderId: NEW, before: 'Y' };

it.each<[string, () => TriggerState]>([
	['that is remembered', bothKnown],
	['that is not remembered', oldKnown],
])('a paid payment in another order, %s, is changed, not paid once more', (_, state) => {
	portal.orders = inOrders(EARLIER, LATER);
	expect(look(state()).told).toEqual([CHANGED]);
	// The other way round.
	portal.orders = inOrders(LATER, EARLIER);
	expect(look(state()).told).toEqual([CHANGED]);
});

it('an order that is seen later to have lost its payment has not deleted it', () => {
	portal.orders = inOrders(undefined, EARLIER);
	const first = look(bothKnown());
	expect(first.told).toEqual([CHANGED]);
	portal.orders = inOrders(LATER, EARLIER);
	expect(look(first.state).told).toEqual([]);
});

it('a payment that is paid where it has moved to is paid', () => {
	portal.orders = inOrders(EARLIER, LATER);
	const state = stateWith([OLD, known(payment(MOVED), payment(101))]);
	expect(look(state).told).toEqual([{ ...CHANGED, kind: 'paid', before: 'N' }]);
});

it('a payment that is deleted where it has moved to is deleted', () => {
	portal.orders = inOrders(EARLIER, EARLIER);
	const { state } = look(bothKnown());
	portal.orders = [{ id: NEW, dateUpdate: LATER, payments: [] }];
	expect(look(state).told).toEqual([{ ...CHANGED, kind: 'deleted' }]);
});
