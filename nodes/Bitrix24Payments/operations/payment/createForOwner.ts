import type { Claim } from '../../portal/turns';
import { orderOf, type Payment } from '../../records/payment';
import type { Change, Confirmation, Judgement } from '../change';
import {
	createdBy,
	creating,
	freshIn,
	notThere,
	paymentsFrom,
	previewOf,
	unconfirmed,
	type NewPayment,
	type Payments,
} from './newPayment';
import type { SetField } from './setFields';
import { updateRequest } from './update';

/** A deal or invoice, and the fields of the payment that it is to get. */
export interface ForOwner {
	readonly entityTypeId: number;
	readonly entityId: number;
	readonly fields: readonly SetField[];
}

/**
 * A new payment of a deal or invoice: `crm.item.payment.add` takes the payment system alone
 * (docs/bitrix24.md#create-and-delete); everything else is filled in by an update behind it.
 */
export function createForOwner({ entityTypeId, entityId, fields }: ForOwner): Change<Payments> {
	const owner = { entityId, entityTypeId };
	const target = `item ${entityTypeId}/${entityId}`;
	const paySystem = fields.find(({ field }) => field.name === 'paySystemId');
	const hasMore = fields.some((field) => field !== paySystem);
	const wanted = emptyPayment(paySystem?.value);
	return {
		...creating(wanted),
		target,
		look: { show: 'paymentsOf', ...owner, singly: true },
		observe: (reply) => (reply.kind === 'value' ? paymentsFrom(reply.value) : undefined),
		claim: (state) => claimOf(target, state),
		write: () => ({
			method: 'crm.item.payment.add',
			params: { ...owner, ...(paySystem ? { fields: { paySystemId: paySystem.value } } : {}) },
		}),
		confirmation: createdBy,
		judge: (after, before, confirmation) =>
			judge(after, before, wanted, confirmation, hasMore ? undefined : paySystem),
		preview: () => previewOf(fields),
		...(hasMore ? { followUp: (id: number) => updateRequest(id, fields) } : {}),
	};
}

function emptyPayment(wantedSystem: unknown): NewPayment {
	return {
		owner: 'the deal or invoice',
		kind: 'new and empty payment',
		looksLikeIt: ({ paid, sum, paySystemId }: Payment) =>
			paid === 'N' && !sum && (wantedSystem === undefined || paySystemId === wantedSystem),
	};
}

/** A payment is added to an order of its deal, which is saved with all its payments. */
function claimOf(target: string, state: Payments | undefined): Claim {
	const orders = [...(state?.values() ?? [])].map(orderOf);
	if (!state || orders.includes(undefined)) return undefined;
	return new Set([target, ...orders.flatMap((order) => [...(order ?? [])])]);
}

/** @param paySystem that nothing behind the creation sets once more */
function judge(
	after: Payments,
	before: Payments | undefined,
	wanted: NewPayment,
	confirmation: Confirmation | undefined,
	paySystem: SetField | undefined,
): Judgement {
	if (!confirmation?.createdId) {
		const isUncertain = !before || freshIn(after, before, wanted).length > 0;
		return { asWanted: false, failure: unconfirmed(after, before, wanted), isUncertain };
	}
	const payment = after.get(confirmation.createdId);
	if (!payment) return { asWanted: false, failure: notThere(confirmation.createdId, wanted) };
	const { paySystemId: stored } = payment;
	if (!paySystem || stored === paySystem.value) return { asWanted: true };
	const difference = { field: 'paySystemId', sent: paySystem.value, stored };
	return { asWanted: true, notApplied: [difference] };
}
