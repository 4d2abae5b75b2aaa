import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../sandbox/portal';
import { pollRigOf } from '../support/pollRig';
import { workflowOf, type Rig } from '../support/rig';

const locator = (mode: string, value: unknown): IDataObject =>
	({ __rl: true, mode, value }) as IDataObject;

/** Everything that both nodes ask of a portal, in every way in which they ask it. */
export async function doEverything(rig: Rig): Promise<void> {
	const scopes = [['crm', 'sale', 'pay_system', 'salescenter'], ['crm']];
	for (const some of scopes) {
		rig.useWebhook(rig.portal.webhookFor({ scopes: some }));
		await search(rig);
		await read(rig);
	}
	rig.useWebhook();
	await write(rig);
	await watch(rig);
}

async function search({ engine, portal }: Rig): Promise<void> {
	const [, node] = workflowOf({ operation: 'pay', items: [], parameters: {} }).nodes;
	const list = async (method: string, text?: string, page?: string, entityTypeId?: number) => {
		if (!node) return;
		const parameters = { ...node.parameters, ...(entityTypeId ? { entityTypeId } : {}) };
		await engine.search(method, { ...node, parameters }, text, page).catch(() => undefined);
	};
	for (const text of ['', 'relaunch', 'Mary Ann', 'Grün', '1009', '€ 1,250.00', '356/1']) {
		await list('searchPayments', text);
		for (const type of [2, 31]) await list('searchDealsOrInvoices', text, undefined, type);
	}
	const latest = portal.ledger.payments().length;
	for (let id = 30_000; id < 30_060; id += 1) portal.ledger.addPayment({ id, sum: latest });
	await list('searchPayments', '', '1');
	await list('searchDealsOrInvoices', '', '50', 2);
	await list('searchPaySystems');
}

const FILTERS: IDataObject[] = [
	{ paid: 'Y' },
	{ paySystemId: locator('id', 2), accountNumber: '5001/1', xmlId: 'x' },
	{ datePaidFrom: '2026-05-01T00:00:00', datePaidTo: '2026-06-01T00:00:00' },
	{ sumFrom: 1, sumTo: 5000, orderId: 200 },
	{},
];

async function read(rig: Rig): Promise<void> {
	const parameters = { entityTypeId: 0, returnAll: true };
	for (const filters of FILTERS) {
		await many(rig, [{}], { ...parameters, filters });
		await many(rig, [{}], { ...parameters, filters }, { simplify: false });
	}
	const owners: Array<[type: number, id: unknown]> = [
		[2, 25],
		[31, 1],
		[14, '356'],
		[14, locator('id', 200)],
	];
	for (const [entityTypeId, entityId] of owners) {
		await many(rig, [{}], { entityTypeId, entityId } as IDataObject);
		await many(rig, [{}], { entityTypeId, entityId } as IDataObject, { simplify: false });
	}
	const lines = [{ text: 'Rechnung 5001/1, Auftrag 5037', amount: 1250 }];
	const columns = { text: '={{ $json.text }}', amount: '={{ $json.amount }}' };
	await run(rig, 'match', lines, columns, { matchByAmount: true });
	for (const simplify of [true, false]) await run(rig, 'get', ids(1001, 1002), BY_ID, { simplify });
	await run(rig, 'get', [{}], { paymentId: locator('id', 1001) });
	await run(rig, 'getPublicUrl', ids(1001), { ...BY_ID, qrField: 'qr' });
	await run(rig, 'getAll', [{}], { resource: 'paySystem', returnAll: true });
}

/** What writes, on payments that are found in each of the ways; with and without reads. */
async function write(rig: Rig): Promise<void> {
	const found: IDataObject[] = [
		locator('number', '5001/1'),
		locator('deal', 2),
		locator('invoice', 1),
		locator('order', '5003'),
		locator('id', 1005),
	];
	for (const operation of ['pay', 'unpay']) {
		for (const paymentId of found) await run(rig, operation, [{}], { paymentId });
		await run(rig, operation, ids(1006, 1007), BY_ID, { batchSize: 1 });
		await run(rig, operation, ids(1006, 1007), BY_ID, { batchSize: 1, verify: false });
		await rig.run({ operation, items: ids(1006, 1007), onError: undefined });
	}
	const all = { comments: 'x', sum: 3, paid: true, datePaid: '2026-05-01T00:00:00', marked: false };
	await run(rig, 'update', ids(1008), { ...BY_ID, updateFields: all });
	const system = { paySystemId: locator('id', SEED.paySystems.restHandler) };
	await run(rig, 'paySystemPay', ids(1020), { ...BY_ID, ...system });
	const additionalFields = { paySystemId: locator('id', 2), sum: 5, comments: 'x' };
	for (const entityTypeId of [2, 31]) {
		const owner = { entityTypeId, entityId: 3 };
		await run(rig, 'create', [{}], owner);
		await run(rig, 'create', [{}], { ...owner, additionalFields });
	}
	const order = { entityTypeId: 14, entityId: '356', paySystemId: locator('id', 2) };
	await run(rig, 'create', [{}], { ...order, additionalFields: { sum: 5, comments: 'x' } });
	await run(rig, 'delete', ids(1010), BY_ID);
}

/** Polls with nothing to tell, with more than a page of orders and payments, and with too many. */
async function watch(rig: Rig): Promise<void> {
	const use = pollRigOf(rig, { parameters: { events: ['paid', 'unpaid', 'created', 'deleted'] } });
	await use.poller.activate();
	await use.pollAfter(600);
	const { ledger } = rig.portal;
	for (let id = 20_000; id < 20_130; id += 1) {
		ledger.addPayment({ id, orderId: id < 20_060 ? 20_000 : id, sum: 5 });
	}
	await use.pollAfter(600);
	const page = { total: 6000, next: 50 };
	rig.portal.faults.add({ fault: 'wrongPage', method: 'sale.order.list', page });
	for (let id = 21_000; id < 21_060; id += 1) ledger.addPayment({ id, orderId: id, sum: 5 });
	await use.pollAfter(600);
}

const BY_ID: IDataObject = { paymentId: locator('id', '={{ $json.id }}') };

function ids(...some: number[]): IDataObject[] {
	return some.map((id) => ({ id }));
}

async function many(rig: Rig, items: IDataObject[], parameters: IDataObject, options = {}) {
	await run(rig, 'getAll', items, { returnAll: true, ...parameters }, options);
}

async function run(
	rig: Rig,
	operation: string,
	items: IDataObject[],
	parameters: IDataObject,
	options: IDataObject = {},
): Promise<void> {
	const { resource, ...rest } = parameters;
	await rig.run({
		operation,
		items,
		parameters: rest,
		options,
		onError: 'continueRegularOutput',
		...(typeof resource === 'string' ? { resource } : {}),
	});
}
