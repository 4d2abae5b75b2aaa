import type {
	IAllExecuteFunctions,
	GenericValue,
	IDataObject,
	IExecuteFunctions,
} from 'n8n-workflow';

import { credentialSource, variesByItem } from '../../nodes/Bitrix24Payments/execution/credentials';
import { NODE } from './failing';

const TYPE = 'bitrix24PaymentsOAuth2Api';
const DETAILS = { id: '7', name: 'Portal' };

describe('The credential of an item', () => {
	/** n8n, which resolves a credential for each item and refreshes the token that it reads. */
	const context = {
		getNode: () => NODE,
		getCredentials: async (type: string, itemIndex?: number) => ({ type, itemIndex }),
		helpers: {
			async refreshOAuth2Token(this: IAllExecuteFunctions, type: string) {
				const { token } = await this.getCredentials(type);
				return { refreshed: token, type, by: this.getNode().name };
			},
		},
	} as unknown as IExecuteFunctions;

	it('is read as n8n resolves it for this item', async () => {
		expect(await credentialSource(context, 3).read()).toEqual({ type: TYPE, itemIndex: 3 });
	});

	it('is read also where there are no items', async () => {
		expect(await credentialSource(context).read()).toEqual({ type: TYPE, itemIndex: undefined });
	});

	it('is refreshed by n8n from the token that has expired, not from a newer one', async () => {
		const source = credentialSource(context, 3);
		expect(await source.refresh({ token: 'expired' })).toEqual({
			refreshed: 'expired',
			type: TYPE,
			by: 'Payments',
		});
		expect(await source.read()).toEqual({ type: TYPE, itemIndex: 3 });
	});
});

function contextWith(additionalData: unknown, credentials?: object): IExecuteFunctions {
	const context = {
		additionalData,
		getNode: () => ({ ...NODE, credentials }),
		getMode: () => 'trigger',
	};
	return context as unknown as IExecuteFunctions;
}

/** Whether a credential of which this is stored varies; n8n shows it to who asks for it raw. */
async function varies(fields: IDataObject, asked: unknown[] = []): Promise<boolean> {
	const getDecrypted = async (...question: unknown[]) => {
		asked.push(...question);
		return question[5] === true ? fields : {};
	};
	const additionalData = { credentialsHelper: { getDecrypted } };
	return await variesByItem(contextWith(additionalData, { [TYPE]: DETAILS }));
}

describe('A credential may be another one for each item', () => {
	it.each([['grantType'], ['webhookUrl'], ['portalUrl'], ['clientId'], ['clientSecret']])(
		'where its %s is an expression that speaks of the item',
		async (field) => {
			expect(await varies({ webhookUrl: 'fixed', [field]: '={{ $json.portal }}' })).toBe(true);
		},
	);

	it.each([
		['={{ $("Portals").item.json.hook }}'],
		['={{ $vars.hooks[$json.portal] }}'],
		['=https://{{ $json.portal }}/rest/1/{{ $secrets.vault.code }}/'],
		['={{ $execution.id + $itemIndex }}'],
		['={{ $variables }}'],
		[String.raw`={{ \u0024json.hook }}`],
	])('where it is %s', async (webhookUrl) => {
		expect(await varies({ webhookUrl })).toBe(true);
	});

	it.each<[string, unknown]>([
		['n8n does not show its store', undefined],
		['n8n has no store', {}],
		['the store shows nothing', { credentialsHelper: { getDecrypted: async () => undefined } }],
		[
			'the store refuses',
			{
				credentialsHelper: {
					getDecrypted: async () => {
						throw new Error('No such credential');
					},
				},
			},
		],
	])('as far as anybody can see where %s', async (_what, additionalData) => {
		expect(await variesByItem(contextWith(additionalData, { [TYPE]: DETAILS }))).toBe(true);
	});

	it('as far as anybody can see where the node has none', async () => {
		const getDecrypted = async (_data: unknown, details: unknown) => {
			if (details === undefined) throw new Error('No credential');
			return {};
		};
		expect(await variesByItem(contextWith({ credentialsHelper: { getDecrypted } }))).toBe(true);
	});
});

describe('A credential is the same for all items', () => {
	it('as far as n8n has stored it for this node', async () => {
		const asked: unknown[] = [];
		expect(await varies({ webhookUrl: 'fixed' }, asked)).toBe(false);
		expect(asked[0]).toHaveProperty('credentialsHelper');
		expect(asked.slice(1)).toEqual([DETAILS, TYPE, 'trigger', undefined, true]);
	});

	it.each<[GenericValue]>([
		['https://acme.bitrix24.com/rest/1/code/'],
		['https://acme.bitrix24.com/rest/1/$json/'],
		['={{ $secrets.vault.hook }}'],
		['={{ $vars.hook + $env.HOOK }}'],
		['=https://{{ $self.host }}/rest/1/{{ $workflow.name }}/{{ $execution.mode }}/'],
		['=https://acme.bitrix24.com/rest/1/code/'],
		[''],
		[undefined],
		[17],
	])('where its webhook URL is %j', async (webhookUrl) => {
		expect(await varies({ webhookUrl })).toBe(false);
	});

	it('where only what does not decide on the portal speaks of the item', async () => {
		expect(await varies({ webhookUrl: 'fixed', oauthTokenData: '={{ $json.token }}' })).toBe(false);
	});
});
