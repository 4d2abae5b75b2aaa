import { paymentIds, payments } from '../../sandbox/bench/scenario';

const sorted = (ids: readonly number[]) => [...ids].sort((left, right) => left - right);

it('gives the same payments in the same order every time, and not sorted', () => {
	const ids = paymentIds(1000);
	expect(ids).toEqual(paymentIds(1000));
	expect(ids).not.toEqual(sorted(ids));
	expect(sorted(ids)).toEqual(payments(1000, 'N').map(({ id }) => id));
});

it('lets three payments share an order', () => {
	const perOrder = new Map<number | undefined, number>();
	for (const { orderId } of payments(1000, 'N')) {
		perOrder.set(orderId, (perOrder.get(orderId) ?? 0) + 1);
	}
	expect([...perOrder.values()].filter((count) => count === 3)).toHaveLength(333);
	expect(perOrder.size).toBe(334);
});
