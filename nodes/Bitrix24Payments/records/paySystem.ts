import type { IDataObject } from 'n8n-workflow';

import { numberOf } from './payment';

/** Codes of the REST handlers of the portal; undefined where they cannot be listed. */
export type RestHandlers = ReadonlySet<string> | undefined;

/** Whether Pay via Payment System can work with it. */
export type PayableOverRest = 'yes' | 'no' | 'unknown';

export interface PaySystem {
	readonly id: number;
	readonly name: string;
	readonly active: boolean;
	readonly isCash: boolean;
	/** Bitrix24's name of the handler, e.g. `cash`, or the code of an application's handler. */
	readonly handler: string;
	readonly payableOverRest: PayableOverRest;
	readonly usedFor: string;
	readonly sort: number | null;
	/** Everything Bitrix24 returned. */
	readonly fields: IDataObject;
}

/**
 * Handlers that book nothing when they are paid over REST, and say `true`
 * (docs/bitrix24.md#pay-via-payment-system).
 */
const WITHOUT_PAYMENT =
	/^(cash|cashondelivery(calc)?|bill\w*|inner|orderdocument|invoicedocument|authorize|sberbank|tbankbusiness)$/i;

/** @returns undefined for a row without an ID */
export function paySystemFrom(row: IDataObject, restHandlers: RestHandlers): PaySystem | undefined {
	const id = numberOf(row.ID);
	if (id === null) return undefined;
	const handler = typeof row.ACTION_FILE === 'string' ? row.ACTION_FILE : '';
	return {
		id,
		name: String(row.NAME ?? row.PSA_NAME ?? ''),
		active: row.ACTIVE !== 'N',
		isCash: row.IS_CASH === 'Y',
		handler,
		payableOverRest: payableOverRest(handler, restHandlers),
		usedFor: String(row.ENTITY_REGISTRY_TYPE ?? ''),
		sort: numberOf(row.SORT),
		fields: row,
	};
}

function payableOverRest(handler: string, restHandlers: RestHandlers): PayableOverRest {
	if (restHandlers?.has(handler)) return 'yes';
	if (restHandlers || WITHOUT_PAYMENT.test(baseName(handler))) return 'no';
	return 'unknown';
}

/** Self-hosted portals give the path of the handler's folder. */
function baseName(handler: string): string {
	return handler.split('/').filter(Boolean).at(-1) ?? '';
}
