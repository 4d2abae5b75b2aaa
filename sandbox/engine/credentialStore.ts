import {
	ICredentialsHelper,
	NodeHelpers,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IDataObject,
	type INodeCredentialsDetails,
	type INodeProperties,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

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
		_additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		_type: string,
		mode: WorkflowExecuteMode,
		_executeData?: unknown,
		raw?: boolean,
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.read(details.id ?? '');
		return (raw ? data : this.resolved(data, mode)) as ICredentialDataDecryptedObject;
	}

	/** The same steps as in n8n: defaults, only displayed fields, then expressions on `$self`. */
	private resolved(data: IDataObject, mode: WorkflowExecuteMode): IDataObject {
		const shown = NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(),
			data as never,
			true,
			false,
			null,
			null,
		);
		const withToken = { ...shown, oauthTokenData: data.oauthTokenData ?? {} };
		const node = {
			id: '',
			name: 'credential',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const workflow = new Workflow({
			nodes: [node as never],
			connections: {},
			active: false,
			nodeTypes: this.nodeTypes,
		});
		return workflow.expression.getComplexParameterValue(
			node as never,
			withToken as never,
			mode,
			{},
			undefined,
			undefined,
			withToken as never,
		) as IDataObject;
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
