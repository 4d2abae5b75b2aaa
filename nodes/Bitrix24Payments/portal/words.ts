import { maskWebhooks } from './scrubber';

/** The end of JavaScript's calendar. */
const LATEST_DATE_MS = 8.64e15;

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
	const characters = [...text.slice(0, length * 2)];
	return characters.length > length ? `${characters.slice(0, length).join('')}…` : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
	nbsp: ' ',
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	laquo: '«',
	raquo: '»',
	mdash: '—',
	ndash: '–',
};

function plain(text: string): string {
	return text
		.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
		.replace(/<\/?[a-z!][^<>]*>/gi, ' ')
		.replace(
			/&(#\d{1,7}|#x[\da-f]{1,6}|\w{2,8});/gi,
			(whole, name: string) => decoded(name) ?? whole,
		)
		.replace(/[\s\u00a0]+/g, ' ')
		.trim();
}

function decoded(name: string): string | undefined {
	if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()];
	const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
	return code > 31 && code < 0x110000 ? String.fromCodePoint(code) : ' ';
}
