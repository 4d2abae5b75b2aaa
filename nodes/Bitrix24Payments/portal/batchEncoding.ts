import type { Command } from './command';
import { Earlier } from './earlier';

/**
 * What the server replaces by data of earlier commands, with no way to escape it: these words and
 * whatever follows them up to a white space, if there is a bracket in it
 * (docs/bitrix24.md#batch-references).
 */
const REFERENCE = /\$(result|error|total|next|time)[^ \t\n\r\f\v]*\[/i;

/** Half of a character, which has no UTF-8 form and cannot be percent-encoded. */
const LONE_SURROGATE = /\p{Surrogate}/u;

type Scalar = string | number;

/**
 * Whether a command survives the trip through PHP's `parse_url` and `parse_str`
 * (docs/bitrix24.md#batch-commands): everything arrives as a string there, so `false`, `null` and
 * empty lists cannot be said, and text that looks like a reference would be altered.
 */
export function fitsIntoBatch(command: Command): boolean {
	return Object.entries(command.params).every(
		([name, value]) => /^[A-Za-z_]\w*$/.test(name) && fits(value),
	);
}

function fits(value: unknown): boolean {
	if (typeof value === 'string') return !REFERENCE.test(value) && !LONE_SURROGATE.test(value);
	if (typeof value === 'number') return Number.isFinite(value);
	if (Array.isArray(value)) return value.length > 0 && value.every(fits);
	if (value instanceof Earlier) return true;
	if (typeof value !== 'object' || value === null) return false;
	const entries = Object.entries(value);
	return (
		entries.length > 0 && entries.every(([key, entry]) => /^[\w=><!@%~]+$/.test(key) && fits(entry))
	);
}

/**
 * One entry of a batch's `cmd`: `method?name=value&fields[paid]=Y`. Values are percent-encoded
 * exactly once; what the documentation says (no encoding inside JSON) turns `+03:00` into a space.
 *
 * @param keyBefore of the command before, to which a parameter may refer
 */
export function encodeCommand(command: Command, keyBefore = ''): string {
	const query = Object.entries(command.params)
		.flatMap(([name, value]) => encodePair(encodeURIComponent(name), value, keyBefore))
		.join('&');
	return query ? `${command.method}?${query}` : command.method;
}

function encodePair(name: string, value: unknown, keyBefore: string): string[] {
	if (value instanceof Earlier) {
		return [`${name}=${encodeURIComponent(value.reference(keyBefore))}`];
	}
	if (Array.isArray(value)) {
		return value.flatMap((entry, index) => encodePair(`${name}[${index}]`, entry, keyBefore));
	}
	if (typeof value === 'object' && value !== null) {
		return Object.entries(value).flatMap(([key, entry]) =>
			encodePair(`${name}[${encodeURIComponent(key)}]`, entry, keyBefore),
		);
	}
	return [`${name}=${encodeURIComponent(String(value as Scalar))}`];
}
