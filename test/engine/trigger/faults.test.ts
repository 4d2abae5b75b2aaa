import { SEED, startPortal, type FaultRule } from '../../../sandbox/portal';
import { MINUTE, pollRigOf, told, type PollRig } from '../../support/pollRig';
import { startRig, type Rig } from '../../support/rig';

const ALL = { events: ['paid', 'unpaid', 'created', 'changed', 'deleted'] };
const [FIRST, SECOND, THIRD] = SEED.bankStatement;
const ORDERS = 'sale.order.list';
const PAYMENTS = 'sale.payment.list';

let rig: Rig;
let use: PollRig;
beforeAll(async () => {
	rig = await startRig({ limits: { burst: 1000 } });
});
afterAll(async () => await rig.close());
beforeEach(async () => {
	rig.portal.reset();
	rig.useWebhook();
	use = pollRigOf(rig, { parameters: ALL });
	await use.poller.activate();
	rig.clock.advance(10 * MINUTE * 1000);
});

const person = () => rig.portal.person;
const arrange = (...rules: FaultRule[]) => rules.forEach((rule) => rig.portal.faults.add(rule));

/** Orders with one unpaid payment each, made now. */
function addOrders(count: number, from = 20_000): number[] {
	return Array.from({ length: count }, (_, index) =>
		rig.portal.ledger.addPayment({ id: from + index, orderId: from + index, sum: 5 }),
	);
}

/** Nothing is told, a failure is recorded, and once the fault is over everything is told. */
async function isMadeUpFor(expected: unknown[]): Promise<void> {
	await use.pollAfter(MINUTE);
	expect(use.poller.executions).toEqual([]);
	expect(use.poller.errors).toHaveLength(1);
	rig.portal.faults.clear();
	await use.pollAfter(15 * MINUTE);
	await use.pollAfter(MINUTE);
	expect(told(use.poller.events)).toEqual(expected);
	expect(use.poller.errors).toHaveLength(1);
}

describe('A poll that fails leaves everything as it was', () => {
	it.each<[string, FaultRule[]]>([
		['the portal is down', [{ fault: 'resetBefore', times: 9 }]],
		['the answer is lost', [{ fault: 'resetAfter', times: 9 }]],
		['a gateway answers', [{ fault: 'html502', times: 9 }]],
		['the answer is cut off', [{ fault: 'truncatedJson', times: 9 }]],
		['too many requests', [{ fault: 'rateLimit', times: 99 }]],
		['the operating limit strikes', [{ fault: 'operatingLimit', method: ORDERS, times: 99 }]],
		['it strikes for payments', [{ fault: 'operatingLimit', method: PAYMENTS, times: 99 }]],
		['the right is taken away', [{ fault: 'accessDenied', method: PAYMENTS, times: 9 }]],
		['the scope is taken away', [{ fault: 'insufficientScope', method: ORDERS, times: 9 }]],
		['the answer is no list', [{ fault: 'nullResult', method: PAYMENTS, times: 9 }]],
		['the filter of dates is dropped', [{ fault: 'ignoredFilter', method: ORDERS }]],
		['the filter of orders is dropped', [{ fault: 'ignoredFilter', method: PAYMENTS }]],
	])('when %s', async (_, rules) => {
		person().pays(FIRST);
		arrange(...rules);
		await isMadeUpFor([['paid', FIRST]]);
	});

	it('when a page in the middle fails', async () => {
		const ids = addOrders(200);
		arrange({ fault: 'errorCode', code: 'INTERNAL_SERVER_ERROR', method: ORDERS, skip: 3 });
		await isMadeUpFor(ids.map((id) => ['created', id]));
	});

	it('when a page of payments in the middle fails', async () => {
		const ids = addOrders(200);
		arrange({ fault: 'errorCode', code: 'ERROR_CORE', method: PAYMENTS, skip: 3 });
		await isMadeUpFor(ids.map((id) => ['created', id]));
	});

	it('when a batch breaks off in the middle', async () => {
		const ids = addOrders(200);
		arrange({ fault: 'resetMidBatch', method: 'batch', afterCommands: 2, times: 9 });
		await isMadeUpFor(ids.map((id) => ['created', id]));
	});

	it('when the next page is the same page again', async () => {
		const ids = addOrders(120);
		arrange({ fault: 'ignoredFilter', method: ORDERS, value: '>id', skip: 1, times: 9 });
		await isMadeUpFor(ids.map((id) => ['created', id]));
	});

	it('and says what happened, how to mend it and that nothing is lost, but no secret', async () => {
		arrange({ fault: 'insufficientScope', method: ORDERS });
		await use.pollAfter(MINUTE);
		const [error] = use.poller.errors;
		expect(error?.message).toBe("The credential lacks the permission 'sale' in Bitrix24");
		expect(error?.description).toMatch(/^Add 'sale' .*\. Nothing is lost: what changes meanwhile/);
		for (const secret of rig.portal.secrets) expect(JSON.stringify(error)).not.toContain(secret);
	});

	it('and a dropped filter tells nothing of the whole portal', async () => {
		arrange({ fault: 'ignoredFilter', method: ORDERS, times: 9 });
		await use.pollAfter(MINUTE);
		expect(use.poller.executions).toEqual([]);
		expect(use.poller.errors[0]?.message).toMatch(/other orders or payments than those/);
		expect(use.poller.errors[0]?.message).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
	});
});

describe('What passes by itself costs nothing', () => {
	it.each<[string, FaultRule]>([
		['a lost answer', { fault: 'resetAfter' }],
		['a limit of requests', { fault: 'rateLimit', times: 2 }],
		['a page of a proxy', { fault: 'html502' }],
		['an operating limit of one list', { fault: 'operatingLimit', method: PAYMENTS }],
		['a count that is wrong', { fault: 'wrongPage', method: ORDERS, page: { total: 3 } }],
		[
			'a list without a count',
			{ fault: 'wrongPage', method: ORDERS, page: { without: ['total'] } },
		],
		['a short page with a next', { fault: 'wrongPage', method: PAYMENTS, page: { rows: 10 } }],
		['an expired token', { fault: 'expiredToken' }],
	])('%s', async (_, rule) => {
		rig.useOAuth();
		const ids = addOrders(120);
		arrange(rule);
		await use.pollAfter(MINUTE);
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual(ids.map((id) => ['created', id]));
		expect(use.poller.errors).toEqual([]);
	});
});

describe('Rows that move while they are read', () => {
	it('an order that changes between two pages moves no other one past them', async () => {
		const ids = addOrders(180);
		rig.portal.when({ method: ORDERS, nth: 2 }, 'after', () => {
			rig.clock.advance(2000);
			person().pays(ids[10] as number);
			person().pays(ids[170] as number);
		});
		for (let count = 0; count < 8; count++) await use.pollAfter(MINUTE);
		const created = use.poller.events.filter(({ event }) => event === 'created');
		const paid = use.poller.events.filter(({ event }) => event === 'paid');
		expect(created.map(({ paymentId }) => paymentId).sort()).toEqual(ids);
		expect(told(paid)).toEqual([
			['paid', ids[10]],
			['paid', ids[170]],
		]);
	});

	it('an order that is deleted between two pages takes no other one with it', async () => {
		const ids = addOrders(180);
		rig.portal.when({ method: ORDERS, nth: 2 }, 'after', () => person().deletesOrder(ids[3] ?? 0));
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual(
			ids.filter((id) => id !== ids[3]).map((id) => ['created', id]),
		);
	});

	it('a payment that is added while payments are read is told by the next poll', async () => {
		const ids = addOrders(100);
		let added = 0;
		rig.portal.when({ method: PAYMENTS, nth: 1 }, 'after', () => {
			added = rig.portal.ledger.addPayment({ orderId: ids[0], sum: 1 });
		});
		await use.pollAfter(MINUTE);
		expect(use.poller.events).toHaveLength(100);
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events.slice(100))).toEqual([['created', added]]);
	});

	it('a change that is seen later than it was stored is told as soon as it is seen', async () => {
		arrange({ fault: 'lateBooking', method: 'crm.item.payment.pay', delayMs: 150_000 });
		await rig.run({ operation: 'pay', items: [{ id: FIRST }], options: { verify: false } });
		for (let count = 0; count < 6; count++) await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual([['paid', FIRST]]);
	});
});

/** Thousands of orders on a busy machine. */
const SLOW_MS = 120_000;

describe('Many at once', () => {
	it(
		'a thousand orders take at most 30 requests, an idle poll one',
		async () => {
			const ids = addOrders(1000);
			use.requestsSince();
			await use.pollAfter(MINUTE);
			expect(use.requestsSince()).toBeLessThanOrEqual(6);
			expect(told(use.poller.events)).toEqual(ids.map((id) => ['created', id]));
			await use.pollAfter(6 * MINUTE);
			use.requestsSince();
			await use.pollAfter(MINUTE);
			expect(use.requestsSince()).toBe(1);
			expect(use.poller.events).toHaveLength(1000);
		},
		SLOW_MS,
	);

	it(
		'an order with 200 payments is read to its last one',
		async () => {
			for (let id = 30_000; id < 30_200; id++) {
				rig.portal.ledger.addPayment({ id, orderId: 30_000, sum: 5 });
			}
			await use.pollAfter(MINUTE);
			expect(use.poller.events).toHaveLength(200);
			person().pays(30_199);
			person().deletes(30_100);
			await use.pollAfter(MINUTE);
			expect(told(use.poller.events.slice(200))).toEqual([
				['deleted', 30_100],
				['paid', 30_199],
			]);
		},
		SLOW_MS,
	);

	it(
		'after a pause of a week all is told once, in order of time',
		async () => {
			const ids = addOrders(300);
			await use.pollAfter(MINUTE);
			use.poller.kill();
			const order = [...ids].reverse();
			for (const id of order) {
				rig.clock.advance(33 * MINUTE * 1000);
				person().pays(id);
			}
			await use.poller.restart();
			await use.pollAfter(MINUTE);
			const paid = use.poller.events.slice(300);
			expect(told(paid)).toEqual(order.map((id) => ['paid', id]));
			expect(paid.map(({ at }) => at)).toEqual([...paid.map(({ at }) => at)].sort());
		},
		SLOW_MS,
	);

	it(
		'what does not fit into the time of a poll is told by the next ones, in order of time',
		async () => {
			const slow = pollRigOf(rig, { parameters: ALL, budgetMs: 20_000 });
			await slow.poller.activate();
			const ids = addOrders(2500);
			rig.portal.when({ method: 'batch', nth: 'every' }, 'before', () => rig.clock.advance(6000));
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
				rig.portal.ledger.addPayment({ id: 40_000 + index, orderId: 40_000 + index, sum: 5 });
				rig.clock.advance(1000);
			}
			await use.pollAfter(MINUTE);
			const told1 = use.poller.events.map(({ paymentId }) => paymentId);
			expect(told1).toEqual(Array.from({ length: 5200 }, (_, index) => 40_000 + index));
		},
		SLOW_MS,
	);
});

describe('Clocks', () => {
	it.each([-37, 37])('n8n that is %i minutes off sees everything once', async (minutes) => {
		rig.clock.jump(minutes * 60_000);
		person().pays(FIRST);
		await use.pollAfter(MINUTE);
		rig.clock.jump(-2 * minutes * 60_000);
		person().pays(SECOND);
		await use.pollAfter(MINUTE);
		await use.poller.restart();
		expect(told(use.poller.events)).toEqual([
			['paid', FIRST],
			['paid', SECOND],
		]);
		rig.clock.jump(minutes * 60_000);
	});
});

describe('n8n', () => {
	it('that is killed between reading and storing tells it again', async () => {
		person().pays(FIRST);
		use.poller.diesBeforeStoring = true;
		await use.pollAfter(MINUTE);
		expect(use.poller.executions).toEqual([]);
		await use.poller.restart();
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual([['paid', FIRST]]);
	});

	it('that was down tells at its start what happened meanwhile, and nothing twice', async () => {
		person().pays(FIRST);
		await use.pollAfter(MINUTE);
		use.poller.kill();
		rig.clock.advance(3 * MINUTE * 1000);
		person().pays(SECOND);
		await use.poller.restart();
		await use.poller.restart();
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual([
			['paid', FIRST],
			['paid', SECOND],
		]);
	});

	it('that keeps cursors durably also keeps those of polls that started nothing', async () => {
		const durable = pollRigOf(rig, { parameters: { events: ['paid'] }, keeping: 'durably' });
		await durable.poller.activate();
		person().sets(FIRST, { sum: 3 });
		const before = JSON.stringify(durable.poller.database);
		await durable.pollAfter(MINUTE);
		expect(JSON.stringify(durable.poller.database)).not.toBe(before);
		person().pays(FIRST);
		await durable.poller.restart();
		await durable.pollAfter(MINUTE);
		expect(durable.poller.events).toMatchObject([{ event: 'paid', previous: { sum: 3 } }]);
	});

	it('does not write while nothing happens', async () => {
		await use.pollAfter(MINUTE);
		const { payments } = use.poller.database['node:Trigger'] as Record<string, unknown>;
		await use.pollAfter(MINUTE);
		expect((use.poller.database['node:Trigger'] as Record<string, unknown>).payments).toEqual(
			payments,
		);
	});

	it('that starts a poll while the one before is at work tells nothing twice', async () => {
		person().pays(FIRST);
		let second: Promise<void> | undefined;
		rig.portal.when({ method: PAYMENTS }, 'before', () => {
			second = use.poller.poll();
			return second;
		});
		await use.pollAfter(MINUTE);
		await second;
		expect(told(use.poller.events)).toEqual([['paid', FIRST]]);
	});

	it('cannot activate a workflow whose portal does not answer, or drops the filter', async () => {
		for (const fault of ['resetBefore', 'ignoredFilter'] as const) {
			const other = pollRigOf(rig, { parameters: ALL });
			arrange({ fault, times: 9, ...(fault === 'ignoredFilter' ? { method: ORDERS } : {}) });
			await expect(other.poller.activate()).rejects.toThrow(/Bitrix24/);
			expect(other.poller.database).toEqual({});
			rig.portal.faults.clear();
		}
	});
});

describe('A new baseline', () => {
	it.each<[string, () => void]>([
		['is lost', () => (use.poller.database = {})],
		['is cut off', () => (memory().orders = 'half an or')],
		['is of a later version', () => (memory().version = 99)],
		['is somebody else’s', () => (memory().from = 'yesterday')],
	])('is taken when the memory %s', async (_, break_) => {
		await use.pollAfter(MINUTE);
		person().pays(FIRST);
		use.poller.kill();
		break_();
		await use.poller.restart();
		expect(use.poller.executions).toEqual([]);
		person().pays(SECOND);
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual([['paid', SECOND]]);
	});

	it('is taken when the credential leads to another portal', async () => {
		const other = await startPortal({ clock: rig.clock });
		try {
			other.person.pays(FIRST);
			rig.useWebhook(other.webhook);
			await use.pollAfter(MINUTE);
			expect(use.poller.executions).toEqual([]);
			other.person.pays(THIRD);
			await use.pollAfter(MINUTE);
			expect(told(use.poller.events)).toEqual([['paid', THIRD]]);
			expect(use.poller.errors).toEqual([]);
		} finally {
			await other.close();
		}
	});

	it('is not needed for another webhook or OAuth2 of the same portal', async () => {
		person().pays(FIRST);
		rig.useWebhook(rig.portal.webhookFor({ userId: SEED.users.sales }));
		await use.pollAfter(MINUTE);
		person().pays(SECOND);
		rig.useOAuth();
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual([
			['paid', FIRST],
			['paid', SECOND],
		]);
	});

	function memory(): Record<string, unknown> {
		const data = use.poller.database['node:Trigger'] as Record<string, Record<string, unknown>>;
		return data.payments as Record<string, unknown>;
	}
});
