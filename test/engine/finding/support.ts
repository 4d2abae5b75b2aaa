import type { IDataObject } from 'n8n-workflow';

import type { SeedPayment } from '../../../sandbox/portal';
import type { RunResult, RunSettings } from '../../support/rig';
import { CONTINUE, type Use } from '../truth/support';

export type Mode = 'list' | 'number' | 'deal' | 'invoice' | 'order' | 'id' | 'url';

/** The locator of a payment whose value is a column of the input. */
export function locator(mode: Mode, value = '={{ $json.ref }}'): IDataObject {
	return { __rl: true, mode, value };
}

/** Marks the payments as paid that the items refer to in this way. */
export async function payBy(
	{ rig }: Pick<Use, 'rig'>,
	mode: Mode,
	refs: readonly unknown[],
	settings: Partial<RunSettings> = {},
): Promise<RunResult> {
	return await rig.run({
		operation: 'pay',
		items: refs.map((ref) => ({ ref }) as IDataObject),
		parameters: { paymentId: locator(mode) },
		onError: CONTINUE,
		...settings,
	});
}

/** The ways in: with the store's lists, and with the permission crm alone. */
export const PERMISSIONS = [
	['sale and crm', ['crm', 'sale', 'pay_system']],
	['crm alone', ['crm']],
] as const;

export function allow({ rig, portal }: Use, scopes: readonly string[]): void {
	rig.useWebhook(portal.webhookFor({ scopes: [...scopes] }));
}

/** Adds payments of one order of a deal that has no others. */
export function addToDeal(
	{ ledger }: Pick<Use, 'ledger'>,
	deal: number,
	payments: ReadonlyArray<Omit<SeedPayment, 'sum'> & { sum?: number }>,
	orderId = 9000 + deal,
): number[] {
	return payments.map((payment, index) =>
		ledger.addPayment({
			id: 7000 + deal * 10 + index,
			orderId,
			entityTypeId: 2,
			entityId: deal,
			sum: 100,
			paySystemId: 2,
			...payment,
		}),
	);
}

export const PAID = { paid: 'Y', datePaid: '2026-05-09T11:20:00+02:00', empPaidId: 1 } as const;

/** IDs of the payments that are paid now. */
export function paidOf({ ledger }: Pick<Use, 'ledger'>, ids: readonly number[]): number[] {
	return ids.filter((id) => ledger.payment(id)?.paid === 'Y');
}
