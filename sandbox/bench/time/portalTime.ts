import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';

import { DEFAULT_START_MS, type Clock } from '../../portal/clock';
import { asLine, CLOCK_HEADER, onMessages, readClockHeader, type Ask, type Gone } from './messages';
import { Scripts, ScriptTimedOut, type Script } from './scripts';

export interface PortalTime {
	readonly clock: Clock;
	/** Where clients ask for time to pass. */
	readonly port: number;
	/** Lets scripts come to their end that nobody waits for any more. */
	finish(): Promise<void>;
}

interface Running {
	readonly script: Script;
	readonly response: ServerResponse;
}

/** The portal's end of virtual time: what its clock shows, and who may let it pass. */
export async function createPortalTime(): Promise<PortalTime> {
	const scripts = new Scripts(DEFAULT_START_MS);
	const current = new AsyncLocalStorage<Running>();
	subscribe('http.server.request.start', (message) => {
		const { request, response } = message as Record<string, unknown>;
		const running = begin(scripts, request as IncomingMessage, response as ServerResponse);
		if (running) current.enterWith(running);
	});
	return {
		clock: {
			now: () => scripts.now(),
			async sleep(ms) {
				const running = current.getStore();
				if (running) await sleep(scripts, running, ms);
			},
		},
		port: await listen(scripts),
		finish: async () => await scripts.finish(),
	};
}

/** Its end is the moment at which the head of the answer is written. */
function begin(
	scripts: Scripts,
	{ headers }: IncomingMessage,
	response: ServerResponse,
): Running | undefined {
	const sent = readClockHeader(headers[CLOCK_HEADER]);
	if (!sent) return undefined;
	const script = scripts.begin(sent.id, sent.atMs);
	const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
	response.writeHead = ((...args: unknown[]) => {
		scripts.end(script);
		return writeHead(...args);
	}) as ServerResponse['writeHead'];
	return { script, response };
}

async function sleep(scripts: Scripts, running: Running, ms: number): Promise<void> {
	try {
		await scripts.sleep(running.script, ms);
	} catch (error) {
		// Where nobody waits for an answer any more, none is written.
		if (error instanceof ScriptTimedOut && running.response.destroyed) scripts.end(running.script);
		throw error;
	}
}

async function listen(scripts: Scripts): Promise<number> {
	const server = createServer((socket) => {
		socket.setNoDelay(true);
		onMessages<Ask | Gone>(socket, (message) => {
			if ('gone' in message) return scripts.forget(message.gone);
			scripts.expect(message.sent);
			void scripts
				.advance(message.untilMs ?? Infinity)
				.then((progress) => socket.write(asLine(progress)));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}
