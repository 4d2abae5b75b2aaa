import type { Clock } from './clock';
import type { PaymentRow } from './paymentFields';
import { isoDateTime } from './php/dates';
import type { Json } from './php/values';
import type { SeedPayment } from './seed';
import type { Store } from './store';
import type { WriteTarget } from './writes';

/** What really happened to one payment, in numbers (docs/bitrix24.md#side-effects). */
export interface SideEffects {
	/** "Payment received" automation triggers. */
	triggers: number;
	/** Fiscal receipts, printed in both directions. */
	receipts: number;
	/** Mails to the customer. */
	mails: number;
	/** `OnPaymentEntitySaved` events: the payment really changed. */
	savedEvents: number;
	paidTransitions: number;
	unpaidTransitions: number;
	/** Refunds started through `isReturn`. */
	refunds: number;
	/** How often the handler of a payment system has taken the customer's money. */
	charges: number;
	/** How often a write on this payment and another one on the same order overlapped. */
	overlappingWrites: number;
}

/** One command that reached its handler. */
export interface LedgerEntry {
	atMs: number;
	method: string;
	paymentId?: number;
	params: Json;
	outcome: 'ok' | 'refused';
	/** The error code of a refused command. */
	code?: string;
	/** Whether the stored payment is different afterwards. */
	changed: boolean;
}

/** The truth about the portal's payments, for assertions. */
export interface Ledger {
	payment(id: number): Readonly<PaymentRow> | undefined;
	payments(): Array<Readonly<PaymentRow>>;
	hasOrder(id: number): boolean;
	effects(id: number): Readonly<SideEffects>;
	/** The part of the effects that people in the portal have caused. */
	effectsByPeople(id: number): Readonly<SideEffects>;
	/** Every command that reached its handler, in order. */
	readonly journal: LedgerEntry[];
	/** How many commands of a method took effect: accepted, or refused after storing something. */
	executed(method: string, paymentId?: number): number;
	/** How many pairs of writes on an order, or on any order, overlapped between load and save. */
	overlaps(orderId?: number): number;
	/** Somebody in the portal edits a payment by hand; no side effects are counted. */
	change(id: number, fields: Partial<PaymentRow>): void;
	addPayment(payment: SeedPayment): number;
}

const NO_EFFECTS: Readonly<SideEffects> = {
	triggers: 0,
	receipts: 0,
	mails: 0,
	savedEvents: 0,
	paidTransitions: 0,
	unpaidTransitions: 0,
	refunds: 0,
	charges: 0,
	overlappingWrites: 0,
};

/** Keeps the ledger over the portal's store. */
export class LedgerBook implements Ledger {
	readonly journal: LedgerEntry[] = [];

	private readonly counters = new Map<number, SideEffects>();

	private readonly peoplesCounters = new Map<number, SideEffects>();

	private readonly counts = new Map<string, number>();

	private readonly overlapsOf = new Map<number, number>();

	constructor(
		private readonly store: Store,
		private readonly clock: Clock,
	) {}

	payment(id: number): Readonly<PaymentRow> | undefined {
		return this.store.payments.get(id);
	}

	payments(): Array<Readonly<PaymentRow>> {
		return [...this.store.payments.values()];
	}

	hasOrder(id: number): boolean {
		return this.store.orders.has(id);
	}

	effects(id: number): Readonly<SideEffects> {
		return { ...(this.counters.get(id) ?? NO_EFFECTS) };
	}

	effectsByPeople(id: number): Readonly<SideEffects> {
		return { ...(this.peoplesCounters.get(id) ?? NO_EFFECTS) };
	}

	/** The payments something has happened to, with what happened. */
	touched(): Record<string, SideEffects> {
		return Object.fromEntries(this.counters);
	}

	executed(method: string, paymentId?: number): number {
		return this.counts.get(countKey(method, paymentId)) ?? 0;
	}

	overlaps(orderId?: number): number {
		if (orderId !== undefined) return this.overlapsOf.get(orderId) ?? 0;
		return [...this.overlapsOf.values()].reduce((sum, count) => sum + count, 0);
	}

	/** The orders on which writes overlapped, with how often. */
	overlappedOrders(): Record<string, number> {
		return Object.fromEntries(this.overlapsOf);
	}

	change(id: number, fields: Partial<PaymentRow>): void {
		const row = this.store.payments.get(id);
		if (row === undefined) throw new Error(`There is no payment ${id}`);
		const changed = { ...row, ...fields, id };
		const mirrored = this.store.paySystemFields(changed.paySystemId);
		this.store.savePayment({ ...changed, ...mirrored }, isoDateTime(this.clock.now()));
	}

	addPayment(payment: SeedPayment): number {
		return this.store.addPayment(payment, isoDateTime(this.clock.now()));
	}

	count(paymentId: number, effects: Partial<SideEffects>): void {
		add(this.counters, paymentId, effects);
	}

	countByPerson(paymentId: number, effects: Partial<SideEffects>): void {
		this.count(paymentId, effects);
		add(this.peoplesCounters, paymentId, effects);
	}

	countOverlap([first, second]: readonly [WriteTarget, WriteTarget]): void {
		this.overlapsOf.set(first.orderId, this.overlaps(first.orderId) + 1);
		for (const id of new Set([first.paymentId, second.paymentId])) {
			if (id !== undefined) this.count(id, { overlappingWrites: 1 });
		}
	}

	record(entry: Omit<LedgerEntry, 'atMs'>): void {
		this.journal.push({ atMs: this.clock.now(), ...entry });
		if (entry.outcome === 'refused' && !entry.changed) return;
		this.increase(countKey(entry.method));
		if (entry.paymentId !== undefined) this.increase(countKey(entry.method, entry.paymentId));
	}

	clear(): void {
		this.journal.length = 0;
		this.counters.clear();
		this.peoplesCounters.clear();
		this.counts.clear();
		this.overlapsOf.clear();
	}

	private increase(key: string): void {
		this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
	}
}

function add(to: Map<number, SideEffects>, paymentId: number, effects: Partial<SideEffects>): void {
	const counters = to.get(paymentId) ?? { ...NO_EFFECTS };
	for (const [name, amount] of Object.entries(effects)) {
		counters[name as keyof SideEffects] += amount;
	}
	to.set(paymentId, counters);
}

function countKey(method: string, paymentId?: number): string {
	return `${method.toLowerCase()}#${paymentId ?? ''}`;
}
