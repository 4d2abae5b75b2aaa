import { Engine, loadPackage } from '../../engine/engine';
import { Poller } from '../../engine/poller';
import {
	startPortal,
	virtualClock,
	type SandboxPortal,
	type SeedPayment,
	type VirtualClock,
} from '../../portal';

/** What a poll took. */
export interface Cost {
	readonly requests: number;
	/** Lists that the portal made, alone or within a batch. */
	readonly lists: number;
	/** By the portal's clock, in ms. */
	readonly ms: number;
	/** Items that the workflow was started with. */
	readonly items: number;
}

/** A portal on virtual time, and a workflow that watches it. */
export interface Watched {
	readonly portal: SandboxPortal;
	readonly clock: VirtualClock;
	readonly poller: Poller;
	/** What some work took. */
	cost(work: () => Promise<void>): Promise<Cost>;
	close(): Promise<void>;
}

/** In ms; lists cost what the documentation's samples do (docs/bitrix24.md#server-times). */
const LATENCY = {
	perRequestMs: 150,
	perCommandMs: { 'sale.order.list': 130, 'sale.payment.list': 91, '*': 40 },
};

const CREDENTIAL = 'credential';

/** @param orders with one payment each */
export async function watch(orders: number): Promise<Watched> {
	const clock = virtualClock();
	const portal = await startPortal({
		clock,
		latency: LATENCY,
		limits: {},
		keepBodies: false,
		payments: Array.from({ length: orders }, (_, index) => paymentNumber(index)),
	});
	const engine = new Engine(environmentOf(clock));
	engine.credentials.save(CREDENTIAL, { grantType: 'webhook', webhookUrl: portal.webhook });
	const parameters = { events: ['paid', 'unpaid', 'created', 'changed', 'deleted'] };
	const poller = new Poller(engine, { parameters, credential: CREDENTIAL });
	return {
		portal,
		clock,
		poller,
		cost: async (work) => await costOf(portal, clock, poller, work),
		close: async () => await portal.close(),
	};
}

export function paymentNumber(index: number): SeedPayment {
	const id = 10_000 + index;
	return { id, orderId: id, sum: 10 + index / 100, paySystemId: 2, accountNumber: `${id}/1` };
}

function environmentOf(clock: VirtualClock) {
	return loadPackage().createEnvironment({
		clock: {
			now: () => clock.client.now(),
			ticks: () => clock.ticks(),
			sleep: async (ms) => await clock.sleep(ms),
			timeout: (ms) => clock.timeout(ms),
		},
		random: () => 0.5,
		isCloud: () => true,
	});
}

async function costOf(
	{ requests, ledger }: SandboxPortal,
	clock: VirtualClock,
	poller: Poller,
	work: () => Promise<void>,
): Promise<Cost> {
	const before = [requests.length, ledger.journal.length, clock.ticks(), poller.events.length];
	await work();
	if (poller.errors.length > 0) throw poller.errors[0] as Error;
	const after = [requests.length, ledger.journal.length, clock.ticks(), poller.events.length];
	const [sent = 0, lists = 0, ms = 0, items = 0] = after.map(
		(now, index) => now - (before[index] ?? 0),
	);
	return { requests: sent, lists, ms, items };
}
