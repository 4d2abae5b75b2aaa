import type { PortalCore } from './core';
import { checkDeletable, checkOrderDeletable, PaymentDraft } from './paymentDraft';
import type { PaymentField, PaymentRow } from './paymentFields';
import { isoDateTime } from './php/dates';
import { SEED } from './seed';

/**
 * Somebody who works in the portal's own pages. What the server does when a payment is saved it does
 * for a person too: stamps, effects, refusals. Nobody waits for anybody, so nothing overlaps.
 */
export class Person {
	constructor(
		private readonly core: Pick<PortalCore, 'clock' | 'ledger' | 'store'>,
		private readonly userId: number = SEED.users.sales,
	) {}

	/** The same for another user; without it, it is the sales person. */
	as(userId: number): Person {
		return new Person(this.core, userId);
	}

	pays(id: number): void {
		this.sets(id, { paid: 'Y' });
	}

	unpays(id: number): void {
		this.sets(id, { paid: 'N' });
	}

	/** @throws RestError as the server refuses it, for example the sum of a paid payment */
	sets(id: number, fields: Partial<PaymentRow>): void {
		const author = { userId: this.userId, nowMs: this.core.clock.now() };
		const draft = new PaymentDraft(this.core.store, this.find(id), author);
		const entries = Object.entries(fields) as Array<[PaymentField, PaymentRow[PaymentField]]>;
		for (const [field, value] of entries) draft.set(field, value);
		this.core.ledger.countByPerson(id, draft.save(author.nowMs).effects);
	}

	/** Adds an empty payment to a deal (2) or invoice (31), and an order if there is none. */
	addsPayment({ entityTypeId = 2, entityId }: { entityTypeId?: number; entityId: number }): number {
		const { store } = this.core;
		const item = store.item(entityTypeId, entityId);
		if (item === undefined) throw new Error(`There is no item ${entityId} of type ${entityTypeId}`);
		const orderId =
			store.orderIdsOf(entityTypeId, entityId)[0] ?? store.addOrderFor(item, this.now());
		const currency = store.orders.get(orderId)?.currency;
		const id = store.addPayment({ orderId, currency, paySystemId: null, sum: 0 }, this.now());
		this.core.ledger.countByPerson(id, { savedEvents: 1 });
		return id;
	}

	/** @throws RestError when the payment is paid */
	deletes(id: number): void {
		checkDeletable(this.find(id));
		this.core.store.removePayment(id, this.now());
	}

	/** Changes something else in an order than its payments, such as its shipment. */
	touchesOrder(orderId: number): void {
		this.core.store.touch(orderId, this.now());
	}

	/** @throws RestError when a payment of it is paid */
	deletesOrder(orderId: number): void {
		const { store } = this.core;
		checkOrderDeletable(store.paymentIdsOf(orderId).map((id) => this.find(id)));
		store.removeOrder(orderId);
	}

	private now(): string {
		return isoDateTime(this.core.clock.now());
	}

	private find(id: number): PaymentRow {
		const row = this.core.store.payments.get(id);
		if (row === undefined) throw new Error(`There is no payment ${id}`);
		return row;
	}
}
