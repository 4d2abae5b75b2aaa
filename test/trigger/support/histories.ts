import fc from 'fast-check';

import {
	TRANSPORT_FAULTS,
	type FaultRule,
	type PaymentRow,
	type SandboxPortal,
} from '../../../sandbox/portal';

/** Something that happens on the portal, by the place of the payment it happens to. */
export type Deed =
	| {
			readonly do: 'pay' | 'unpay' | 'delete' | 'comment' | 'touch' | 'deleteOrder';
			readonly at: number;
	  }
	| { readonly do: 'sum'; readonly at: number; readonly sum: number }
	| { readonly do: 'backdate'; readonly at: number; readonly days: number }
	| { readonly do: 'add'; readonly orderAt: number; readonly isPaid: boolean };

/** One step of a history, and of n8n that watches. */
export type Step =
	| { readonly kind: 'deed'; readonly deed: Deed }
	| { readonly kind: 'wait'; readonly seconds: number }
	| { readonly kind: 'poll'; readonly faults: readonly FaultRule[] }
	| { readonly kind: 'restart' }
	| { readonly kind: 'dieWhileStoring' }
	| { readonly kind: 'setClock'; readonly minutes: number };

const place = fc.nat({ max: 30 });

const deed: fc.Arbitrary<Deed> = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({ do: fc.constantFrom('pay' as const, 'unpay' as const), at: place }),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			do: fc.constantFrom('delete' as const, 'comment' as const, 'touch' as const),
			at: place,
		}),
	},
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('deleteOrder' as const), at: place }) },
	{
		weight: 2,
		arbitrary: fc.record({ do: fc.constant('sum' as const), at: place, sum: fc.nat({ max: 500 }) }),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			do: fc.constant('backdate' as const),
			at: place,
			days: fc.integer({ min: 1, max: 40 }),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({ do: fc.constant('add' as const), orderAt: place, isPaid: fc.boolean() }),
	},
);

const fault: fc.Arbitrary<FaultRule> = fc.oneof(
	fc.record({
		fault: fc.constantFrom(...TRANSPORT_FAULTS.filter((name) => !/^(hang|resetThen)/.test(name))),
		skip: fc.nat({ max: 2 }),
		times: fc.integer({ min: 1, max: 4 }),
	}),
	fc.record({
		fault: fc.constantFrom(
			'operatingLimit' as const,
			'nullResult' as const,
			'accessDenied' as const,
			'insufficientScope' as const,
			'errorCode' as const,
			'ignoredFilter' as const,
		),
		method: fc.constantFrom('sale.order.list', 'sale.payment.list'),
		skip: fc.nat({ max: 2 }),
		times: fc.integer({ min: 1, max: 4 }),
	}),
);

const quiet: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: deed.map((one) => ({ kind: 'deed' as const, deed: one })) },
	{
		weight: 2,
		arbitrary: fc
			.constantFrom(1, 20, 290, 400, 7 * 86_400)
			.map((seconds) => ({ kind: 'wait' as const, seconds })),
	},
	{ weight: 3, arbitrary: fc.constant({ kind: 'poll' as const, faults: [] }) },
	{ weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

const troubled: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: quiet },
	{
		weight: 3,
		arbitrary: fc
			.array(fault, { minLength: 1, maxLength: 2 })
			.map((faults) => ({ kind: 'poll' as const, faults })),
	},
	{ weight: 1, arbitrary: fc.constant({ kind: 'dieWhileStoring' as const }) },
	{
		weight: 1,
		arbitrary: fc
			.integer({ min: -90, max: 90 })
			.map((minutes) => ({ kind: 'setClock' as const, minutes })),
	},
);

export const quietHistory = fc.array(quiet, { minLength: 5, maxLength: 30 });
export const troubledHistory = fc.array(troubled, { minLength: 5, maxLength: 30 });

/** Carries out a deed as a person would; what the portal refuses does not happen. */
export function carryOut(portal: SandboxPortal, what: Deed, nowMs: number): void {
	const { ledger, person } = portal;
	const payments = ledger.payments();
	const pick = (at: number) => payments[at % payments.length] as PaymentRow;
	try {
		if (what.do === 'add') {
			const { orderId } = pick(what.orderAt);
			const paid = { paid: 'Y', datePaid: new Date(nowMs).toISOString().slice(0, 19) + '+00:00' };
			ledger.addPayment({ orderId, sum: 3, paySystemId: 2, ...(what.isPaid ? paid : {}) });
			return;
		}
		const { id, orderId } = pick(what.at);
		if (what.do === 'pay') person.pays(id);
		if (what.do === 'unpay') person.unpays(id);
		if (what.do === 'delete') person.deletes(id);
		if (what.do === 'comment') person.sets(id, { comments: `${nowMs} ${id}` });
		if (what.do === 'touch') person.touchesOrder(orderId);
		if (what.do === 'deleteOrder' && payments.length > 10) person.deletesOrder(orderId);
		if (what.do === 'sum') person.sets(id, { sum: what.sum });
		if (what.do === 'backdate') {
			const day = new Date(nowMs - what.days * 86_400_000).toISOString().slice(0, 19);
			person.sets(id, { paid: 'Y', datePaid: `${day}+00:00` });
		}
	} catch (refusal) {
		// A paid payment that is deleted, a cancelled order, an inner account without money.
		if ((refusal as Error).constructor.name !== 'RestError') throw refusal;
	}
}

/** Payments as they are now, and the orders that still are. */
export interface Moment {
	readonly payments: ReadonlyMap<number, Readonly<PaymentRow>>;
}

export function momentOf({ ledger }: SandboxPortal): Moment {
	return { payments: new Map(ledger.payments().map((row) => [row.id, row])) };
}

/** What a watcher who saw these two moments has to tell, without their times: sorted. */
export function differences(before: Moment, now: Moment, orderExists: (id: number) => boolean) {
	const told: Array<{ event: string; paymentId: number; previous: string | null }> = [];
	for (const [paymentId, row] of now.payments) {
		const old = before.payments.get(paymentId);
		if (!old) {
			told.push({ event: 'created', paymentId, previous: null });
			if (row.paid === 'Y') told.push({ event: 'paid', paymentId, previous: null });
		} else if (old.paid !== row.paid) {
			told.push({ event: row.paid === 'Y' ? 'paid' : 'unpaid', paymentId, previous: old.paid });
		} else if (JSON.stringify(old) !== JSON.stringify(row)) {
			told.push({ event: 'changed', paymentId, previous: old.paid });
		}
	}
	for (const [paymentId, { orderId, paid }] of before.payments) {
		const isGone = !now.payments.has(paymentId) && orderExists(orderId);
		if (isGone) told.push({ event: 'deleted', paymentId, previous: paid });
	}
	return sorted(told);
}

export function sorted<T extends { event: string; paymentId: number }>(told: readonly T[]): T[] {
	return [...told].sort(
		(one, other) => one.paymentId - other.paymentId || one.event.localeCompare(other.event),
	);
}
