/** So often a text may have been made safe for a page, each time for another one. */
export const LAYERS = 3;

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

/** A text with the characters that its HTML entities stand for. */
export function withoutEntities(text: string): string {
	return text.replace(
		/&(#\d{1,7}|#x[\da-f]{1,6}|\w{2,8});/gi,
		(whole, name: string) => decoded(name) ?? whole,
	);
}

function decoded(name: string): string | undefined {
	if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()];
	const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
	return code > 31 && code < 0x110000 ? String.fromCodePoint(code) : ' ';
}
