/** A letter that no language writes with numbers, for a sign that nobody can read as part of one. */
export const SPOILT = '\u01c2';

/**
 * Digits of every script as ours. A sign that only looks like some, such as ² or ½, is none, and
 * what it stands in is no number: 15/1² is neither 15/12 nor 15/1.
 */
export function withPlainDigits(text: string): string {
	return text.replace(/[^\0-\x7f]/gu, (sign) => {
		if (/\p{Nd}/u.test(sign)) return String(digitOf(sign));
		return /\p{No}/u.test(sign) || /\d/.test(sign.normalize('NFKC')) ? SPOILT : sign;
	});
}

/** The digits of every script stand in a row, from zero to nine. */
function digitOf(sign: string): number {
	const code = sign.codePointAt(0) ?? 0;
	let before = 0;
	while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
	return before % 10;
}
