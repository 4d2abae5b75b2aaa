import { DEAL, type CrmItem, type Order, type PaySystem, type User } from './entities';
import { EMPTY_PAYMENT, type PaymentRow } from './paymentFields';
import { SEED, SEED_ITEMS, SEED_PAY_SYSTEMS, SEED_USERS, type SeedPayment } from './seed';

/** Orders made for seed payments without an order number start here. */
const FIRST_ORDER = 4000;

/** When the orders of the seed were made. */
const SEEDED_ON = '2026-04-20T10:00:00+02:00';

/** Everything the portal's database holds. Rows are replaced, never changed in place. */
export class Store {
	readonly payments = new Map<number, PaymentRow>();

	readonly orders = new Map<number, Order>();

	readonly items = new Map<string, CrmItem>();

	readonly paySystems = new Map<number, PaySystem>();

	readonly users = new Map<number, User>();

	/** What the customer has on the inner account. */
	innerAccount = 0;

	private readonly ordersByOwner = new Map<string, Set<number>>();

	private readonly paymentsByOrder = new Map<number, Set<number>>();

	private lastPaymentId = 0;

	private lastOrderId = 0;

	/** Back to the given payments and the fixed rest of the seed. */
	reset(payments: readonly SeedPayment[]): void {
		const indexes = [this.payments, this.orders, this.items, this.paySystems, this.users];
		for (const index of [...indexes, this.ordersByOwner, this.paymentsByOrder]) index.clear();
		this.lastPaymentId = 0;
		this.lastOrderId = FIRST_ORDER;
		this.innerAccount = SEED.innerAccountBalance;
		for (const user of SEED_USERS) this.users.set(user.id, user);
		for (const item of SEED_ITEMS) this.items.set(itemKey(item.entityTypeId, item.id), item);
		for (const system of SEED_PAY_SYSTEMS) this.paySystems.set(system.id, system);
		for (const payment of payments) this.addPayment(payment);
	}

	/** Adds a payment and, when needed, its order; returns the payment's id. */
	addPayment(seed: SeedPayment, now = SEEDED_ON): number {
		const fields = paymentFieldsOf(seed);
		const id = fields.id ?? this.lastPaymentId + 1;
		const orderId = fields.orderId ?? this.freeOrderId(id);
		if (!this.orders.has(orderId)) this.addOrder(orderId, id, seed, now);
		const siblings = this.paymentIdsOf(orderId).length;
		const row: PaymentRow = {
			...EMPTY_PAYMENT,
			accountNumber: `${orderId}/${siblings + 1}`,
			responsibleId: 1,
			...fields,
			...this.paySystemFields(fields.paySystemId ?? null),
			id,
			orderId,
		};
		this.lastPaymentId = Math.max(this.lastPaymentId, id);
		this.payments.set(id, row);
		addTo(this.paymentsByOrder, orderId, id);
		this.touch(orderId, now);
		return id;
	}

	/** Puts a changed payment in place of the one it was. */
	savePayment(row: PaymentRow, now: string): void {
		this.payments.set(row.id, row);
		this.touch(row.orderId, now);
	}

	removePayment(id: number, now: string): void {
		const row = this.payments.get(id);
		if (row === undefined) return;
		this.payments.delete(id);
		this.paymentsByOrder.get(row.orderId)?.delete(id);
		this.touch(row.orderId, now);
	}

	/** An order with everything in it: then there is nothing left whose date could tell. */
	removeOrder(id: number): void {
		const order = this.orders.get(id);
		if (order === undefined) return;
		for (const paymentId of this.paymentIdsOf(id)) this.payments.delete(paymentId);
		this.paymentsByOrder.delete(id);
		this.ordersByOwner.get(itemKey(order.ownerTypeId, order.ownerId))?.delete(id);
		this.orders.delete(id);
	}

	/** The order was saved (docs/bitrix24.md#order-dates). */
	touch(orderId: number, now: string): void {
		const order = this.orders.get(orderId);
		if (order !== undefined) this.orders.set(orderId, { ...order, dateUpdate: now });
	}

	/** The read-only fields that mirror the payment's pay system. */
	paySystemFields(
		id: number | null,
	): Pick<PaymentRow, 'paySystemName' | 'paySystemIsCash' | 'paySystemXmlId'> {
		const system = id === null ? undefined : this.paySystems.get(id);
		return {
			paySystemName: system?.name ?? '',
			paySystemIsCash: system?.isCash ?? 'N',
			paySystemXmlId: system?.xmlId ?? '',
		};
	}

	orderOf(payment: PaymentRow): Order {
		const order = this.orders.get(payment.orderId);
		if (order === undefined) throw new Error(`Payment ${payment.id} has no order`);
		return order;
	}

	paymentIdsOf(orderId: number): number[] {
		return [...(this.paymentsByOrder.get(orderId) ?? [])];
	}

	orderIdsOf(ownerTypeId: number, ownerId: number): number[] {
		return [...(this.ordersByOwner.get(itemKey(ownerTypeId, ownerId)) ?? [])];
	}

	/**
	 * An empty order for a CRM item, as crm.item.payment.add makes one
	 * (docs/bitrix24.md#create-and-delete).
	 */
	addOrderFor(item: CrmItem, now: string): number {
		const id = this.freeOrderId(this.lastOrderId + 1);
		this.addOrder(id, id, { entityTypeId: item.entityTypeId, entityId: item.id }, now);
		return id;
	}

	item(entityTypeId: number, id: number): CrmItem | undefined {
		return this.items.get(itemKey(entityTypeId, id));
	}

	/** Adds an item under the next free id of its type. */
	addItem(item: CrmItem): CrmItem {
		const ofType = [...this.items.values()].filter((one) => one.entityTypeId === item.entityTypeId);
		const added = { ...item, id: Math.max(0, ...ofType.map(({ id }) => id)) + 1 };
		this.items.set(itemKey(added.entityTypeId, added.id), added);
		return added;
	}

	/** @returns whether there was such an item */
	removeItem(entityTypeId: number, id: number): boolean {
		return this.items.delete(itemKey(entityTypeId, id));
	}

	private freeOrderId(paymentId: number): number {
		const wanted = FIRST_ORDER + paymentId;
		return this.orders.has(wanted) ? this.lastOrderId + 1 : wanted;
	}

	private addOrder(id: number, paymentId: number, seed: SeedPayment, now: string): void {
		const ownerTypeId = seed.entityTypeId ?? DEAL;
		const ownerId = seed.entityId ?? 1 + ((paymentId - 1) % SEED.deals);
		const order: Order = {
			id,
			accountNumber: seed.accountNumber?.replace(/\/[^/]*$/, '') ?? String(id),
			currency: seed.currency ?? 'EUR',
			canceled: seed.orderCanceled ? 'Y' : 'N',
			dateInsert: now,
			dateUpdate: now,
			responsibleId: 1,
			access: seed.orderAccess ?? 'everyone',
			ownerTypeId,
			ownerId,
		};
		this.orders.set(id, order);
		this.lastOrderId = Math.max(this.lastOrderId, id);
		addTo(this.ordersByOwner, itemKey(ownerTypeId, ownerId), id);
	}
}

/** The seed without what describes its order. */
function paymentFieldsOf(seed: SeedPayment): Partial<PaymentRow> {
	return Object.fromEntries(Object.entries(seed).filter(([name]) => name in EMPTY_PAYMENT));
}

function itemKey(entityTypeId: number, id: number): string {
	return `${entityTypeId}:${id}`;
}

function addTo<Key>(index: Map<Key, Set<number>>, key: Key, id: number): void {
	const ids = index.get(key) ?? new Set<number>();
	ids.add(id);
	index.set(key, ids);
}
