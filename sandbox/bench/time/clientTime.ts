/**
 * Puts a client's process on virtual time. What runs in it keeps its own waiting code: `Date.now`,
 * `performance.now`, `setTimeout` and the duration of HTTP requests are virtual for n8n, its nodes
 * and the SDK alike.
 */
import http, { type ClientRequest, type IncomingMessage } from 'node:http';

import { DEFAULT_START_MS } from '../../portal/clock';
import { CLOCK_HEADER } from './clockHeader';
import { Timeline, type TimelineEvent } from './timeline';

export interface ClientTime {
	readonly timeline: Timeline;
	/** What `performance.now` was before. */
	realNow(): number;
	/** The longest a request has taken, in virtual ms. */
	longestRequestMs(): number;
}

/** Has to be called before anything is loaded that keeps its own copy of these functions. */
export function installClientTime(): ClientTime {
	const timeline = new Timeline(DEFAULT_START_MS);
	const realNow = performance.now.bind(performance);
	Date.now = () => timeline.now();
	performance.now = () => timeline.now() - DEFAULT_START_MS;
	replaceTimers(timeline);
	return { timeline, realNow, longestRequestMs: replaceRequests(timeline) };
}

function replaceTimers(timeline: Timeline): void {
	const clearRealTimeout = globalThis.clearTimeout;
	const schedule = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
		new VirtualTimeout(timeline, () => run(...args), ms);
	const clear = (timer: unknown) => {
		if (timer instanceof VirtualTimeout) timer.close();
		else clearRealTimeout(timer as NodeJS.Timeout);
	};
	Object.assign(globalThis, { setTimeout: schedule, clearTimeout: clear });
}

/** What Node's `setTimeout` returns, on a timeline. */
class VirtualTimeout {
	private event: TimelineEvent;

	constructor(
		private readonly timeline: Timeline,
		private readonly run: () => void,
		private readonly ms: number,
	) {
		this.event = this.start();
	}

	close(): this {
		this.timeline.cancel(this.event);
		return this;
	}

	refresh(): this {
		this.close();
		const { background } = this.event;
		this.event = this.start();
		this.event.background = background;
		return this;
	}

	ref(): this {
		this.event.background = false;
		return this;
	}

	unref(): this {
		this.event.background = true;
		return this;
	}

	hasRef(): boolean {
		return !this.event.background;
	}

	private start(): TimelineEvent {
		const ms = Number.isFinite(this.ms) ? Math.max(0, this.ms) : 0;
		return this.timeline.schedule(this.timeline.now() + ms, this.run);
	}
}

type RequestFunction = (...args: unknown[]) => ClientRequest;
type EmitFunction = (event: string, ...args: unknown[]) => boolean;

/** Every request tells the portal when it starts; its answer arrives when the portal says. */
function replaceRequests(timeline: Timeline): () => number {
	const original = http.request as RequestFunction;
	let longestMs = 0;
	const request: RequestFunction = (...args) => {
		const sent = original(...args);
		const startMs = timeline.now();
		sent.setHeader(CLOCK_HEADER, String(startMs));
		delayAnswer(sent, timeline, (atMs) => {
			longestMs = Math.max(longestMs, atMs - startMs);
		});
		return sent;
	};
	Object.assign(http, { request });
	return () => longestMs;
}

/** Holds the answer back, and whatever happens to the request after it, until its time comes. */
function delayAnswer(
	request: ClientRequest,
	timeline: Timeline,
	note: (atMs: number) => void,
): void {
	const answerKnown = timeline.hold();
	const emit = request.emit.bind(request) as EmitFunction;
	let heldBack: Array<Parameters<EmitFunction>> | undefined;
	const release = () => {
		// The portal may have closed the connection meanwhile; for the client that is still to come.
		request.destroyed = false;
		for (const event of heldBack ?? []) emit(...event);
		heldBack = undefined;
	};
	const emitLater: EmitFunction = (event, ...args) => {
		if (heldBack) return heldBack.push([event, ...args]) > 0;
		if (event === 'close' || event === 'error') answerKnown();
		if (event !== 'response') return emit(event, ...args);
		heldBack = [[event, ...args]];
		const response = args[0] as IncomingMessage;
		const atMs = answerTime(response);
		note(atMs);
		timeline.schedule(atMs, () => {
			// A body that has arrived may stay unread for long, as in the HTTP Request node.
			if (!response.complete) response.once('close', timeline.hold());
			release();
		});
		answerKnown();
		return true;
	};
	request.emit = emitLater as ClientRequest['emit'];
}

function answerTime({ headers }: IncomingMessage): number {
	const atMs = Number(headers[CLOCK_HEADER]);
	if (Number.isFinite(atMs)) return atMs;
	throw new Error('The answer does not say when it was given: it is not from the benchmark portal');
}
