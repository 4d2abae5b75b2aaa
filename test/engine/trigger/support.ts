import type { FaultRule, Person } from '../../../sandbox/portal';
import { MINUTE, pollRigOf, type PollRig } from '../../support/pollRig';
import { startRig, type Rig } from '../../support/rig';

export const ALL = { events: ['paid', 'unpaid', 'created', 'changed', 'deleted'] };
export const ORDERS = 'sale.order.list';
export const PAYMENTS = 'sale.payment.list';

/** A portal and a workflow that has watched it for ten minutes. */
export interface Watched {
	readonly rig: Rig;
	readonly use: PollRig;
	readonly person: Person;
	arrange(...rules: FaultRule[]): void;
	/** Orders with one unpaid payment each, made now. */
	addOrders(count: number, from?: number): number[];
}

/** For all tests of a file, reset before each of them. */
export function watching(): Watched {
	let rig: Rig | undefined;
	let use: PollRig | undefined;
	const portal = () => there(rig).portal;
	beforeAll(async () => {
		rig = await startRig({ limits: { burst: 1000 } });
	});
	afterAll(async () => await rig?.close());
	beforeEach(async () => {
		portal().reset();
		there(rig).useWebhook();
		use = pollRigOf(there(rig), { parameters: ALL });
		await use.poller.activate();
		there(rig).clock.advance(10 * MINUTE * 1000);
	});
	return {
		get rig() {
			return there(rig);
		},
		get use() {
			return there(use);
		},
		get person() {
			return portal().person;
		},
		arrange: (...rules) => rules.forEach((rule) => portal().faults.add(rule)),
		addOrders: (count, from = 20_000) =>
			Array.from({ length: count }, (_, index) =>
				portal().ledger.addPayment({ id: from + index, orderId: from + index, sum: 5 }),
			),
	};
}

function there<T>(thing: T | undefined): T {
	if (thing === undefined) throw new Error('It has not been started');
	return thing;
}
