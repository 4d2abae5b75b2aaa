import { RestError } from '../errors';
import { isArray, PhpArray } from '../php/values';

/**
 * Upper-cases the keys: parameter names are case-insensitive but need their underscores
 * (docs/bitrix24.md#pay-via-payment-system).
 */
export function upperKeys(params: PhpArray): PhpArray {
	const upper = new PhpArray();
	for (const [key, value] of params) {
		upper.set(key.toUpperCase(), isArray(value) ? upperKeys(value) : value);
	}
	return upper;
}

/** A parameter of a classic handler that is missing or not what it should be. */
export function checkFailure(text: string): RestError {
	return new RestError('ERROR_CHECK_FAILURE', text);
}
