import { startPortal, type PortalOptions, type SandboxPortal } from '../../sandbox/portal';
import { CREDENTIAL_TYPE } from '../../sandbox/engine/engine';
import type { N8nClient } from '../../sandbox/n8n/client';

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
	const data = { grantType: 'webhook', webhookUrl: portal.webhook };
	return await client.createCredential('Bitrix24', CREDENTIAL_TYPE, data);
}

/** Saves an OAuth2 credential and connects it as a person would; answers its ID. */
export async function oauthCredential(client: N8nClient, portal: SandboxPortal): Promise<string> {
	const { clientId, clientSecret, authorizationServer } = portal.oauth;
	const id = await client.createCredential('Bitrix24', CREDENTIAL_TYPE, {
		grantType: 'authorizationCode',
		portalUrl: portal.url,
		clientId,
		clientSecret,
		authorizationServer,
	});
	await client.connect(id);
	return id;
}

/** Payments that are not booked exactly once, in words; empty when the ledger is consistent. */
export function irregularities(portal: SandboxPortal, ids: readonly number[]): string[] {
	return ids.flatMap((id) => {
		const { receipts, triggers, paidTransitions, overlappingWrites } = portal.ledger.effects(id);
		const isPaid = portal.ledger.payment(id)?.paid === 'Y';
		const once = [receipts, triggers, paidTransitions].every((count) => count === 1);
		if (isPaid && once && overlappingWrites === 0) return [];
		return [`${id}: paid ${isPaid}, ${receipts} receipts, ${triggers} triggers`];
	});
}

/** The payments that are paid by now. */
export function booked(portal: SandboxPortal, ids: readonly number[]): number[] {
	return ids.filter((id) => portal.ledger.payment(id)?.paid === 'Y');
}
