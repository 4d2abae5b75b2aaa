import { controllerError } from '../errors';
import { isArray, isNumeric, PhpArray, toInt, toText, type PhpValue } from '../php/values';

/** The code of every parameter that cannot be bound (docs/bitrix24.md#parameter-binding). */
const BINDING = '100';

/**
 * Binds `int $name`: numeric strings are accepted, null, booleans and arrays are not
 * (docs/bitrix24.md#parameter-binding).
 */
export function bindInt(params: PhpArray, name: string): number {
	const value = bindAny(params, name);
	if (isNumeric(value)) return toInt(value);
	throw invalidValue(name, value, 'int');
}

/** Binds an untyped parameter; only its absence is an error. */
export function bindAny(params: PhpArray, name: string): PhpValue {
	const value = params.get(name);
	if (value !== undefined) return value;
	throw controllerError(`Could not find value for parameter {${name}}`, BINDING);
}

/** Binds `array $name`. */
export function bindArray(params: PhpArray, name: string): PhpArray {
	const value = bindAny(params, name);
	if (isArray(value)) return value;
	throw invalidValue(name, value, 'array');
}

/** Binds `array $name = []`: may be missing, but not null or a scalar. */
export function bindOptionalArray(params: PhpArray, name: string): PhpArray {
	return params.has(name) ? bindArray(params, name) : new PhpArray();
}

function invalidValue(name: string, value: PhpValue, type: string) {
	const text = `Invalid value {${toText(value)}} to match with parameter {${name}}.`;
	return controllerError(`${text} Should be value of type ${type}.`, BINDING);
}
