import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { Sight } from '../../nodes/Bitrix24Payments/execution/sight';
import type { ChangeOperation } from '../../nodes/Bitrix24Payments/operations/change';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { idsAsked } from '../portal/looks';
import { rig, type CommandAnswer, type PortalRig } from '../portal/support';
import { payment } from '../support/payments';
import { entryOf } from './support';

/** The payments from this one on are paid. */
export const PAID = 100;

/** The answer to a read of this payment. */
export function shown(id: number): Reply {
	return { kind: 'value', value: rowOf(id) };
}

function rowOf(id: number) {
	const paid = id >= PAID ? 'Y' : 'N';
	return { ...payment({ paid }).fields, id, accountNumber: `${id}/1` };
}

export interface Sighting extends PortalRig {
	readonly sight: Sight;
	/** An item that marks a payment as paid. */
	paying(id: number, options?: Partial<Entry['options']>): Entry;
}

/** The sight of a run, at a portal that takes so long for each list, and afterwards a moment. */
export function looking(...delays: number[]): Sighting {
	const one = rig();
	const { server, portal, clock } = one;
	server.answer = ({ method, params }): CommandAnswer => {
		clock.time += delays.shift() ?? 1;
		return method === 'sale.payment.list'
			? { result: { payments: idsAsked({ method, params }).map(rowOf) } }
			: { result: rowOf(Number(params.id)) };
	};
	const paying = (id: number, options = {}) => itemOf(pay, id, one, options);
	return { ...one, sight: new Sight(portal), paying };
}

export function itemOf(
	operation: ChangeOperation,
	paymentId: number,
	{ portal }: PortalRig,
	options: Partial<Entry['options']> = {},
): Entry {
	const entry = entryOf(operation, { paymentId, updateFields: { comments: 'a' } }, 0, portal);
	return { ...entry, options: { ...entry.options, ...options } };
}

export const UNVERIFIED = { verify: false };
