import type { INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../portal/failure';
import { flag } from './flags';
import type { Input } from './input';
import { plainNumber } from './numbers';
import { emptyInput, isEmpty } from './words';

/** n8n's usual pair of parameters of every Get Many. */
export function returnAllParameters(resource: string): INodeProperties[] {
	const show = { resource: [resource], operation: ['getAll'] };
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
			displayOptions: { show },
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { ...show, returnAll: [false] } },
		},
	];
}

/**
 * How many results are wanted; Infinity for all.
 * @throws Failure (`INVALID_INPUT`)
 */
export function rowLimit(input: Input): number {
	if (flag(input.parameter('returnAll'), 'Return All') === 'Y') return Infinity;
	const given = input.parameter('limit');
	if (isEmpty(given)) throw emptyInput('Limit');
	const limit = plainNumber(given);
	if (Number.isInteger(limit) && limit > 0) return limit;
	throw invalidInput(
		"'Limit' has to be a whole number above 0",
		"Enter a number, or switch on 'Return All'",
	);
}
