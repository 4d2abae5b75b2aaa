import type { INodeProperties } from 'n8n-workflow';

import { MATCH_OPTIONS, OPTIONS } from '../parameters/options';
import type { Operation } from './index';

/**
 * In every operation, also where they have no effect: n8n drops what an operation does not know when
 * somebody passes through it, and a rehearsal would become a booking.
 */
const KEPT = ['dryRun', 'onlyIf'];
const FOR_CHANGES = ['batchSize', 'settleTime', 'verify'];
const FOR_FILTERED = ['ignoreEmptyFilters'];
const FOR_ALL = ['limitWait', 'maxWait', 'timeout', ...KEPT];

/** Their output has nothing to simplify. */
const OF_ONE_FORM = ['getPublicUrl', 'match'];

/** One options collection per kind of operation, each with what makes sense there. */
export function optionsParameters(operations: readonly Operation[]): INodeProperties[] {
	const isFiltered = ({ resource, properties }: Operation) =>
		resource === 'payment' && properties.some(({ name }) => name === 'filters');
	const without = (...names: string[]) => OPTIONS.filter(({ name }) => !names.includes(name));
	const kinds: Array<[Operation[], INodeProperties[]]> = [
		[operations.filter(({ kind }) => kind === 'change'), without(...FOR_FILTERED)],
		[
			operations.filter(
				(operation) =>
					operation.kind === 'query' &&
					!OF_ONE_FORM.includes(String(operation.option.value)) &&
					!isFiltered(operation),
			),
			without(...FOR_CHANGES, ...FOR_FILTERED),
		],
		[operations.filter(isFiltered), without(...FOR_CHANGES)],
		[
			operations.filter(({ option }) => option.value === 'getPublicUrl'),
			OPTIONS.filter(({ name }) => FOR_ALL.includes(name)),
		],
		[
			operations.filter(({ option }) => option.value === 'match'),
			[...MATCH_OPTIONS, ...OPTIONS.filter(({ name }) => FOR_ALL.includes(name))].sort(byLabel),
		],
	];
	return kinds.flatMap(([members, options]) =>
		['payment', 'paySystem'].flatMap((resource) => {
			const names = members
				.filter((operation) => operation.resource === resource)
				.map(({ option }) => String(option.value));
			return names.length > 0 ? [optionsParameter(resource, names, options)] : [];
		}),
	);
}

function optionsParameter(
	resource: string,
	operation: string[],
	options: INodeProperties[],
): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { resource: [resource], operation } },
		options,
	};
}

function byLabel(one: INodeProperties, other: INodeProperties): number {
	return one.displayName.localeCompare(other.displayName);
}
