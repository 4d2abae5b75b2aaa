import type { IDataObject } from 'n8n-workflow';

export type Row = IDataObject & { readonly id: number; readonly orderId: number };

/** A write that left n8n, and what the portal made of it. */
export interface Sending {
	readonly item: number;
	readonly method: string;
	readonly payment: number;
	readonly order: number | undefined;
	/** The number of its request. */
	readonly request: number;
	readonly sentAt: number;
	/** When nothing more was to be heard of it. */
	endedAt: number;
	/** It asks the payment system to give money back. */
	readonly isRefund: boolean;
	/** When it took effect. */
	doneAt?: number;
	/** What it created. */
	createdId?: number;
	/** The portal never got it, or said that it did not do it. */
	surelyNot: boolean;
}

/** What a read showed of a payment; undefined is gone. */
export interface Shown {
	readonly payment: number;
	readonly row: Row | undefined;
	readonly at: number;
	readonly request: number;
}
