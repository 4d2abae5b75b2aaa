import type { IDataObject } from 'n8n-workflow';

import type { Entry, Outcome } from '../../nodes/Bitrix24Payments/execution/entry';
import type { ChangeOperation } from '../../nodes/Bitrix24Payments/operations/change';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { Failure, type OwnCode } from '../../nodes/Bitrix24Payments/portal/failure';
import type { WritablePortal } from '../../nodes/Bitrix24Payments/portal/writablePortal';
import { rig } from '../portal/support';
import { inputOf, requested } from '../support/payments';

const { portal: HERE } = rig();

/** The entry of an item that changes something. */
export function entryOf(
	operation: ChangeOperation,
	parameters: IDataObject,
	index = 0,
	portal: WritablePortal = HERE,
): Entry {
	return {
		index,
		portal,
		change: requested(operation, inputOf(parameters)),
		options: { verify: true, simplify: true, dryRun: false, guards: {} },
	};
}

/** The entry of an item that marks a payment as paid. */
export function entryFor(paymentId: number, index = 0, outcome?: Outcome): Entry {
	return { ...entryOf(pay, { paymentId }, index), ...(outcome ? { outcome } : {}) };
}

export const CHANGED: Outcome = { kind: 'done', changed: true, verified: true };

export function failed(code: OwnCode): Outcome {
	return { kind: 'failed', failure: new Failure({ code, message: 'm', description: 'd' }) };
}

/** Nobody knows what became of its write. */
export function leaveInDoubt(entry: Entry): void {
	const failure = new Failure({ code: 'CONNECTION_FAILED', message: 'm', description: 'd' });
	entry.doubt = { kind: 'lost', failure, since: 0 };
	entry.outcome = failed('OUTCOME_UNKNOWN');
}
