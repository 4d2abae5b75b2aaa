import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type INodeProperties,
} from 'n8n-workflow';

import { complaintAbout } from '../nodes/Bitrix24Payments/portal/webhookCheck';

const WEBHOOK = { show: { grantType: ['webhook'] } };
const OAUTH = { show: { grantType: ['authorizationCode'] } };

/**
 * An expression for the origin of an entered address: of https, or of this machine. Nothing else may
 * carry a secret, so anything else becomes an address at which nobody answers.
 */
function safeOrigin(entered: string): string {
	const safe =
		'/^(https:\\/\\/[^\\/?#]+|http:\\/\\/(?:localhost|127(?:\\.\\d+){3}|\\[::1\\])(?::\\d+)?)(?=[\\/?#]|$)/i';
	return `((${entered} || "").trim().match(${safe}) || ["", "https://enter-an-address-with-https.invalid"])[1]`;
}

/**
 * One credential, two ways in. It extends n8n's OAuth2 so that Connect, token storage and refresh
 * are n8n's own; the value of `grantType` decides in the editor which fields are shown.
 */
export class Bitrix24PaymentsOAuth2Api implements ICredentialType {
	name = 'bitrix24PaymentsOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Bitrix24 Payments OAuth2 API';

	icon = {
		light: 'file:../nodes/Bitrix24Payments/bitrix24Payments.svg',
		dark: 'file:../nodes/Bitrix24Payments/bitrix24Payments.dark.svg',
	} as const;

	documentationUrl =
		'https://github.com/n8n-nodes-bitrix24-payments/n8n-nodes-bitrix24-payments#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Connection Method',
			name: 'grantType',
			type: 'options',
			options: [
				{
					name: 'Inbound Webhook',
					value: 'webhook',
					description: 'A secret URL that acts as the user who created it; quickest to set up',
				},
				{
					name: 'OAuth2',
					value: 'authorizationCode',
					description: 'A local application of the portal; acts as the user who connects it',
				},
			],
			default: 'webhook',
		},
		{
			displayName:
				'In Bitrix24: Developer resources > Other > Inbound webhook. Tick the permissions crm, sale and pay_system (salescenter for payment links), save, and copy the URL.',
			name: 'webhookHelp',
			type: 'notice',
			default: '',
			displayOptions: WEBHOOK,
		},
		{
			displayName: 'Webhook URL',
			name: 'webhookUrl',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. https://your-portal.bitrix24.com/rest/1/your-code/',
			description: 'The whole URL with its secret code. It acts as the person who created it.',
			displayOptions: WEBHOOK,
		},
		{
			displayName:
				'In Bitrix24: Developer resources > Other > Local application, type Server. Paste the OAuth Redirect URL from above as its handler path, tick the permissions crm, sale and pay_system (salescenter for payment links), save, and copy client ID and application key.',
			name: 'oauthHelp',
			type: 'notice',
			default: '',
			displayOptions: OAUTH,
		},
		{
			displayName: 'Portal URL',
			name: 'portalUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://your-portal.bitrix24.com',
			description: 'The address of your Bitrix24, without a path',
			displayOptions: OAUTH,
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. local.5f0c1e2d3a4b56.12345678',
			description: 'Shown in the card of the local application in Bitrix24',
			displayOptions: OAUTH,
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The application key, shown next to the client ID',
			displayOptions: OAUTH,
		},
		{
			displayName: 'Authorization Server',
			name: 'authorizationServer',
			type: 'string',
			default: 'https://oauth.bitrix.info',
			required: true,
			placeholder: 'e.g. https://oauth.bitrix.info',
			description:
				'Keep the default, except for portals in Armenia, Azerbaijan, Belarus, Georgia, Kazakhstan, Kyrgyzstan, Russia and Uzbekistan: https://oauth.bitrix24.tech',
			displayOptions: OAUTH,
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: `={{ ${safeOrigin('$self["portalUrl"]')} }}/oauth/authorize/`,
			required: true,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: `={{ ${safeOrigin('$self["authorizationServer"]')} }}/oauth/token/`,
			required: true,
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: '' },
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		{
			displayName: 'Allowed HTTP Request Domains',
			name: 'allowedHttpRequestDomains',
			type: 'hidden',
			default: 'none',
		},
		// n8n takes a 401 of the connection test for an expired token and would look for one to refresh,
		// which a webhook does not have. No answer has the status 0.
		{
			displayName: 'Token Expired Status Code',
			name: 'tokenExpiredStatusCode',
			type: 'hidden',
			// No secret, but n8n's linter takes everything with 'token' in its name for one.
			typeOptions: { password: true },
			default: 0,
		},
		{ displayName: 'Allowed Domains', name: 'allowedDomains', type: 'hidden', default: '' },
	];

	/**
	 * n8n signs the test request of every credential that extends OAuth2. In webhook mode there is no
	 * token, so an empty one is handed over, which Bitrix24 ignores; the code in the URL counts.
	 *
	 * The test itself can only put HTTP statuses into words: of a host that nobody has it would show
	 * `ENOTFOUND`. What is thrown here is shown as it is.
	 */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		if (credentials.grantType === 'authorizationCode') return {};
		const complaint = await complaintAbout(this, credentials);
		if (complaint) throw new UserError(complaint);
		return { oauthTokenData: { access_token: '#', token_type: 'none' } };
	}

	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ $credentials.grantType === "authorizationCode" ? ${safeOrigin('$credentials.portalUrl')} + "/rest" : ${safeOrigin('$credentials.webhookUrl')} + ($credentials.webhookUrl.trim().match(/^https?:\\/\\/[^\\/]+(\\/.*?rest\\/\\d+\\/[\\w-]+)/i) || ["", "/"])[1] }}`,
			url: '/scope',
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Bitrix24 does not accept this webhook: its URL is incomplete, or it was deleted or changed. Copy the whole URL again, or create a new inbound webhook',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'No Bitrix24 REST API at this address. The webhook URL has the form https://your-portal.bitrix24.com/rest/{user ID}/{code}/',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 302,
					message: 'The portal has a new address. Enter the new one',
				},
			},
		],
	};
}
