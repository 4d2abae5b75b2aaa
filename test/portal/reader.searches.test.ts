import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { answerOf, type Look } from '../../nodes/Bitrix24Payments/portal/look';
import { lookAt, readingPortal } from './looks';
import { refusing, storeOf } from './store';
import { failureOf, LOST_ANSWER, rig, type FakePortal, type PortalRig } from './support';

const DEAL = 2;
const INVOICE = 31;

const STORE = storeOf({
	orders: [{ id: 17, accountNumber: 'A-17' }],
	orderEntity: [
		{ orderId: 17, ownerId: 5, ownerTypeId: DEAL },
		{ orderId: 18, ownerId: 6, ownerTypeId: DEAL },
		{ orderId: 19, ownerId: 5, ownerTypeId: INVOICE },
	],
	payments: [
		{ id: 1, accountNumber: '17/1', orderId: 17, paid: 'N', sum: 5 },
		{ id: 2, accountNumber: '17/2', orderId: 17, paid: 'Y', sum: 5 },
		{ id: 3, accountNumber: '18/1', orderId: 18, paid: 'N', sum: 7 },
		{ id: 4, accountNumber: '19/1', orderId: 19, paid: 'N', sum: 9 },
	],
});

/** A portal with this store, which also shows single payments. */
function withStore(answer = STORE): PortalRig {
	const one = rig();
	one.server.answer = (command) =>
		command.method === 'crm.item.payment.get' || command.method === 'scope'
			? readingPortal(command)
			: answer(command);
	return one;
}

function numbered(number: string): Look {
	return { show: 'paymentsNumbered', number };
}

function owned(entityTypeId: number, ...ids: number[]): Look[] {
	return ids.map((entityId) => ({ show: 'paymentsOf', entityTypeId, entityId }));
}

/** IDs of the payments that a reply shows. */
function idsIn(reply: Reply): unknown {
	if (reply.kind !== 'value') return reply.kind;
	const { payments = reply.value } = reply.value as { payments?: unknown };
	return Array.isArray(payments) ? payments.map(({ id }: { id: number }) => Number(id)) : payments;
}

async function idsSeen({ portal }: PortalRig, looks: readonly Look[]): Promise<unknown[]> {
	return (await portal.reader.see(looks)).map(idsIn);
}

function methodsIn({ methodsByRequest }: FakePortal): string[] {
	return methodsByRequest.map((methods) => methods.join(' '));
}

describe('Searches', () => {
	const LOOKS: Look[] = [
		answerOf('scope'),
		numbered('18/1'),
		lookAt(1),
		{ show: 'paymentsOfOrder', order: { number: 'A-17' } },
		{ show: 'unpaidBetween', least: 5, most: 7 },
	];

	it('are answered in their places among other looks', async () => {
		const one = withStore();
		const [scope, number, payment, order, range] = await one.portal.reader.see(LOOKS);
		expect(scope).toEqual({ kind: 'value', value: true });
		expect(payment).toMatchObject({ kind: 'value', value: { id: 1 } });
		expect([number, order, range].map((reply) => reply && idsIn(reply))).toEqual([
			[3],
			[1, 2],
			[1, 3],
		]);
	});

	it('share their requests, and are no reason to send anything else twice', async () => {
		const one = withStore();
		await one.portal.reader.see(LOOKS);
		expect(methodsIn(one.server)).toEqual([
			'sale.payment.list sale.order.list sale.payment.list',
			'sale.payment.list',
			'scope crm.item.payment.get',
		]);
	});

	it('are answered with why there is nothing to be found', async () => {
		const one = withStore(refusing('sale.payment.list', STORE));
		const [reply] = await one.portal.reader.see([numbered('17/1')]);
		expect(failureOf(reply).code).toBe('SCOPE_MISSING');
		expect(one.portal.reader.canList).toBe(false);
	});

	it('are refused, and nothing is tried for them again, when the portal does not answer', async () => {
		const one = withStore();
		one.server.first = Array(9).fill(LOST_ANSWER);
		const [reply] = await one.portal.reader.see([numbered('17/1')]);
		expect(failureOf(reply).code).toBe('CONNECTION_FAILED');
		expect(one.server.requests).toHaveLength(3);
	});

	it('prove that payments may be listed once one of them has found any', async () => {
		const one = withStore();
		expect(await idsSeen(one, [numbered('20/1')])).toEqual([[]]);
		expect(one.portal.reader.canList).toBe(false);
		expect(await idsSeen(one, [numbered('20/1'), numbered('17/1')])).toEqual([[], [1]]);
		expect(one.portal.reader.canList).toBe(true);
	});
});

describe('The payments of deals and invoices', () => {
	const BY_ORDERS = ['crm.orderentity.list', 'sale.payment.list'];
	const EACH = 'crm.item.payment.list';

	it('are read by way of their orders where there are three', async () => {
		const one = withStore();
		const looks = [lookAt(9), ...owned(DEAL, 6, 5, 7)];
		expect((await idsSeen(one, looks)).slice(1)).toEqual([[3], [2, 1], []]);
		expect(methodsIn(one.server)).toEqual([...BY_ORDERS, 'crm.item.payment.get']);
	});

	it('are read one by one where there are two', async () => {
		const one = withStore();
		expect(await idsSeen(one, owned(DEAL, 6, 5))).toEqual([[3], [2, 1]]);
		expect(methodsIn(one.server)).toEqual([`${EACH} ${EACH}`]);
	});

	it('are counted, and read, apart for each kind', async () => {
		const one = withStore();
		const looks = [...owned(DEAL, 5), ...owned(INVOICE, 5, 6, 7), ...owned(DEAL, 6)];
		expect(await idsSeen(one, looks)).toEqual([[2, 1], [4], [], [], [3]]);
		expect(methodsIn(one.server)).toEqual([...BY_ORDERS, `${EACH} ${EACH}`]);
	});

	it('are read by way of the orders of each kind where there are three of both', async () => {
		const one = withStore();
		const looks = [...owned(DEAL, 5, 6, 7), ...owned(INVOICE, 5, 6, 7)];
		expect(await idsSeen(one, looks)).toEqual([[2, 1], [3], [], [4], [], []]);
		expect(methodsIn(one.server)).toEqual([...BY_ORDERS, ...BY_ORDERS]);
	});

	it('are read one by one where that is wanted', async () => {
		const one = withStore();
		const looks = owned(DEAL, 5, 6, 7).map((look) => ({ ...look, singly: true }) as Look);
		expect(await idsSeen(one, looks)).toEqual([[2, 1], [3], []]);
		expect(methodsIn(one.server)).toEqual([`${EACH} ${EACH} ${EACH}`]);
	});

	it.each([['crm.orderentity.list'], ['sale.payment.list']])(
		'are read one by one where %s is refused',
		async (method) => {
			const one = withStore(refusing(method, STORE));
			expect(await idsSeen(one, owned(DEAL, 5, 6, 7))).toEqual([[2, 1], [3], []]);
			expect(methodsIn(one.server).at(-1)).toBe(`${EACH} ${EACH} ${EACH}`);
			expect(one.portal.reader.canList).toBe(false);
		},
	);

	it('are read one by one once the list of payments was refused', async () => {
		const one = withStore(refusing('sale.payment.list', STORE));
		await one.portal.reader.see([lookAt(1), lookAt(2)]);
		one.server.requests.length = 0;
		expect(await idsSeen(one, owned(DEAL, 5, 6, 7))).toEqual([[2, 1], [3], []]);
		expect(methodsIn(one.server)).toEqual([`${EACH} ${EACH} ${EACH}`]);
	});

	it('prove that payments may be listed, if there are any', async () => {
		const one = withStore();
		await one.portal.reader.see(owned(DEAL, 7, 8, 9));
		expect(one.portal.reader.canList).toBe(false);
		await one.portal.reader.see(owned(DEAL, 7, 8, 5));
		expect(one.portal.reader.canList).toBe(true);
	});
});
