import { invalidInput } from '../portal/failure';
import { shown } from './words';

/** @throws Failure (`INVALID_INPUT`) */
export function text(value: unknown, label: string, maxLength?: number): string {
	if (typeof value !== 'string' && !Number.isFinite(value)) {
		throw invalidInput(
			`'${label}' is not a text: ${shown(value)}`,
			'Enter a text or leave it empty',
		);
	}
	const result = String(value);
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
	throw invalidInput(
		`'${label}' has a value that Bitrix24 does not know: ${shown(value)}`,
		`Use one of ${choices.join(', ')}`,
	);
}
