import type { IDataObject } from 'n8n-workflow';

import { isObject } from './json';

/**
 * Stands in a parameter for something that the command before it in the same group will answer:
 * in a batch the server itself fills it in (docs/bitrix24.md#batch-references).
 */
export class Earlier {
	/** @param path into the answer, e.g. `payments`, `49`, `id` */
	constructor(private readonly path: readonly string[]) {}

	/** As the server reads it, with the key of the command before. */
	reference(key: string): string {
		return `$result[${[key, ...this.path].join('][')}]`;
	}

	/** In an answer that is at hand; undefined if there is no such thing in it. */
	in(answer: unknown): unknown {
		return this.path.reduce<unknown>((value, key) => {
			const isCollection = isObject(value) || Array.isArray(value);
			return isCollection ? (value as IDataObject)[key] : undefined;
		}, answer);
	}
}

/** Parameters with what the command before answered filled in; undefined if it is not there. */
export function filledIn(params: IDataObject, answer: unknown): IDataObject | undefined {
	const filled: IDataObject = {};
	for (const [name, value] of Object.entries(params)) {
		const found =
			value instanceof Earlier
				? value.in(answer)
				: isObject(value)
					? filledIn(value, answer)
					: value;
		if (found === undefined) return undefined;
		filled[name] = found as IDataObject;
	}
	return filled;
}
