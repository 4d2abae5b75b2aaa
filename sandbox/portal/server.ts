import type { IncomingMessage, ServerResponse } from 'node:http';
import { batchCommands, paymentsOfBatch } from './batch';
import { answerControl, type Controls } from './control';
import type { PortalCore } from './core';
import { encode, type Delivery, type Exchange } from './delivery';
import { parametersOf, readIncoming, type Incoming } from './incoming';
import { listenOnLoopback, type Listening } from './listening';
import { findMethod } from './methods/registry';
import { paymentIdsOf } from './paymentIds';
import type { AuthorizationServer, OAuthReply } from './oauth';
import type { PendingScripts } from './pendingScripts';
import { encodeXml } from './php/xml';
import { toText } from './php/values';
import { log, type LoggedRequest } from './requestLog';
import { answerError, serveRest, type RestCall } from './rest';
import { routeOf, withPathCredential, type Route } from './routes';
import { deliver, deliverFaulty, internalError, rateLimited } from './transport';
import { send } from './wire';

/** Everything an HTTP request may touch. */
export interface ServerParts {
	core: PortalCore;
	oauth: AuthorizationServer;
	pending: PendingScripts;
	requests: LoggedRequest[];
	keepBodies: boolean;
	controls: Controls;
}

type RestRoute = Extract<Route, { kind: 'rest' }>;

/** The HTTP server of the portal, its authorization server and the sandbox controls. */
export class PortalServer {
	private listening: Listening | undefined;

	constructor(private readonly parts: ServerParts) {}

	/** The names under which the port leads here. */
	get hosts(): readonly string[] {
		return this.listening?.hosts ?? [];
	}

	/** Listens on a loopback port and returns the origin. */
	async listen(port: number): Promise<string> {
		this.listening = await listenOnLoopback((message, response) => {
			void this.handle(message, response);
		}, port);
		return `http://127.0.0.1:${this.listening.port}`;
	}

	/** Stops listening and cuts every open connection at once. */
	async close(): Promise<void> {
		await this.listening?.close();
	}

	private async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
		try {
			const incoming = await readIncoming(message);
			await send(this.parts.core, response, await this.route(incoming));
		} catch (error) {
			const text = error instanceof Error ? error.message : String(error);
			const answer = answerError(this.parts.core, internalError(text));
			if (!response.destroyed) await send(this.parts.core, response, encode(answer));
		}
	}

	private async route(incoming: Incoming): Promise<Delivery> {
		const route = routeOf(incoming.path);
		switch (route.kind) {
			case 'rest':
				return await this.rest(incoming, route);
			case 'token':
				return await this.token(incoming);
			case 'authorize':
				return this.authorize(incoming);
			case 'tokenWithoutSlash':
				return { ...page(301, ''), location: `/oauth/token/?${incoming.query}` };
			case 'page':
				return page(200, this.parts.controls.page());
			case 'control':
				return this.control(incoming, route.action);
			default:
				return page(404, '<h1>404 Not Found</h1>');
		}
	}

	private control(incoming: Incoming, action: string): Delivery {
		const answer = answerControl(this.parts.controls, { ...incoming, action });
		return { ...answer, ending: 'answer', contentType: 'application/json; charset=utf-8' };
	}

	private async rest(incoming: Incoming, route: RestRoute): Promise<Delivery> {
		const { pending } = this.parts;
		await pending.beforeRequest();
		const call = restCall(incoming, route);
		const commands = commandsOf(call);
		const method = canonicalName(call.method);
		const entry = this.log(incoming, method);
		if (method === 'batch') entry.commands = commands.map(([, text]) => text);
		const paymentIds =
			method === 'batch'
				? paymentsOfBatch(call.parameters)
				: paymentIdsOf(call.method, call.parameters);
		const exchange = this.exchange(incoming, call, commands);
		const delivery = await this.limitedDelivery(exchange, { method, paymentIds }, incoming);
		return noteStatus(entry, route.format === 'xml' ? asXml(delivery) : delivery);
	}

	private async limitedDelivery(
		exchange: Exchange,
		target: { method: string; paymentIds: number[] },
		incoming: Incoming,
	): Promise<Delivery> {
		const { core } = this.parts;
		const address = sourceOf(incoming.message);
		const isAccepted = core.buckets?.accept(address) ?? true;
		return isAccepted
			? await this.delivery(exchange, target)
			: encode(answerError(core, rateLimited()));
	}

	private async delivery(
		exchange: Exchange,
		target: { method: string; paymentIds: number[] },
	): Promise<Delivery> {
		const { core, pending } = this.parts;
		const rule = core.faults.strikeRequest(target);
		if (rule === undefined) return await deliver(exchange);
		return await deliverFaulty(core, pending, exchange, rule);
	}

	private exchange(
		{ target }: Incoming,
		call: RestCall,
		commands: Array<[string, string]>,
	): Exchange {
		const { core } = this.parts;
		return {
			execute: async (beforeCommand) => await serveRest(core, call, beforeCommand),
			url: `${core.url}${target}`,
			secret: secretOf(call),
			commandKeys: commands.map(([key]) => key),
		};
	}

	private async token(incoming: Incoming): Promise<Delivery> {
		const { core, oauth } = this.parts;
		const entry = this.log(incoming, 'oauth/token');
		const parameters = parametersOf(incoming);
		const exchange: Exchange = {
			execute: async () => await Promise.resolve(oauthAnswer(oauth.token(parameters))),
			url: `${core.url}${incoming.target}`,
			secret: toText(parameters.get('refresh_token') ?? parameters.get('code')),
			commandKeys: [],
		};
		const target = { method: 'oauth/token', paymentIds: [] };
		return noteStatus(entry, await this.delivery(exchange, target));
	}

	private authorize(incoming: Incoming): Delivery {
		const entry = this.log(incoming, 'oauth/authorize');
		const reply = this.parts.oauth.authorize(incoming.query);
		const { location } = reply;
		return noteStatus(entry, { ...encode(oauthAnswer(reply)), location });
	}

	private log({ verb, target, body, message }: Incoming, method: string): LoggedRequest {
		const { requests, keepBodies, core } = this.parts;
		return log(requests, {
			method,
			verb,
			path: target,
			headers: message.headers,
			rawBody: keepBodies ? body : '',
			status: 0,
			atMs: core.clock.now(),
		});
	}
}

/** This machine calls from one address, whatever name of it was called. */
function sourceOf({ socket }: IncomingMessage): string {
	const address = socket.remoteAddress ?? '';
	return address === '::1' ? '127.0.0.1' : address;
}

function restCall(incoming: Incoming, route: RestRoute): RestCall {
	return {
		method: route.method,
		parameters: withPathCredential(parametersOf(incoming), route.credential),
		authorization: incoming.message.headers.authorization,
		verb: incoming.verb,
	};
}

function canonicalName(method: string): string {
	if (method.toLowerCase() === 'batch') return 'batch';
	return findMethod(method)?.name ?? method;
}

function commandsOf(call: RestCall): Array<[string, string]> {
	if (call.method.toLowerCase() !== 'batch') return [];
	return batchCommands(call.parameters).filter(
		(command): command is [string, string] => typeof command[1] === 'string',
	);
}

function secretOf({ parameters, authorization }: RestCall): string {
	const code = parameters.get('ap') ?? parameters.get('auth') ?? parameters.get('access_token');
	return toText(code) || (authorization ?? '');
}

function oauthAnswer({ status, body }: OAuthReply) {
	return { status, body };
}

function noteStatus(entry: LoggedRequest, delivery: Delivery): Delivery {
	const isAnswered = delivery.ending === 'answer' || delivery.ending === 'truncate';
	entry.status = isAnswered ? delivery.status : 0;
	return delivery;
}

function asXml(delivery: Delivery): Delivery {
	if (!delivery.contentType.startsWith('application/json') || delivery.text === '') return delivery;
	const text = encodeXml(JSON.parse(delivery.text) as Parameters<typeof encodeXml>[0]);
	return { ...delivery, contentType: 'text/xml; charset=utf-8', text };
}

function page(status: number, text: string): Delivery {
	return { ending: 'answer', status, contentType: 'text/html; charset=utf-8', text };
}
