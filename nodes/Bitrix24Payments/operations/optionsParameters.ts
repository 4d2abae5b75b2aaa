import type { INodeProperties } from 'n8n-workflow';

import { OPTIONS } from '../parameters/options';
import type { Operation } from './index';

/** Options that say nothing to an operation that only reads, or has no payment to check. */
const FOR_CHANGES = ['batchSize', 'dryRun', 'settleTime', 'verify'];
const FOR_GUARDED = ['onlyIf'];
const FOR_FILTERED = ['ignoreEmptyFilters'];

/** One options collection per kind of operation, each with what makes sense there. */
export function optionsParameters(operations: readonly Operation[]): INodeProperties[] {
	const isGuarded = (operation: Operation) => operation.kind === 'change' && operation.guarded;
	const isFiltered = ({ resource, properties }: Operation) =>
		resource === 'payment' && properties.some(({ name }) => name === 'filters');
	const without = (...names: string[]) => OPTIONS.filter(({ name }) => !names.includes(name));
	const kinds: Array<[Operation[], INodeProperties[]]> = [
		[operations.filter(isGuarded), without(...FOR_FILTERED)],
		[
			operations.filter((operation) => operation.kind === 'change' && !operation.guarded),
			without(...FOR_GUARDED, ...FOR_FILTERED),
		],
		[
			operations.filter(
				(operation) =>
					operation.kind === 'query' &&
					operation.option.value !== 'getPublicUrl' &&
					!isFiltered(operation),
			),
			without(...FOR_CHANGES, ...FOR_GUARDED, ...FOR_FILTERED),
		],
		[operations.filter(isFiltered), without(...FOR_CHANGES, ...FOR_GUARDED)],
		[
			operations.filter(({ option }) => option.value === 'getPublicUrl'),
			OPTIONS.filter(({ name }) => ['limitWait', 'maxWait', 'timeout'].includes(name)),
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
