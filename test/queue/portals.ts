import { startPortal, type PortalOptions, type SandboxPortal } from '../../sandbox/portal';
import type { N8nClient } from '../../sandbox/n8n/client';
import { oauthData, webhookData } from '../../sandbox/n8n/credentialData';
import { CREDENTIAL_TYPE } from '../../sandbox/names';

const FIRST_ID = 30_001;

/** Lets a scenario play against a portal of its own, with this many unpaid payments. */
export async function withPortal<T>(
	count: number,
	options: PortalOptions,
	play: (portal: SandboxPortal, ids: number[]) => Promise<T>,
): Promise<T> {
	const portal = await startPortal(options);
	try {
		const ids = Array.from({ length: count }, (_, index) =>
			portal.ledger.addPayment({ id: FIRST_ID + index, sum: 10 + index, paySystemId: 2 }),
		);
		return await play(portal, ids);
	} finally {
		await portal.close();
	}
}

/** Saves a webhook credential; answers its ID. */
export async function webhookCredential(client: N8nClient, portal: SandboxPortal): Promise<string> {
	return await client.createCredential('Bitrix24', CREDENTIAL_TYPE, webhookData(portal));
}

/** Saves an OAuth2 credential and connects it as a person would; answers its ID. */
export async function oauthCredential(client: N8nClient, portal: SandboxPortal): Promise<string> {
	const id = await client.createCredential('Bitrix24', CREDENTIAL_TYPE, oauthData(portal));
	await client.connect(id);
	return id;
}

/** The payments that are paid by now. */
export function booked(portal: SandboxPortal, ids: readonly number[]): number[] {
	return ids.filter((id) => portal.ledger.payment(id)?.paid === 'Y');
}

/** A request about one payment, sent outside of a batch. */
export interface PaymentRequest {
	/** Of the payment. */
	readonly id: number;
	/** Missing when a webhook was called. */
	readonly token?: string;
}

/** Requests about one payment each that the portal refused with this HTTP status. */
export function refusals(portal: SandboxPortal, status: number): PaymentRequest[] {
	return portal.requests
		.filter(
			(request) => request.status === status && request.method.startsWith('crm.item.payment.'),
		)
		.map(({ rawBody }) => {
			const { id, auth } = JSON.parse(rawBody) as { id: number; auth?: string };
			return { id, token: auth };
		});
}
