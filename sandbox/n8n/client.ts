import { parseFlatted } from './flatted';
import { waitFor } from './poll';

export const OWNER = {
	email: 'owner@portal.example',
	firstName: 'Olivia',
	lastName: 'Owner',
	password: 'Sandbox-2026',
} as const;

export type Json = Record<string, unknown>;

/** A workflow as n8n exports it. */
export interface WorkflowDraft {
	name: string;
	nodes: object[];
	connections: object;
	settings?: object;
	pinData?: object;
}

export interface SavedWorkflow extends WorkflowDraft {
	id: string;
	versionId: string;
}

export interface TaskData {
	data?: { main?: Array<Array<{ json: Json; pairedItem?: unknown }> | null> };
	error?: { message?: string; description?: string };
	hints?: Array<{ message: string }>;
	executionStatus?: string;
}

export interface Execution {
	id: string;
	status: string;
	data: { resultData: { runData: Record<string, TaskData[]>; error?: { message?: string } } };
}

/** A refusal of n8n's REST interface. */
export class N8nError extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

const ENDED = ['success', 'error', 'crashed', 'canceled'];

/** What the editor does over n8n's REST interface, as one logged-in person. */
export class N8nClient {
	/** Value of the session cookie, to hand the session on to a browser. */
	cookie = '';

	/** n8n binds a session to the browser that it was made for. */
	readonly browserId = 'e2e-client';

	private readonly pushRef = `e2e${Math.random().toString(36).slice(2)}`;

	constructor(readonly url: string) {}

	/** Creates the owner account of a fresh n8n and logs in. */
	async setUpOwner(owner: typeof OWNER = OWNER): Promise<void> {
		await this.request('POST', '/rest/owner/setup', owner);
	}

	async login(emailOrLdapLoginId: string = OWNER.email, password: string = OWNER.password) {
		await this.request('POST', '/rest/login', { emailOrLdapLoginId, password });
	}

	/** @returns the new credential's ID */
	async createCredential(name: string, type: string, data: Json): Promise<string> {
		const created = await this.request('POST', '/rest/credentials', { name, type, data });
		return String((created as Json).id);
	}

	/** Address of the portal's consent page for an OAuth2 credential. */
	async authorizationUrl(credentialId: string): Promise<string> {
		return String(await this.request('GET', `/rest/oauth2-credential/auth?id=${credentialId}`));
	}

	/** Goes to the authorization server as the popup would, and back to n8n with the code. */
	async connect(credentialId: string): Promise<void> {
		const consent = await fetch(await this.authorizationUrl(credentialId), { redirect: 'manual' });
		const back = consent.headers.get('location');
		if (!back) throw new Error(`The portal did not send the browser back: ${consent.status}`);
		const page = await fetch(back, { headers: this.headers() });
		const text = await page.text();
		if (!page.ok || !/account connected|success/i.test(text)) {
			throw new Error(`The account was not connected: ${text.slice(0, 500)}`);
		}
	}

	async createWorkflow(workflow: WorkflowDraft): Promise<SavedWorkflow> {
		const { name, nodes, connections, settings = {}, pinData = {} } = workflow;
		const body = { name, nodes, connections, settings, pinData, active: false };
		return (await this.request('POST', '/rest/workflows', body)) as SavedWorkflow;
	}

	async readWorkflow(id: string): Promise<SavedWorkflow> {
		return (await this.request('GET', `/rest/workflows/${id}`)) as SavedWorkflow;
	}

	async activate({ id, versionId }: SavedWorkflow): Promise<void> {
		await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
	}

	/**
	 * Presses "Execute workflow".
	 *
	 * @returns the execution's ID
	 */
	async run(workflow: SavedWorkflow, trigger: string): Promise<string> {
		const started = await this.request('POST', `/rest/workflows/${workflow.id}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name: trigger },
		});
		return String((started as Json).executionId);
	}

	async readExecution(id: string): Promise<Execution> {
		const execution = (await this.request('GET', `/rest/executions/${id}`)) as Json;
		const { data } = execution;
		return {
			...execution,
			data: typeof data === 'string' ? parseFlatted(data) : data,
		} as unknown as Execution;
	}

	async finished(id: string): Promise<Execution> {
		return await waitFor(`execution ${id} to end`, async () => {
			const execution = await this.readExecution(id);
			return ENDED.includes(execution.status) ? execution : undefined;
		});
	}

	async runToEnd(workflow: SavedWorkflow, trigger: string): Promise<Execution> {
		return await this.finished(await this.run(workflow, trigger));
	}

	/** Descriptions of all node types, as the editor loads them. */
	async nodeTypes(): Promise<Json[]> {
		const answer = await fetch(`${this.url}/types/nodes.json`, { headers: this.headers() });
		return (await answer.json()) as Json[];
	}

	/** One call of n8n's REST interface; answers its `data`. */
	async request(method: string, path: string, body?: object): Promise<unknown> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: { ...this.headers(), 'content-type': 'application/json' },
			...(body ? { body: JSON.stringify(body) } : {}),
		});
		this.keepCookie(response);
		const text = await response.text();
		if (!response.ok) {
			throw new N8nError(response.status, `${method} ${path}: ${response.status} ${text}`);
		}
		const answer = text === '' ? {} : (JSON.parse(text) as Json);
		return 'data' in answer ? answer.data : answer;
	}

	private headers(): Record<string, string> {
		return {
			'browser-id': this.browserId,
			'push-ref': this.pushRef,
			...(this.cookie ? { cookie: `n8n-auth=${this.cookie}` } : {}),
		};
	}

	private keepCookie(response: Response): void {
		for (const cookie of response.headers.getSetCookie()) {
			const value = /^n8n-auth=([^;]*)/.exec(cookie)?.[1];
			if (value) this.cookie = value;
		}
	}
}
