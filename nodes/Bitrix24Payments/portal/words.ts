import { LAYERS, withoutEntities } from './entities';
import { maskWebhooks } from './scrubber';

/** The end of JavaScript's calendar. */
const LATEST_DATE_MS = 8.64e15;

/** What is copied along from web pages and mails and cannot be seen. */
export const INVISIBLE =
	/[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** What a person reads of a foreign text, in characters. */
const READABLE = 300;

/** More than this of a foreign text is not even looked at. */
const LOOKED_AT = 20_000;

/** A moment as ISO 8601; undefined for one that no calendar knows. */
export function isoTime(ms: number | undefined): string | undefined {
	const isDate = ms !== undefined && ms > 0 && ms <= LATEST_DATE_MS;
	return isDate ? new Date(ms).toISOString() : undefined;
}

/**
 * A text of the portal as it may stand in a message: without HTML and line breaks, without the
 * code of any webhook, and not longer than a person reads.
 */
export function readable(text: string): string {
	return shortened(maskWebhooks(plain(text.slice(0, LOOKED_AT))), READABLE);
}

/** @param length in characters */
export function shortened(text: string, length: number): string {
	// A character is two units long at most.
	const characters = [...text.slice(0, (length + 1) * 2)];
	return characters.length > length ? `${characters.slice(0, length).join('')}…` : text;
}

function plain(html: string): string {
	let text = printable(withoutTags(html));
	for (let layer = 0; layer < LAYERS; layer++) {
		const inner = withoutEntities(text);
		if (inner === text) break;
		text = printable(withoutTags(inner));
	}
	return text.replace(/\s+/g, ' ').trim();
}

function withoutTags(html: string): string {
	return html
		.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
		.replace(/<\/?[a-z!][^<>]*>/gi, ' ');
}

/** Without the colours of a terminal and what turns the direction of a text. */
function printable(text: string): string {
	return text.replace(/\p{Cc}(\[[\d;]*m)?|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
