import type {
	IAllExecuteFunctions,
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeCredentialsDetails,
	IPollFunctions,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { CREDENTIAL_TYPE, type CredentialSource } from '../portal/connection';

type Context = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/**
 * The credential of an item. n8n lets a credential hold expressions and resolves them per item:
 * read for the first item only, the other items' money would go to the wrong portal.
 *
 * @param itemIndex where there are items
 */
export function credentialSource(context: Context, itemIndex?: number): CredentialSource {
	return {
		read: async () => await context.getCredentials(CREDENTIAL_TYPE, itemIndex),
		refresh: async (expired) => {
			// n8n refreshes only if its database still holds the token of the credential that it has
			// read before, so it is given the one that has expired: reading anew, it could come upon the
			// token that another worker has just stored, and would refresh that one again.
			const reader: IAllExecuteFunctions = Object.create(context, {
				getCredentials: { value: async () => expired },
			});
			return await context.helpers.refreshOAuth2Token.call(reader, CREDENTIAL_TYPE);
		},
	};
}

/** The part of n8n's context that tells what is stored, expressions and all. It is not public. */
interface StoredCredentials {
	readonly additionalData?: {
		readonly credentialsHelper?: {
			getDecrypted(
				additionalData: unknown,
				details: INodeCredentialsDetails | undefined,
				type: string,
				mode: WorkflowExecuteMode,
				executeData: undefined,
				raw: boolean,
			): Promise<ICredentialDataDecryptedObject>;
		};
	};
}

/** The fields that decide to which portal a request goes and as whom. */
const DECISIVE = ['grantType', 'webhookUrl', 'portalUrl', 'clientId', 'clientSecret'] as const;

/**
 * Whether the credential may be another one for each item. To resolve it for every item costs a
 * query of n8n's database and a decryption each, so it is asked once what is stored. Where that
 * cannot be seen, the answer is yes.
 */
export async function variesByItem(context: IExecuteFunctions): Promise<boolean> {
	const { additionalData } = context as unknown as StoredCredentials;
	const details = context.getNode().credentials?.[CREDENTIAL_TYPE];
	try {
		const stored = await additionalData?.credentialsHelper?.getDecrypted(
			additionalData,
			details,
			CREDENTIAL_TYPE,
			context.getMode(),
			undefined,
			true,
		);
		return !stored || DECISIVE.some((field) => dependsOnItem(stored[field]));
	} catch {
		return true;
	}
}

/** What an expression may speak of and still come out the same for all items of a run. */
const SAME_FOR_ALL = new Set(['$secrets', '$vars', '$env', '$self', '$workflow', '$execution']);

function dependsOnItem(value: unknown): boolean {
	if (typeof value !== 'string' || !value.startsWith('=')) return false;
	// JavaScript may write the sign by its number: `\u0024json` is `$json`.
	if (value.includes('\\')) return true;
	return (value.match(/\$\w*/g) ?? []).some((name) => !SAME_FOR_ALL.has(name));
}
