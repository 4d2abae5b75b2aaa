import { isObject } from '../judge/json';
import type { Reason } from '../judge/verdict';

/** What came of one call, alone or as a command of a batch. */
export type Answer =
	| {
			readonly kind: 'value';
			readonly value: unknown;
			readonly time?: unknown;
			readonly total?: unknown;
			readonly next?: unknown;
			/** HTTP; missing for a command of a batch. */
			readonly status?: number;
			/** How long the request took, in milliseconds; missing for a command of a batch. */
			readonly ms?: number;
	  }
	| {
			readonly kind: 'error';
			/** As it came: a string, a number, or something unheard of. */
			readonly code: unknown;
			readonly text: unknown;
			readonly hasTime: boolean;
			readonly status?: number;
			readonly ms?: number;
	  }
	/** A command that the answer to its batch does not mention. */
	| { readonly kind: 'absent' }
	/** Something else than Bitrix24's envelope. */
	| { readonly kind: 'unreadable'; readonly status: number }
	| { readonly kind: 'redirect'; readonly status: number; readonly location?: string }
	| { readonly kind: 'untried'; readonly why: Reason; readonly text: string };

/** One HTTP exchange, before anybody has looked into it. */
export type Exchange =
	| {
			readonly kind: 'answered';
			readonly status: number;
			readonly text: string;
			readonly location?: string;
			readonly ms: number;
	  }
	| { readonly kind: 'failed'; readonly code: string; readonly isSent: boolean };

/** Reads the answer to one call (docs/bitrix24.md#answers, docs/bitrix24.md#errors). */
export function readAnswer(exchange: Exchange): Answer {
	if (exchange.kind === 'failed') return unanswered(exchange);
	const { status, text, location, ms } = exchange;
	if (status >= 300 && status < 400) return { kind: 'redirect', status, location };
	const body = parse(text);
	if (!isObject(body)) return { kind: 'unreadable', status };
	if ('error' in body) return { ...errorIn(body), status, ms };
	if (!('result' in body)) return { kind: 'unreadable', status };
	const { result: value, time, total, next } = body;
	return { kind: 'value', value, time, total, next, status, ms };
}

/** The answer to one command of a batch (docs/bitrix24.md#batch-answers). */
export function commandIn(batch: Answer, key: string): Answer {
	if (batch.kind !== 'value') return batch.kind === 'error' ? wholeRefused() : batch;
	const collections = isObject(batch.value) ? batch.value : {};
	const of = (name: string): unknown => entryOf(collections[name], key);
	const error = of('result_error');
	if (error !== undefined) return isObject(error) ? errorIn(error) : bareError(error);
	const value = of('result');
	if (value === undefined) return { kind: 'absent' };
	return {
		kind: 'value',
		value,
		time: of('result_time'),
		total: of('result_total'),
		next: of('result_next'),
	};
}

function wholeRefused(): Answer {
	return { kind: 'untried', why: 'connection', text: 'its batch was refused as a whole' };
}

function errorIn(body: Record<string, unknown>) {
	const { error: code, error_description: text } = body;
	return { kind: 'error', code, text, hasTime: 'time' in body } as const;
}

function bareError(text: unknown): Answer {
	return { kind: 'error', code: undefined, text, hasTime: false };
}

function entryOf(collection: unknown, key: string): unknown {
	return isObject(collection) && Object.hasOwn(collection, key) ? collection[key] : undefined;
}

const UNTRUSTED =
	'the certificate of the portal is not trusted here; for one of its own, set NODE_EXTRA_CA_CERTS to the file of its authority';

function unanswered({ code, isSent }: Extract<Exchange, { kind: 'failed' }>): Answer {
	const isOfCertificate = /CERT|SIGN(ED|ATURE)/.test(code) && code !== 'CERT_HAS_EXPIRED';
	const unreached = isOfCertificate ? UNTRUSTED : 'the portal could not be reached';
	const what = isSent ? 'the answer did not arrive' : unreached;
	return { kind: 'untried', why: 'connection', text: `${what} (${code})` };
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
