import http, { type ClientRequest, type IncomingMessage } from 'node:http';

import { CLOCK_HEADER, clockHeader } from './messages';
import type { PortalLink } from './portalLink';
import type { Timeline } from './timeline';
import { VirtualTimeout } from './timers';

type RequestFunction = (...args: unknown[]) => ClientRequest;
type EmitFunction = (event: string, ...args: unknown[]) => boolean;

/** Every request tells the portal when it is sent; its answer arrives when the portal says. */
export function replaceRequests(timeline: Timeline, link: PortalLink): void {
	const original = http.request as RequestFunction;
	const request: RequestFunction = (...args) => {
		const sent = original(...args);
		const arrival = new Arrival(sent, timeline);
		const id = link.depart(() => arrival.begin());
		sent.setHeader(CLOCK_HEADER, clockHeader(id, timeline.now()));
		arrival.onFailure = () => link.abandon(id);
		replaceTimeout(sent, timeline);
		timeline.watch();
		return sent;
	};
	Object.assign(http, { request });
}

/** The answer to a request: held back until its time has come, and read before time goes on. */
class Arrival {
	onFailure: () => void = () => undefined;

	private readonly emit: EmitFunction;

	private heldBack: Array<Parameters<EmitFunction>> | undefined;

	private finish: (() => void) | undefined;

	constructor(
		request: ClientRequest,
		private readonly timeline: Timeline,
	) {
		this.emit = request.emit.bind(request) as EmitFunction;
		request.emit = ((...event: Parameters<EmitFunction>) => this.take(event)) as EmitFunction;
	}

	/** The portal answers now. */
	begin(): void {
		this.finish = this.timeline.hold();
		if (!this.heldBack) return;
		const events = this.heldBack;
		this.heldBack = undefined;
		for (const event of events) this.take(event);
	}

	private take(event: Parameters<EmitFunction>): boolean {
		const [name, response] = event;
		if (this.heldBack) return this.heldBack.push(event) > 0;
		if (name === 'response' && !this.finish) {
			this.heldBack = [event];
			return true;
		}
		const isHeard = this.emit(...event);
		if (name === 'response') this.finishWith(response as IncomingMessage);
		if (name === 'close') this.finish?.();
		if (name === 'close' || name === 'error') this.onFailure();
		return isHeard;
	}

	/** A body that has arrived may stay unread for long, as in the HTTP Request node. */
	private finishWith(response: IncomingMessage): void {
		if (response.complete || response.destroyed) this.finish?.();
		else setImmediate(() => this.finishWith(response));
	}
}

/** Node counts the time in which nothing comes; here an answer comes as a whole. */
function replaceTimeout(request: ClientRequest, timeline: Timeline): void {
	let timeout: VirtualTimeout | undefined;
	request.setTimeout = (ms, callback) => {
		timeout?.close();
		if (ms === 0) return request;
		if (callback) request.once('timeout', callback);
		timeout = new VirtualTimeout(timeline, () => void request.emit('timeout'), ms).unref();
		return request;
	};
	request.once('response', () => timeout?.close());
	request.once('close', () => timeout?.close());
}
