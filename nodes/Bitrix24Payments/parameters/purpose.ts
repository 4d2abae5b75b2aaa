import { cleaned } from './words';

/** More pieces than this no bank line has that speaks of payments. */
const MOST_PIECES = 60;

/** The pieces of a bank line's text that may be the number of a payment or of an order. */
export interface Pieces {
	/** With a slash, as Bitrix24 numbers payments, or anything else with a digit in it. */
	readonly payments: readonly string[];
	readonly orders: readonly string[];
}

/** Ends a piece wherever it stands. */
const SEPARATORS = /[\s,;+&|()[\]{}<>"'!?=*]+/;

/** What stands before a number without belonging to it: RE.Nr.5037/1, №5037/1, #356. */
const PREFIX = /^(?:\p{L}[\p{L}.]*|№|#|no|nr)[.:#№]*(?=\d)/u;

/** What is left hanging at the ends of a piece. */
const LOOSE_ENDS = /^[^\p{L}\d#№]+|[^\p{L}\d]+$/gu;

/**
 * Finds what may be a number in the purpose of a payment, each as a whole piece: 14/1 is not in
 * 1814/1 or 14/12. Banks break lines after 27 characters and put spaces where they like, so that
 * neighbours are also put together where a slash or a line break shows that they may belong so.
 */
export function piecesIn(purpose: string): Pieces {
	const words = wordsOf(purpose);
	const whole = new Set([...words, ...joined(purpose)].flatMap(withoutPrefix).filter(hasDigit));
	const pieces = [...whole].slice(0, MOST_PIECES);
	return { payments: pieces, orders: pieces.filter((piece) => !/\d\/\d+$/.test(piece)) };
}

function wordsOf(text: string): string[] {
	// A slash with spaces around it belongs to the number before and behind it.
	const closed = cleaned(text).replace(/(\d)\s*\/\s*(?=\d)/g, '$1/');
	return closed.split(SEPARATORS).map(trimmed).filter(Boolean);
}

function trimmed(piece: string): string {
	return piece.replace(LOOSE_ENDS, '');
}

/** The piece itself and, where letters stand before its number, the number alone. */
function withoutPrefix(piece: string): string[] {
	const bare = piece.replace(PREFIX, '');
	return bare === piece ? [piece] : [bare, piece];
}

function hasDigit(piece: string): boolean {
	return /\d/.test(piece) && piece.length <= 60;
}

/** What a line break or a space may have torn apart: `503|7/1`, `5037|/1`, `50 37/1`. */
function joined(text: string): string[] {
	const found: string[] = [];
	const torn = /(\S*\d|\S*\/)[^\S\r\n]*(\r?\n|[^\S\r\n])[^\S\r\n]*(?=(\d\S*|\/\d\S*))/g;
	for (const [, before = '', , behind = ''] of text.matchAll(torn)) {
		const piece = `${before}${behind}`;
		if (/\d\/\d/.test(piece)) found.push(...piece.split(SEPARATORS).map(trimmed));
	}
	// A line break may also fall into a number without a slash.
	for (const [, before = '', behind = ''] of text.matchAll(/(\S*\d)\r?\n(?=(\d\S*))/g)) {
		found.push(trimmed(`${before}${behind}`));
	}
	return found.filter(Boolean);
}
