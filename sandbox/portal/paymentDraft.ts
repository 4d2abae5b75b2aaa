import { controllerError, RestError } from './errors';
import type { SideEffects } from './ledger';
import type { PaymentField, PaymentRow } from './paymentFields';
import { isoDateTime } from './php/dates';
import { looselyEqual, toInt, type PhpValue } from './php/values';
import { SEED } from './seed';
import type { Store } from './store';
import { normalizeField, storedValue } from './typing';

/** Who changes a payment, and when. */
export interface Author {
	userId: number;
	nowMs: number;
}

/**
 * A payment loaded for a change: the server's load – modify – save cycle without any lock
 * (docs/bitrix24.md#no-lock). Nothing reaches the store before {@link PaymentDraft.save}.
 */
export class PaymentDraft {
	readonly row: PaymentRow;

	private debit = 0;

	private refunds = 0;

	constructor(
		private readonly store: Store,
		private readonly loaded: PaymentRow,
		private readonly author: Author,
	) {
		this.row = { ...loaded };
	}

	isPaid(): boolean {
		return this.row.paid === 'Y';
	}

	/** Sets one field the way the payment entity does; an equal value changes nothing. */
	set(field: PaymentField, rawValue: PhpValue): void {
		const value = normalizeField(field, rawValue);
		const old = this.row[field];
		if (old === null ? value === null : looselyEqual(old, value)) return;
		if (field === 'paySystemId') this.checkPaySystem(value);
		if (field === 'sum') this.checkSumChange();
		this.assign(field, value);
		this.reactTo(field, old, value);
	}

	/**
	 * Writes the changed fields over whatever the store holds now, and reports what it caused.
	 *
	 * @param nowMs when that is
	 */
	save(nowMs: number): { changed: boolean; row: PaymentRow; effects: Partial<SideEffects> } {
		const changes = this.changes();
		const current = this.store.payments.get(this.row.id);
		const changed = Object.keys(changes).length > 0;
		if (current === undefined || !changed) {
			return { changed: false, row: this.row, effects: { refunds: this.refunds } };
		}
		const row = { ...current, ...changes };
		this.store.savePayment(row, isoDateTime(nowMs));
		this.store.innerAccount -= this.debit;
		return { changed, row, effects: this.effects() };
	}

	private changes(): Partial<PaymentRow> {
		const entries = Object.entries(this.row) as Array<[PaymentField, PaymentRow[PaymentField]]>;
		return Object.fromEntries(entries.filter(([field, value]) => this.loaded[field] !== value));
	}

	private effects(): Partial<SideEffects> {
		const wasPaid = this.loaded.paid === 'Y';
		const always = { savedEvents: 1, refunds: this.refunds };
		if (!wasPaid && this.isPaid()) {
			return { ...always, triggers: 1, receipts: 1, mails: 1, paidTransitions: 1 };
		}
		return wasPaid && !this.isPaid() ? { ...always, receipts: 1, unpaidTransitions: 1 } : always;
	}

	private assign(field: PaymentField, value: PhpValue): void {
		Object.assign(this.row, { [field]: storedValue(field, value) });
	}

	private reactTo(field: PaymentField, old: PhpValue, value: PhpValue): void {
		if (field === 'paid') this.onPaid(value);
		if (field === 'paid' || field === 'sum') this.checkOrderNotCancelled();
		if (field === 'isReturn') this.onReturn(old, value);
		if (field === 'marked') this.onMarked(old, value);
		if (field === 'responsibleId') this.row.dateResponsibleId = this.now();
		if (field === 'paySystemId') {
			Object.assign(this.row, this.store.paySystemFields(this.row.paySystemId));
		}
	}

	/** The stamps of a payment; unpaying leaves them as they are (docs/bitrix24.md#pay-and-unpay). */
	private onPaid(value: PhpValue): void {
		if (value !== 'Y') return;
		if (this.row.datePaid === this.loaded.datePaid) this.row.datePaid = this.now();
		this.row.empPaidId = this.author.userId;
		this.debitInnerAccount();
		this.row.isReturn = 'N';
	}

	private debitInnerAccount(): void {
		const handler = this.store.paySystems.get(this.row.paySystemId ?? 0)?.handler;
		if (handler !== 'inner') return;
		const sum = this.row.sum ?? 0;
		if (sum > this.store.innerAccount) {
			const code = 'SALE_ORDER_PAYMENT_NOT_ENOUGH_USER_BUDGET_SYNCPAID';
			throw new RestError(code, 'Insufficient funds on the inner account');
		}
		this.debit += sum;
	}

	/** A cancelled order allows neither (docs/bitrix24.md#pay-and-unpay). */
	private checkOrderNotCancelled(): void {
		if (this.store.orderOf(this.row).canceled !== 'Y') return;
		const text = 'The payment status of a cancelled order cannot be changed';
		throw new RestError('SALE_ORDER_PAID_ORDER_CANCELED', text);
	}

	/**
	 * `Y` gives back to the inner account, `P` through the payment system (docs/bitrix24.md#refunds).
	 */
	private onReturn(old: PhpValue, value: PhpValue): void {
		if (value === 'N') return;
		if (old === 'N') this.row.empReturnId = this.author.userId;
		const systemId = value === 'P' ? this.row.paySystemId : SEED.paySystems.inner;
		if (!this.store.paySystems.get(systemId ?? 0)?.refundable) {
			const text = 'The payment system does not support refunds';
			throw new RestError('SALE_ORDER_PAYMENT_RETURN_NO_SUPPORTED', text);
		}
		this.refunds += 1;
		if (value !== 'P') this.debit -= this.row.sum ?? 0;
		this.set('paid', 'N');
	}

	private onMarked(old: PhpValue, value: PhpValue): void {
		if (old !== 'Y') {
			this.row.dateMarked = this.now();
			this.row.empMarkedId = this.author.userId;
		} else if (value === 'N') {
			this.row.reasonMarked = '';
		}
	}

	private checkPaySystem(value: PhpValue): void {
		const id = toInt(value);
		if (id <= 0 || this.store.paySystems.has(id)) return;
		const text = 'Incorrect payment system specified';
		throw new RestError('SALE_PAYMENT_WRONG_PAYMENT_SERVICE', text);
	}

	private checkSumChange(): void {
		if (!this.isPaid()) return;
		const text = 'The sum of a paid payment cannot be changed';
		throw new RestError('SALE_PAYMENT_NOT_ALLOWED_CHANGE_SUM', text);
	}

	private now(): string {
		return isoDateTime(this.author.nowMs);
	}
}

/** Paid payments cannot be deleted (docs/bitrix24.md#create-and-delete). */
export function checkDeletable(row: PaymentRow): void {
	if (row.paid !== 'Y') return;
	throw controllerError('A paid payment cannot be deleted', 'SALE_PAYMENT_DELETE_EXIST_PAID');
}

/** An order with a paid payment cannot be deleted (docs/bitrix24.md#order-dates). */
export function checkOrderDeletable(rows: readonly PaymentRow[]): void {
	if (rows.every((row) => row.paid !== 'Y')) return;
	const code = 'SALE_ORDER_CANCEL_PAYMENT_EXIST_ACTIVE';
	throw controllerError('The order has active payments', code);
}
