import { jsonOf, useRig } from '../truth/support';
import { allow, payBy, type Mode } from './support';

const use = useRig();

const COUNT = 1000;

/** Payments of orders of their own, each of a deal of its own. */
function thousand(): number[] {
	return Array.from({ length: COUNT }, (_, index) =>
		use.ledger.addPayment({
			id: 20_000 + index,
			orderId: 30_000 + index,
			entityTypeId: 2,
			entityId: 50_000 + index,
			sum: 10,
			paySystemId: 2,
		}),
	);
}

const REFS: ReadonlyArray<[Mode, (index: number) => unknown, most: number]> = [
	['number', (index) => `${30_000 + index}/1`, 27],
	['order', (index) => 30_000 + index, 28],
	['deal', (index) => 50_000 + index, 28],
];

describe('A thousand payments', () => {
	it.each(REFS)('found by %s and paid, verified, take few requests', async (mode, ref, most) => {
		const ids = thousand();
		const { items } = await payBy(
			use,
			mode,
			ids.map((_, index) => ref(index)),
		);
		expect(jsonOf(items).every(({ changed, verified }) => changed && verified)).toBe(true);
		expect(jsonOf(items).map(({ paymentId }) => paymentId)).toEqual(ids);
		expect(use.portal.requests.length).toBeLessThanOrEqual(most);
	});

	it('are found with one request more when they are paid already', async () => {
		const ids = thousand();
		for (const id of ids)
			use.ledger.change(id, { paid: 'Y', datePaid: '2026-05-09T11:20:00+02:00' });
		const { items } = await payBy(
			use,
			'number',
			ids.map((_, index) => `${30_000 + index}/1`),
		);
		expect(jsonOf(items).every(({ changed }) => changed === false)).toBe(true);
		expect(use.portal.requests.length).toBeLessThanOrEqual(2);
	});

	it('of deals are found with the permission crm alone', async () => {
		allow(use, ['crm']);
		const ids = thousand().slice(0, 200);
		const { items } = await payBy(
			use,
			'deal',
			ids.map((_, index) => 50_000 + index),
		);
		expect(jsonOf(items).map(({ paymentId }) => paymentId)).toEqual(ids);
	});
});
