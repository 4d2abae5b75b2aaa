import { invalidInput, type Failure } from '../portal/failure';
import { maskWebhooks } from '../portal/scrubber';
import { INVISIBLE, shortened } from '../portal/words';

/** All but superscripts, fractions and the like: 15/1² is not 15/12. */
const ORDINARY = /[^\p{No}]+/gu;

/** A text without what cannot be seen, with ordinary spaces, trimmed; otherwise as it was written. */
export function visible(text: string): string {
	return withoutInvisible(text.normalize('NFC')).replace(/\s/g, ' ').trim();
}

/** The same to the letter, for what has to be found exactly as it is stored. */
export function withoutInvisible(text: string): string {
	return text.replace(INVISIBLE, '').trim();
}

/** The same with ordinary minus signs, slashes, apostrophes and letters, to be read as a number or ID. */
export function cleaned(text: string): string {
	return visible(text.replace(ORDINARY, (part) => part.normalize('NFKC')))
		.replace(/[\u2010-\u2015\u2212]/g, '-')
		.replace(/[\u2044\u2215\u29f8]/g, '/')
		.replace(/[\u2018\u2019\u02bc`´]/g, "'")
		.trim();
}

/** The words of a text, without what stands around them. */
export function wordsIn(text: string): string[] {
	return text.toLowerCase().match(/\p{L}+/gu) ?? [];
}

/** What an expression gives that found nothing. */
export function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && !cleaned(value));
}

export function emptyInput(label: string, advice = 'Enter a value, or remove it'): Failure {
	return invalidInput(`'${label}' is empty`, `Its expression may have come out empty. ${advice}`);
}

/**
 * A value in a message: short, without the code of a webhook, and never an object's whole content.
 * What cannot be seen is named, because nobody finds out otherwise what is wrong with it.
 */
export function shown(value: unknown): string {
	if (typeof value === 'string')
		return `'${shortened(maskWebhooks(value), 40).replace(INVISIBLE, named)}'`;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (value === null || value === undefined) return 'nothing';
	return Array.isArray(value) ? 'a list' : 'an object';
}

function named(invisible: string): string {
	const code = invisible.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
	return `<U+${code}>`;
}
