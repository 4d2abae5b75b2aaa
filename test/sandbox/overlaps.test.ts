import { SEED, startPortal, virtualClock, type SandboxPortal } from '../../sandbox/portal';
import { Writes, type WriteTarget } from '../../sandbox/portal/writes';
import { call, send } from './support';

const [FIRST, SECOND] = SEED.sharedOrder;
const ORDER = 5037;
const DEAL = { entityTypeId: 2, entityId: 25 };

type Request = readonly [method: string, params: object];

const PAY: Request = ['crm.item.payment.pay', { id: FIRST }];
const fieldsOf = (id: number, fields: object = {}) => ({
	id,
	fields: { paySystemId: 2, ...fields },
});

describe('writes that are under way at the same time', () => {
	let portal: SandboxPortal;

	afterEach(async () => await portal.close());

	/** All of them load before any of them saves. */
	async function together(...requests: readonly Request[]): Promise<void> {
		let wake: () => void = () => undefined;
		const allLoaded = new Promise<void>((resolve) => {
			wake = resolve;
		});
		let sleepers = 0;
		const sleep = async () => {
			sleepers += 1;
			if (sleepers === requests.length) wake();
			await allLoaded;
		};
		const latency = { perCommandMs: { '*': 800 } };
		portal = await startPortal({ clock: { now: () => 0, sleep }, latency });
		await Promise.all(requests.map(async ([method, params]) => await write(method, params)));
	}

	async function write(method: string, params: object): Promise<void> {
		const { body } = await call(portal.webhook, method, params);
		expect(body).not.toHaveProperty('error');
	}

	const overlapsOf = (...ids: number[]) =>
		ids.map((id) => portal.ledger.effects(id).overlappingWrites);

	it.each<Request>([
		['crm.item.payment.pay', { id: SECOND }],
		['crm.item.payment.unpay', { id: SECOND }],
		['crm.item.payment.update', { id: SECOND, fields: { paySystemId: 3 } }],
		['crm.item.payment.delete', { id: SECOND }],
		['sale.payment.update', fieldsOf(SECOND, { comments: 'x' })],
		['sale.payment.delete', { id: SECOND }],
	])('overlap when both belong to one order: pay and %s', async (method, params) => {
		await together(PAY, [method, params]);
		expect([portal.ledger.overlaps(ORDER), portal.ledger.overlaps()]).toEqual([1, 1]);
		expect(overlapsOf(FIRST, SECOND)).toEqual([1, 1]);
	});

	it.each<Request>([
		['crm.item.payment.add', DEAL],
		['sale.payment.add', { fields: { orderId: ORDER, paySystemId: 2, sum: 5 } }],
	])('overlap when one of them makes a payment of the order: %s', async (method, params) => {
		await together(PAY, [method, params]);
		expect(portal.ledger.overlaps(ORDER)).toBe(1);
		expect(overlapsOf(FIRST)).toEqual([1]);
	});

	it('overlap through a payment system too', async () => {
		await together(
			['sale.paysystem.pay.payment', { PAYMENT_ID: 1020, PAY_SYSTEM_ID: 4 }],
			['sale.payment.update', { id: 1020, fields: { paySystemId: 4, comments: 'x' } }],
		);
		expect([portal.ledger.overlaps(5020), overlapsOf(1020)]).toEqual([1, [1]]);
	});

	it('are counted in pairs', async () => {
		await together(PAY, PAY, ['crm.item.payment.pay', { id: SECOND }]);
		expect(portal.ledger.overlaps(ORDER)).toBe(3);
		expect(overlapsOf(FIRST, SECOND)).toEqual([3, 2]);
	});

	it('do not overlap on different orders, nor with a read', async () => {
		await together(
			PAY,
			['crm.item.payment.pay', { id: 1001 }],
			['crm.item.payment.get', { id: SECOND }],
		);
		expect([portal.ledger.overlaps(), overlapsOf(FIRST, 1001)]).toEqual([0, [0, 0]]);
	});

	it('can be told from outside, until a reset', async () => {
		await together(PAY, PAY);
		const url = `${portal.url}/sandbox/ledger`;
		expect((await send({ method: 'GET', url })).body.overlaps).toEqual({ [ORDER]: 1 });
		portal.reset();
		expect([portal.ledger.overlaps(), portal.ledger.overlaps(ORDER)]).toEqual([0, 0]);
		expect((await send({ method: 'GET', url })).body.overlaps).toEqual({});
	});
});

test('one write after the other is no overlap', async () => {
	const portal = await startPortal({
		clock: virtualClock(),
		latency: { perCommandMs: { '*': 300 } },
	});
	try {
		await call(portal.webhook, ...PAY);
		await call(portal.webhook, 'crm.item.payment.pay', { id: SECOND });
		expect(portal.ledger.overlaps()).toBe(0);
	} finally {
		await portal.close();
	}
});

test('the fault overlap holds a write until one on its order has loaded', async () => {
	const portal = await startPortal({ clock: virtualClock() });
	try {
		portal.faults.add({ fault: 'overlap', paymentId: FIRST });
		const held = call(portal.webhook, ...PAY);
		while (portal.faults.struck.length === 0) await new Promise(setImmediate);
		await call(portal.webhook, 'crm.item.payment.pay', { id: SECOND });
		expect((await held).body.result).toBe(true);
		expect(portal.ledger.overlaps(ORDER)).toBe(1);
	} finally {
		await portal.close();
	}
});

describe('on a clock on which every request has its own time', () => {
	/** Writes of one order as [payment, from, to], in the order in which they really run. */
	async function overlapsOf(...writes: ReadonlyArray<readonly [number, number, number]>) {
		let now = 0;
		const seen: Array<Array<WriteTarget['paymentId']>> = [];
		const clock = { now: () => now, sleep: async () => undefined };
		const book = new Writes(clock, (pair) => seen.push(pair.map(({ paymentId }) => paymentId)));
		for (const [paymentId, from, to] of writes) {
			now = from;
			const work = async () => {
				now = to;
			};
			await book.between({ orderId: 1, paymentId }, work, { hold: false });
		}
		return seen;
	}

	it.each([
		['in the middle', [10, 310]],
		['within the other', [50, 60]],
		['around the other', [-10, 400]],
		['earlier', [-100, 1]],
	] as const)('writes that met %s overlap', async (_, [from, to]) => {
		expect(await overlapsOf([1, 0, 300], [2, from, to])).toEqual([[1, 2]]);
	});

	it.each([
		['after', [300, 600]],
		['before', [-300, 0]],
		['at once', [0, 0]],
	] as const)('writes %s each other do not', async (_, [from, to]) => {
		expect(await overlapsOf([1, 0, 300], [2, from, to])).toEqual([]);
	});
});
