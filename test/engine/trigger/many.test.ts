import { SEED } from '../../../sandbox/portal';
import { MINUTE, pollRigOf, told } from '../../support/pollRig';
import { ALL, ORDERS, PAYMENTS, watching } from './support';

/** Many changes, and changes while they are read. */

const [FIRST] = SEED.bankStatement;

const on = watching();

describe('Rows that move while they are read', () => {
	it('an order that changes between two pages moves no other one past them', async () => {
		const ids = on.addOrders(180);
		on.rig.portal.when({ method: ORDERS, nth: 2 }, 'after', () => {
			on.rig.clock.advance(2000);
			on.person.pays(ids[10] as number);
			on.person.pays(ids[170] as number);
		});
		for (let count = 0; count < 8; count++) await on.use.pollAfter(MINUTE);
		const created = on.use.poller.events.filter(({ event }) => event === 'created');
		const paid = on.use.poller.events.filter(({ event }) => event === 'paid');
		expect(created.map(({ paymentId }) => paymentId).sort()).toEqual(ids);
		expect(told(paid)).toEqual([
			['paid', ids[10]],
			['paid', ids[170]],
		]);
	});

	it('an order that is deleted between two pages takes no other one with it', async () => {
		const ids = on.addOrders(180);
		on.rig.portal.when({ method: ORDERS, nth: 2 }, 'after', () =>
			on.person.deletesOrder(ids[3] ?? 0),
		);
		await on.use.pollAfter(MINUTE);
		expect(told(on.use.poller.events)).toEqual(
			ids.filter((id) => id !== ids[3]).map((id) => ['created', id]),
		);
	});

	it('a payment that is added while payments are read is told by the next poll', async () => {
		const ids = on.addOrders(100);
		let added = 0;
		on.rig.portal.when({ method: PAYMENTS, nth: 1 }, 'after', () => {
			added = on.rig.portal.ledger.addPayment({ orderId: ids[0], sum: 1 });
		});
		await on.use.pollAfter(MINUTE);
		expect(on.use.poller.events).toHaveLength(100);
		await on.use.pollAfter(MINUTE);
		expect(told(on.use.poller.events.slice(100))).toEqual([['created', added]]);
	});

	it('a change that is seen later than it was stored is told as soon as it is seen', async () => {
		on.arrange({ fault: 'lateBooking', method: 'crm.item.payment.pay', delayMs: 150_000 });
		await on.rig.run({ operation: 'pay', items: [{ id: FIRST }], options: { verify: false } });
		for (let count = 0; count < 6; count++) await on.use.pollAfter(MINUTE);
		expect(told(on.use.poller.events)).toEqual([['paid', FIRST]]);
	});
});

/** Thousands of orders on a busy machine. */
const SLOW_MS = 120_000;

describe('Many at once', () => {
	it(
		'a thousand orders take at most 30 requests, an idle poll one',
		async () => {
			const ids = on.addOrders(1000);
			on.use.requestsSince();
			await on.use.pollAfter(MINUTE);
			expect(on.use.requestsSince()).toBeLessThanOrEqual(6);
			expect(told(on.use.poller.events)).toEqual(ids.map((id) => ['created', id]));
			await on.use.pollAfter(6 * MINUTE);
			on.use.requestsSince();
			await on.use.pollAfter(MINUTE);
			expect(on.use.requestsSince()).toBe(1);
			expect(on.use.poller.events).toHaveLength(1000);
		},
		SLOW_MS,
	);

	it(
		'an order with 200 payments is read to its last one',
		async () => {
			for (let id = 30_000; id < 30_200; id++) {
				on.rig.portal.ledger.addPayment({ id, orderId: 30_000, sum: 5 });
			}
			await on.use.pollAfter(MINUTE);
			expect(on.use.poller.events).toHaveLength(200);
			on.person.pays(30_199);
			on.person.deletes(30_100);
			await on.use.pollAfter(MINUTE);
			expect(told(on.use.poller.events.slice(200))).toEqual([
				['deleted', 30_100],
				['paid', 30_199],
			]);
		},
		SLOW_MS,
	);

	it(
		'after a pause of a week all is told once, in order of time',
		async () => {
			const ids = on.addOrders(300);
			await on.use.pollAfter(MINUTE);
			on.use.poller.kill();
			const order = [...ids].reverse();
			for (const id of order) {
				on.rig.clock.advance(33 * MINUTE * 1000);
				on.person.pays(id);
			}
			await on.use.poller.restart();
			await on.use.pollAfter(MINUTE);
			const paid = on.use.poller.events.slice(300);
			expect(told(paid)).toEqual(order.map((id) => ['paid', id]));
			expect(paid.map(({ at }) => at)).toEqual([...paid.map(({ at }) => at)].sort());
		},
		SLOW_MS,
	);

	it(
		'what does not fit into the time of a poll is told by the next ones, in order of time',
		async () => {
			const slow = pollRigOf(on.rig, { parameters: ALL, budgetMs: 20_000 });
			await slow.poller.activate();
			const ids = on.addOrders(2500);
			on.rig.portal.when({ method: 'batch', nth: 'every' }, 'before', () =>
				on.rig.clock.advance(6000),
			);
			await slow.pollAfter(MINUTE);
			const first = slow.poller.events.length;
			expect(first).toBeGreaterThanOrEqual(1000);
			expect(first).toBeLessThan(2500);
			for (let count = 0; count < 5; count++) await slow.pollAfter(MINUTE);
			expect(told(slow.poller.events)).toEqual(ids.map((id) => ['created', id]));
			expect(slow.poller.errors).toEqual([]);
		},
		SLOW_MS,
	);

	it(
		'more than can be read at once is read in shorter spans',
		async () => {
			for (let index = 0; index < 5200; index++) {
				on.rig.portal.ledger.addPayment({ id: 40_000 + index, orderId: 40_000 + index, sum: 5 });
				on.rig.clock.advance(1000);
			}
			await on.use.pollAfter(MINUTE);
			const told1 = on.use.poller.events.map(({ paymentId }) => paymentId);
			expect(told1).toEqual(Array.from({ length: 5200 }, (_, index) => 40_000 + index));
		},
		SLOW_MS,
	);
});
