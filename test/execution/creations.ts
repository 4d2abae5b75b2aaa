import type { IDataObject } from 'n8n-workflow';

import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import type { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { entryOf } from './support';

const FIELDS: IDataObject = { sum: 100.5, paySystemId: 7 };

/** All of it fits into the creation itself. */
export const PAY_SYSTEM_ALONE: IDataObject = { paySystemId: 7 };

/** A creation that has come so far. */
export function creation(outcome?: Outcome, additionalFields = FIELDS): Entry {
	const entry = entryOf(create, { entityTypeId: 2, entityId: 25, additionalFields });
	return outcome ? Object.assign(entry, { outcome }) : entry;
}

export const CREATED = {
	kind: 'done',
	changed: true,
	verified: true,
	paymentId: 1038,
} satisfies Outcome;

export function failureOf({ outcome }: Entry): Failure {
	if (outcome?.kind !== 'failed') throw new Error('It has not failed');
	return outcome.failure;
}
