import type { IDataObject } from 'n8n-workflow';

import type { Command } from './command';
import type { SearchLook } from './paymentSearch';

/**
 * How much of a payment is to be seen:
 * - `short`: nine fields, with no more rights than the right to read the order
 * - `full`: all 44 fields, for a user with rights in the store
 */
export type PaymentForm = 'short' | 'full';

export interface PaymentLook {
	readonly show: 'payment';
	readonly id: number;
	readonly form: PaymentForm;
	/** Never as a row of a list, which does not tell why a payment is missing. */
	readonly singly?: boolean;
}

/** All payments of a deal or invoice, newest first, in their short form. */
export interface OwnerLook {
	readonly show: 'paymentsOf';
	readonly entityTypeId: number;
	readonly entityId: number;
	/** Never by way of its orders. */
	readonly singly?: boolean;
}

/** Some pages of the payments of the whole portal, newest first; its answer is `PagesRead`. */
export interface PagesLook {
	readonly show: 'pages';
	readonly filter: IDataObject;
	/** Fields; empty = all. */
	readonly select: readonly string[];
	/** Only payments with a lower ID. */
	readonly below?: number;
	readonly pages: number;
}

/**
 * Some calls in one request, each of which may refer to the answer of the one before (`Earlier`);
 * its answer is the list of their replies, shorter where one had nothing to refer to.
 */
export interface ChainLook {
	readonly show: 'chain';
	readonly commands: readonly Command[];
}

/**
 * What somebody wants to see of the portal. It does not say how it is read: that is decided in
 * one place, where it can be made cheap for many looks at once.
 */
export type Look =
	| PaymentLook
	| OwnerLook
	| SearchLook
	| PagesLook
	| ChainLook
	/** What only one method can tell, such as a payment link. */
	| { readonly show: 'answer'; readonly method: string; readonly params: IDataObject };

/** A look that one method answers. */
export function answerOf(method: string, params: IDataObject = {}): SingleLook {
	return { show: 'answer', method, params };
}

/** A look that one call can answer. */
export type SingleLook = Exclude<Look, PagesLook | SearchLook | ChainLook>;

export function commandFor(look: SingleLook): Command {
	switch (look.show) {
		case 'payment':
			return {
				method: look.form === 'short' ? 'crm.item.payment.get' : 'sale.payment.get',
				params: { id: look.id },
			};
		case 'paymentsOf': {
			const { entityTypeId, entityId } = look;
			return {
				method: 'crm.item.payment.list',
				params: { entityId, entityTypeId, order: { id: 'desc' } },
			};
		}
		case 'answer':
			return { method: look.method, params: look.params };
	}
}
