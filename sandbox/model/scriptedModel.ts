import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { nextCall, type Call, type ChatRequest } from './script';

/** A chat model on loopback, for a machine that has none. */
export interface ScriptedModel {
	/** Base URL, as the credential of OpenAI's chat model takes it. */
	readonly url: string;
	/** What it was asked, in order, with the tools that it was told of. */
	readonly requests: readonly ChatRequest[];
	close(): Promise<void>;
}

/**
 * Starts a model that speaks OpenAI's chat completions and follows a script: it looks for the number
 * that the person wrote, tries the booking, and proposes it.
 */
export async function startScriptedModel(): Promise<ScriptedModel> {
	const requests: ChatRequest[] = [];
	const server = createServer((request, response) => {
		answer(request, response, requests).catch(() => response.writeHead(400).end());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}/v1`, requests, close: async () => await closed(server) };
}

async function answer(
	request: IncomingMessage,
	response: ServerResponse,
	requests: ChatRequest[],
): Promise<void> {
	if (request.method === 'GET') return send(response, { object: 'list', data: [{ id: MODEL }] });
	const asked = JSON.parse(await bodyOf(request)) as ChatRequest;
	requests.push(asked);
	const message = messageOf(nextCall(asked), requests.length);
	if (asked.stream) return stream(response, message);
	send(response, {
		...HEAD,
		object: 'chat.completion',
		usage: USAGE,
		choices: [{ ...END, message }],
	});
}

const MODEL = 'scripted';
const HEAD = { id: 'chatcmpl-scripted', created: 0, model: MODEL };
const USAGE = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
const END = { index: 0, finish_reason: 'tool_calls' };

function messageOf({ name, args }: Call, count: number): object {
	const call = { name, arguments: JSON.stringify(args) };
	const toolCall = { index: 0, id: `call_${count}`, type: 'function', function: call };
	return { role: 'assistant', content: null, tool_calls: [toolCall] };
}

function stream(response: ServerResponse, delta: object): void {
	const chunk = (choice: object) => ({
		...{ ...HEAD, object: 'chat.completion.chunk' },
		choices: [{ index: 0, finish_reason: null, ...choice }],
	});
	const chunks = [chunk({ delta }), chunk({ delta: {}, ...END })].map((one) => JSON.stringify(one));
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	response.end([...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join(''));
}

function send(response: ServerResponse, content: object): void {
	response.writeHead(200, { 'content-type': 'application/json' });
	response.end(JSON.stringify(content));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts).toString();
}

async function closed(server: Server): Promise<void> {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
}
