import { invalidInput } from '../portal/failure';
import { emptyInput, isEmpty, shown } from './words';

/** A surrogate without its other half has no UTF-8 form (docs/bitrix24.md#request-parameters). */
const HALF_A_CHARACTER = /\p{Surrogate}/u;

/** @throws Failure (`INVALID_INPUT`) */
export function text(value: unknown, label: string, maxLength?: number): string {
	if (value === undefined || value === null) throw emptyInput(label);
	if (typeof value !== 'string' && !Number.isFinite(value)) {
		throw invalidInput(
			`'${label}' is not a text: ${shown(value)}`,
			'Enter a text or leave it empty',
		);
	}
	const result = String(value);
	if (HALF_A_CHARACTER.test(result)) {
		throw invalidInput(
			`'${label}' holds half a character, such as an emoji that was cut through`,
			'Bitrix24 would not read the request at all. Cut the text elsewhere',
		);
	}
	if (maxLength !== undefined && result.length > maxLength) {
		throw invalidInput(
			`'${label}' is longer than ${maxLength} characters`,
			'Bitrix24 would cut it off without saying so. Shorten the text',
		);
	}
	return result;
}

/** @throws Failure (`INVALID_INPUT`) */
export function choice(value: unknown, label: string, choices: readonly string[]): string {
	if (typeof value === 'string' && choices.includes(value)) return value;
	const advice = `Use one of ${choices.join(', ')}`;
	if (isEmpty(value)) throw emptyInput(label, advice);
	throw invalidInput(`'${label}' has a value that Bitrix24 does not know: ${shown(value)}`, advice);
}
