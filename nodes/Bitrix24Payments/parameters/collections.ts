import type { IDataObject } from 'n8n-workflow';

import { invalidInput } from '../portal/failure';
import { isObject } from '../portal/json';
import { shown } from './words';

/**
 * A collection parameter as an object. An expression in its place that came out empty, or a
 * misspelt name, would silently drop what the user meant.
 *
 * @param names that it may contain, where somebody has not checked them already
 * @throws Failure (`INVALID_INPUT`)
 */
export function collection(value: unknown, label: string, names?: readonly string[]): IDataObject {
	if (value === undefined) return {};
	if (!isObject(value)) {
		throw invalidInput(
			`'${label}' is not a collection: ${shown(value)}`,
			`Add to '${label}' one by one instead of giving all of it by one expression`,
		);
	}
	const unknown = names && Object.keys(value).find((name) => !names.includes(name));
	if (unknown === undefined) return value;
	throw invalidInput(`'${label}' knows no '${unknown}'`, `Its names are ${names?.join(', ')}`);
}
