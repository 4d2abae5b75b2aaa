import type { IDataObject } from 'n8n-workflow';

import type { Entry } from '../../../nodes/Bitrix24Payments/execution/entry';
import type { Change, ChangeOperation } from '../../../nodes/Bitrix24Payments/operations/change';
import { create } from '../../../nodes/Bitrix24Payments/operations/payment/create';
import { deletePayment } from '../../../nodes/Bitrix24Payments/operations/payment/delete';
import { pay } from '../../../nodes/Bitrix24Payments/operations/payment/pay';
import { paySystemPay } from '../../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { unpay } from '../../../nodes/Bitrix24Payments/operations/payment/unpay';
import { update } from '../../../nodes/Bitrix24Payments/operations/payment/update';
import type { WritablePortal } from '../../../nodes/Bitrix24Payments/portal/writablePortal';
import { inputOf } from '../../support/payments';
import type { ItemPlan, Kind, Plan } from './plan';

export const OPERATIONS: Readonly<Record<Kind, ChangeOperation>> = {
	pay,
	unpay,
	update,
	charge: paySystemPay,
	delete: deletePayment,
	create,
	createForOrder: create,
};

export const ORDERS: Readonly<Record<number, number>> = { 1: 101, 2: 101, 3: 103, 4: 104, 5: 104 };

export const UPDATES: readonly IDataObject[] = [
	{ comments: 'first' },
	{ comments: 'second' },
	{ paid: 'Y' },
	{ isReturn: 'Y' },
	{ comments: 'first', isReturn: 'Y' },
];

export const CREATIONS: readonly IDataObject[] = [
	{ paySystemId: 7 },
	{ paySystemId: 7 },
	{ paySystemId: 7, sum: 120.5 },
	{ paySystemId: 8, comments: 'first' },
	{ paySystemId: 7, paid: 'Y' },
];

/** The items of a run, as it makes them of its input. */
export function entriesOf(plan: Plan, portal: WritablePortal): Entry[] {
	return lookingAtRepeats(plan.items.map((item, index) => entryOf(item, index, plan, portal)));
}

function entryOf(item: ItemPlan, index: number, plan: Plan, portal: WritablePortal): Entry {
	const operation = OPERATIONS[plan.kind];
	const { order, ref, change } = operation.request(inputOf(parametersOf(item, plan)));
	const id = order ? orderIdOf(item) : ref?.by === 'id' ? ref.id : 0;
	const guards = plan.onlyIf && operation.guarded ? { amount: 100.5 } : {};
	return {
		index,
		portal,
		change: labelled(change(id), index),
		options: { verify: plan.verify, simplify: true, dryRun: false, guards },
	};
}

function orderIdOf({ payment }: ItemPlan): number {
	return ORDERS[payment] ?? 0;
}

function parametersOf(item: ItemPlan, { kind }: Plan): IDataObject {
	const { payment, variant } = item;
	if (kind === 'create') {
		const deal = { entityTypeId: 2, entityId: payment % 2 ? 25 : 26 };
		return { ...deal, additionalFields: CREATIONS[variant] };
	}
	if (kind === 'createForOrder') {
		return {
			entityTypeId: 14,
			entityId: String(orderIdOf(item)),
			additionalFields: CREATIONS[variant],
		};
	}
	const fields = kind === 'update' ? { updateFields: UPDATES[variant] } : { paySystemId: 7 };
	return { paymentId: payment, ...fields };
}

/** Its writes say which item they are of. */
function labelled<State>(change: Change<State>, index: number): Change<State> {
	const { write, followUp } = change;
	return {
		...change,
		write: (before) => {
			const { method, params } = write(before);
			return { method, params: { ...params, item: index } };
		},
		...(followUp ? { followUp: (id: number) => labelled(followUp(id), index) } : {}),
	};
}

/** As a run does with the same payment further down in the input. */
function lookingAtRepeats(entries: readonly Entry[]): Entry[] {
	const named = new Set<number>();
	return entries.map((entry) => {
		const { paymentId } = entry.change;
		if (paymentId === undefined) return entry;
		if (named.has(paymentId)) return { ...entry, mustBeSeen: true };
		named.add(paymentId);
		return entry;
	});
}
