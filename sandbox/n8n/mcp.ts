import type { Json } from './client';

export interface ToolDescription {
	readonly name: string;
	readonly description: string;
	readonly inputSchema: { properties?: Json; required?: string[] };
}

export interface ToolResult {
	readonly isError?: boolean;
	readonly content: ReadonlyArray<{ text: string }>;
}

/** Talks to an MCP Server Trigger as an AI agent does: lists its tools and calls them. */
export class McpClient {
	private session = '';

	private count = 0;

	constructor(private readonly url: string) {}

	async connect(): Promise<void> {
		await this.request('initialize', {
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'e2e', version: '1' },
		});
	}

	async tools(): Promise<ToolDescription[]> {
		const { tools } = (await this.request('tools/list', {})) as { tools: ToolDescription[] };
		return tools;
	}

	async call(name: string, args: Json): Promise<ToolResult> {
		return (await this.request('tools/call', { name, arguments: args })) as ToolResult;
	}

	private async request(method: string, params: Json): Promise<unknown> {
		this.count += 1;
		const response = await fetch(this.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(this.session ? { 'mcp-session-id': this.session } : {}),
			},
			body: JSON.stringify({ jsonrpc: '2.0', id: this.count, method, params }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method}: ${response.status} ${text.slice(0, 300)}`);
		this.session = response.headers.get('mcp-session-id') ?? this.session;
		const data = /^data: (.*)$/m.exec(text)?.[1] ?? text;
		return (JSON.parse(data) as { result: unknown }).result;
	}
}
