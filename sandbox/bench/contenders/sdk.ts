import { B24OAuth } from '@bitrix24/b24jssdk';

import type { PortalAccess } from '../processes/portalProcess';
import type { Contender } from './contender';

/** Bitrix24's official SDK: batches of 50, one after another, paced by its own limiters. */
export function sdkContender(portal: PortalAccess): Contender {
	const client = oauthClient(portal);
	client.offClientSideWarning();
	return {
		async pay(ids) {
			const calls = ids.map((id): [string, { id: number }] => ['crm.item.payment.pay', { id }]);
			const answer = await client.actions.v2.batchByChunk.make<boolean>({
				calls,
				options: { isHaltOnError: false },
			});
			const succeeded = (answer.getData() ?? []).filter((result) => result === true).length;
			return {
				succeeded,
				verified: 0,
				failed: ids.length - succeeded,
				firstFailure: answer.getErrorMessages()[0],
			};
		},
	};
}

/** As an OAuth app: with a webhook the SDK insists on https, which the sandbox does not speak. */
function oauthClient({ url, clientId, clientSecret, tokens }: PortalAccess): B24OAuth {
	return new B24OAuth(
		{
			applicationToken: 'not used by calls',
			userId: tokens.user_id,
			memberId: tokens.member_id,
			accessToken: tokens.access_token,
			refreshToken: tokens.refresh_token,
			expires: tokens.expires,
			expiresIn: tokens.expires_in,
			scope: tokens.scope,
			domain: new URL(url).host,
			clientEndpoint: tokens.client_endpoint,
			serverEndpoint: tokens.server_endpoint,
			status: tokens.status,
		} as unknown as ConstructorParameters<typeof B24OAuth>[0],
		{ clientId, clientSecret },
	);
}
