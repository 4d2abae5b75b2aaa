import type { IDataObject } from 'n8n-workflow';

import type { Amount } from '../parameters/amounts';
import type { Input } from '../parameters/input';
import type { PaymentRef } from '../parameters/paymentRef';
import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import type { Look } from '../portal/look';
import type { OrderName } from '../portal/paymentSearch';
import type { OperationFace } from './change';

/** One output item of a lookup. */
export interface Finding {
	readonly json: IDataObject;
	/** A file to attach: base64 content under the name of a binary field. */
	readonly file?: {
		readonly field: string;
		readonly base64: string;
		readonly name: string;
		readonly mimeType: string;
	};
	/** IDs of all payments that it has to do with, for what is told of all items together. */
	readonly concerns?: readonly number[];
	/** Money that it says went out, for the same. */
	readonly outgoing?: Outgoing;
}

/** Money that went out: it may be some that came in and was taken back. */
export interface Outgoing {
	/** Every way in which its amount can be read. */
	readonly amounts: readonly Amount[];
	/** What the text beside it may name. */
	readonly numbers: readonly string[];
}

/**
 * A lookup as a conversation: it yields what it wants to see and is handed their replies, until it
 * returns what it found. It sends nothing itself, so that lookups of many items share requests.
 *
 * Throws Failure when a reply leaves nothing to find.
 */
export type Query = Generator<Look[], Finding[], Reply[]>;

/** Whose payments were looked for, for a hint when there are none. */
export interface Subject {
	/** As in "deal". */
	readonly one: string;
	readonly many: string;
	/** All that there is was searched. */
	readonly isWhole?: boolean;
	/** Whether what was found had to match filters. */
	readonly isFiltered: boolean;
	/** What else an empty answer may mean, as in "or there is no such deal". */
	readonly or?: string;
}

/** What an item asks for: which payment, if it is about one, and what is to be found out. */
export interface QueryRequest {
	readonly ref?: PaymentRef;
	/** The order whose payments it is about, if it is about those. */
	readonly order?: OrderName;
	readonly subject?: Subject;
	/**
	 * @param id of the payment or order; 0 where it is about none in particular
	 * @param together how many items of the run share requests
	 */
	query(id: number, together: number): Query;
}

/** An operation that only reads. */
export interface QueryOperation extends OperationFace {
	readonly kind: 'query';
	/** How many items share requests; by default as many as one batch has room for. */
	readonly atOnce?: number;
	/** What the findings of all items of one portal, in input order, come to together. */
	finish?(findings: ReadonlyArray<readonly Finding[]>): Finding[][];
	/**
	 * Validates one item's parameters.
	 * @throws Failure (`INVALID_INPUT`)
	 */
	request(input: Input): QueryRequest;
}

/** What a read answered; throws what it was refused with. */
export function valueOf(reply: Reply | undefined): unknown {
	if (reply?.kind === 'value') return reply.value;
	throw reply?.failure ?? unexpected();
}

/** An answer of a form that this method never has. */
export function unexpected(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered in an unexpected form',
		description:
			'Nothing was changed. Run again; if it happens again, look at the record in Bitrix24',
		retryable: true,
	});
}
