import type { IDataObject } from 'n8n-workflow';

import { LAYERS, withoutEntities } from './entities';

const MASK = '***';

/** Shorter strings are no secrets of Bitrix24 and would be found in ordinary words. */
const SHORTEST_SECRET = 6;

/** So many first characters give a secret away: PHP shows fifteen in its traces of calls. */
const TELLTALE = 12;

/**
 * The part of a webhook URL that gives access, whoever's webhook it is; also where its slashes are
 * written as JSON of PHP or an address writes them.
 */
const WEBHOOK_PATH = /((?:\\?\/|%2f)rest(?:\\?\/|%2f)\d+(?:\\?\/|%2f))[^/\\\s"'<>?#%]+/gi;

/**
 * Takes secrets out of everything that comes from the portal, so that not even a portal that
 * echoes its requests can carry the webhook code or a token into an item, message or log.
 */
export class Scrubber {
	/** Secrets in all their forms, and the pattern of each. */
	private readonly patterns = new Map<string, string>();

	private pattern: RegExp | undefined;

	/** Learns secrets; empty and very short strings are ignored. */
	learn(...secrets: Array<string | undefined>): void {
		for (const secret of secrets) {
			if (!secret || secret.length < SHORTEST_SECRET) continue;
			const beginnings = secret.length > TELLTALE ? formsOf(secret.slice(0, TELLTALE)) : [];
			for (const [index, form] of formsOf(secret).entries()) {
				if (this.patterns.has(form)) continue;
				this.patterns.set(form, patternOf(form, beginnings[index], index > 0));
			}
		}
		const longestFirst = [...this.patterns].sort(([one], [other]) => other.length - one.length);
		this.pattern = new RegExp(longestFirst.map(([, pattern]) => pattern).join('|') || '$^', 'gi');
	}

	text(text: string): string {
		if (!this.pattern) return text;
		const masked = text.replace(this.pattern, MASK);
		// A page of HTML shows a secret that is written in entities, too.
		let shown = masked;
		for (let layer = 0; layer < LAYERS && ESCAPES.test(shown); layer++) {
			const inner = unescaped(withoutEntities(shown));
			if (inner === shown) break;
			const clean = inner.replace(this.pattern, MASK);
			if (clean !== inner) return clean;
			shown = inner;
		}
		return masked;
	}

	/**
	 * Scrubs every string in a parsed JSON value, keys included. Returns a new value, without data
	 * called `toString` or `valueOf`: an object that has it cannot be turned into a text or number.
	 */
	json(value: unknown): unknown {
		if (typeof value === 'string') return this.text(value);
		if (Array.isArray(value)) return value.map((entry) => this.json(entry));
		if (value === null || typeof value !== 'object') return value;
		const clean: IDataObject = {};
		for (const [key, entry] of Object.entries(value)) {
			if (key === 'toString' || key === 'valueOf') continue;
			setOwn(clean, this.text(key), this.json(entry));
		}
		return clean;
	}
}

/** An own property even for `__proto__`, which plain assignment would swallow. */
function setOwn(target: IDataObject, key: string, value: unknown): void {
	if (key !== '__proto__') target[key] = value as IDataObject;
	else
		Object.defineProperty(target, key, {
			value,
			enumerable: true,
			configurable: true,
			writable: true,
		});
}

/**
 * Masks the code of any webhook, also of one that is not this connection's: for texts about an
 * error. Data is left alone, where such a path may be an innocent link.
 */
export function maskWebhooks(text: string): string {
	return text.replace(WEBHOOK_PATH, `$1${MASK}`);
}

const ESCAPES = /[&%\\]/;

/** A text with the characters that addresses, JSON and PHP write by their numbers. */
function unescaped(text: string): string {
	return text.replace(/(?:%|\\x|\\u00)([2-7][\da-f])/gi, (_, hex: string) =>
		String.fromCharCode(parseInt(hex, 16)),
	);
}

/** A form of a secret, whole or cut off anywhere behind its beginning, with the word that it is in. */
function patternOf(form: string, beginning: string | undefined, isEncoded: boolean): string {
	if (beginning === undefined) return escapeForPattern(form);
	const rest = escapeForPattern(form.slice(beginning.length));
	const word = isEncoded ? '[\\w+/%-]*' : '\\w*';
	return `${escapeForPattern(beginning)}(?:${rest}|${word})`;
}

/** A secret as itself and in the encodings that a debug page or a proxy may put it into. */
function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	return [
		secret,
		encodeURIComponent(secret),
		bytes.toString('hex'),
		...[0, 1, 2].flatMap((offset) => base64Core(bytes, offset)),
	];
}

/**
 * The characters that a secret turns into in any base64 text that has it `offset` bytes after a
 * multiple of three; those at its edges depend on its neighbours and are left out.
 */
function base64Core(bytes: Buffer, offset: number): string[] {
	const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
	const start = Math.ceil((offset * 8) / 6);
	const end = Math.floor(((offset + bytes.length) * 8) / 6);
	const core = encoded.slice(start, end);
	return [core, core.replace(/\+/g, '-').replace(/\//g, '_')];
}

function escapeForPattern(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
