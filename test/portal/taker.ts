import type { Claim, Turns } from '../../nodes/Bitrix24Payments/portal/turns';

/** What a change touches by the numbers of its orders; `'all'` where nobody knows which. */
export function claimOf(orders: readonly number[] | 'all'): Claim {
	return orders === 'all' ? undefined : new Set(orders.map((order) => `order ${order}`));
}

/** Somebody who wants a turn, and what became of that. */
export class Taker {
	state: 'waiting' | 'holding' | 'cancelled' | 'done' = 'waiting';

	private readonly abort = new AbortController();

	private letGo: (() => void) | undefined;

	constructor(
		turns: Turns,
		readonly orders: readonly number[] | 'all',
		owner: object = {},
	) {
		turns.take(claimOf(orders), owner, this.abort.signal).then(
			(release) => {
				this.letGo = release;
				this.state = 'holding';
			},
			() => (this.state = 'cancelled'),
		);
	}

	release(): void {
		this.letGo?.();
		this.state = 'done';
	}

	cancel(): void {
		this.abort.abort();
	}
}

/** Whether the two must not have their turns at the same time. */
export function collide(one: Taker, other: Taker): boolean {
	if (one.orders === 'all' || other.orders === 'all') return true;
	const { orders } = other;
	return one.orders.some((order) => orders.includes(order));
}
