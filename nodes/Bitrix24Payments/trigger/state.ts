import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../portal/json';
import { decoded, encoded } from './encoding';
import { hashOf } from './shot';
import type { Snapshot } from './snapshot';

/** What one poll leaves for the next. Times are the portal's, in Unix seconds. */
export interface TriggerState {
	/** Host of the portal that all of it is about. */
	readonly portal: string;
	/** Orders that changed from here on are to be looked at. */
	readonly from: number;
	/** What happened earlier to a payment that is not remembered is no news. */
	readonly since: number;
	/** How far the portal's clock was ahead of Greenwich, in minutes. */
	readonly offset: number;
	/** The highest ID of a payment so far. */
	readonly newestPayment: number;
	readonly orders: Snapshot;
}

/** The form of what is stored. A later version of the node has to read every earlier form. */
const VERSION = 1;

const NUMBERS = ['from', 'since', 'offset', 'newestPayment'] as const;

/** As n8n keeps it with the workflow. */
export function stored(state: TriggerState): IDataObject {
	const orders = encoded(state.orders);
	return { version: VERSION, ...state, orders, checksum: hashOf(orders) };
}

/** What was found where the state is kept. */
export type Found =
	| { readonly kind: 'state'; readonly state: TriggerState }
	/** This is the first poll, or n8n has lost the state. */
	| { readonly kind: 'nothing' }
	/** Somebody else's, cut off, or of a later version of this node. */
	| { readonly kind: 'unreadable' };

export function restored(data: unknown): Found {
	if (data === undefined || data === null) return { kind: 'nothing' };
	const state = isObject(data) && data.version === VERSION ? stateFrom(data) : undefined;
	return state ? { kind: 'state', state } : { kind: 'unreadable' };
}

function stateFrom(data: IDataObject): TriggerState | undefined {
	const { portal, from, since, offset, newestPayment } = data;
	const orders = ordersFrom(data);
	const isWhole = NUMBERS.every((name) => Number.isSafeInteger(data[name]));
	if (!orders || !isWhole || typeof portal !== 'string') return undefined;
	const numbers = { from, since, offset, newestPayment } as Record<
		(typeof NUMBERS)[number],
		number
	>;
	return { portal, ...numbers, orders };
}

/** A text that was cut off can still be read, but what it lacks would pass for new. */
function ordersFrom({ orders, checksum }: IDataObject): Snapshot | undefined {
	if (typeof orders !== 'string') return undefined;
	const isWhole = checksum === undefined || checksum === hashOf(orders);
	return isWhole ? decoded(orders) : undefined;
}
