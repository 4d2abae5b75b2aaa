import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { openConnection } from '../../nodes/Bitrix24Payments/portal/connection';
import { FakeClock } from './support';

/** As whom the portal is asked with this credential. */
async function userOf(credential: object): Promise<number | undefined> {
	const read = async () => credential as ICredentialDataDecryptedObject;
	const refresh = async () => undefined;
	return (await openConnection({ read, refresh }, new FakeClock())).userId;
}

function connectedBy(user_id: unknown): object {
	return {
		grantType: 'authorizationCode',
		portalUrl: 'https://acme.bitrix24.com',
		oauthTokenData: { access_token: 'access-one', user_id },
	};
}

describe('The user as whom the portal is asked', () => {
	it('stands in the address of a webhook', async () => {
		expect(await userOf({ webhookUrl: 'https://acme.bitrix24.com/rest/7/abcdefgh1234/' })).toBe(7);
	});

	it.each([[12], ['12'], [1], ['1']])('came with the token, as %p', async (userId) => {
		expect(await userOf(connectedBy(userId))).toBe(Number(userId));
	});

	it.each([[undefined], [null], [''], ['0'], [0], [-1], ['1.5'], ['somebody'], [{}]])(
		'is not known where %p stands in its place',
		async (userId) => {
			expect(await userOf(connectedBy(userId))).toBeUndefined();
		},
	);
});
