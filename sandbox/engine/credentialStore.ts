import {
	ICredentialsHelper,
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IDataObject,
	type IExecuteData,
	type INodeCredentialsDetails,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { resolveExpressions } from './credentialExpressions';

/** The parent type's fields as far as the token refresh reads them; n8n itself is not installed. */
const OAUTH2_FIELDS: INodeProperties[] = [
	{ displayName: 'Client ID', name: 'clientId', type: 'string', default: '' },
	{ displayName: 'Client Secret', name: 'clientSecret', type: 'string', default: '' },
];

/**
 * Stands in for n8n's credential database: keeps the saved data, gives out what n8n gives out
 * (shown fields, defaults, resolved expressions) and stores refreshed tokens.
 */
export class CredentialStore extends ICredentialsHelper {
	private readonly saved = new Map<string, IDataObject>();

	/** How often n8n asked to store new token data. */
	tokenUpdates = 0;

	/** How often n8n asked for the data of a credential: each time, it decrypts and resolves it. */
	decryptions = 0;

	constructor(
		private readonly type: ICredentialType,
		private readonly nodeTypes: INodeTypes,
	) {
		super();
	}

	save(id: string, data: IDataObject): void {
		this.saved.set(id, structuredClone(data));
	}

	/** What the database holds for this credential. */
	read(id: string): IDataObject {
		return structuredClone(this.saved.get(id) ?? {});
	}

	getParentTypes(name: string): string[] {
		return name === this.type.name ? (this.type.extends ?? []) : [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(): Promise<never> {
		throw new Error('This credential type signs its own requests');
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(
		_helpers: unknown,
		credentials: ICredentialDataDecryptedObject,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		return (await this.type.preAuthentication?.call({ helpers: {} } as never, credentials)) as
			| ICredentialDataDecryptedObject
			| undefined;
	}

	async getCredentials(): Promise<ICredentials> {
		throw new Error('Encrypted credentials are not part of the sandbox');
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		_type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		item?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		this.decryptions += 1;
		const data = this.read(details.id ?? '');
		if (raw) return data as ICredentialDataDecryptedObject;
		const reader = { additionalData, mode, executeData, item };
		return resolveExpressions(this.shown(data), reader, this.nodeTypes);
	}

	/** As n8n does it: defaults, and of what is saved only the fields that are displayed. */
	private shown(data: IDataObject): ICredentialDataDecryptedObject {
		const shown = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(),
			data as never,
			true,
			false,
			null,
			null,
		);
		const { oauthTokenData = {} } = data;
		return { ...shown, oauthTokenData } as ICredentialDataDecryptedObject;
	}

	async updateCredentials(): Promise<void> {
		throw new Error('Only token data is updated while a workflow runs');
	}

	async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		_type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		this.tokenUpdates += 1;
		this.saved.set(details.id ?? '', {
			...this.read(details.id ?? ''),
			oauthTokenData: structuredClone(data.oauthTokenData) as IDataObject,
		});
	}

	getCredentialsProperties(): INodeProperties[] {
		return [...OAUTH2_FIELDS.filter(({ name }) => !this.declares(name)), ...this.type.properties];
	}

	private declares(name: string): boolean {
		return this.type.properties.some((property) => property.name === name);
	}
}
