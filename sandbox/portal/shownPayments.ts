import type { Clock } from './clock';
import type { PaymentRow } from './paymentFields';
import type { Store } from './store';

/** What reads show of a payment instead of what is stored, as long as a booking is not seen. */
interface Past {
	/** Missing when the payment was only made by that booking. */
	readonly row: PaymentRow | undefined;
	readonly untilMs: number;
}

/** The payments as reads see them: a booking may come to be seen later than it is stored. */
export class ShownPayments {
	private readonly pasts = new Map<number, Past[]>();

	constructor(
		private readonly store: Store,
		private readonly clock: Clock,
	) {}

	get(id: number): PaymentRow | undefined {
		const past = this.pasts.get(id)?.find(({ untilMs }) => untilMs > this.clock.now());
		return past === undefined ? this.store.payments.get(id) : past.row;
	}

	all(): PaymentRow[] {
		return this.rowsOf([...this.store.payments.keys()]);
	}

	ofOrder(orderId: number): PaymentRow[] {
		return this.rowsOf(this.store.paymentIdsOf(orderId)).filter((row) => row.orderId === orderId);
	}

	/** Lets reads see the row as it was before a booking, for some time from now on. */
	keepShowing(id: number, row: PaymentRow | undefined, ms: number): void {
		const past: Past = { row, untilMs: this.clock.now() + ms };
		this.pasts.set(id, [...(this.pasts.get(id) ?? []), past]);
	}

	clear(): void {
		this.pasts.clear();
	}

	/** The rows of these payments, and of those that are gone without anybody seeing it yet. */
	private rowsOf(ids: readonly number[]): PaymentRow[] {
		const all = new Set([...ids, ...this.pasts.keys()]);
		return [...all].flatMap((id) => this.get(id) ?? []);
	}
}
