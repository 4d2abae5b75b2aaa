import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Operation } from './index';

const DRY_RUN = { '/options.dryRun': [true] };
const REHEARSED = 'Rehearsal, which changes nothing and tells what would change:';

/**
 * What an AI agent reads of the node as a tool. n8n would tell it the operation's action, which also
 * names nodes on the canvas and has no room for what happens to money.
 */
export function toolDescriptions(operations: readonly Operation[]): INodeProperties[] {
	return operations.flatMap((operation) => {
		const { kind, forAgents } = operation;
		if (kind === 'query') return [toolDescription(operation, forAgents)];
		return [
			toolDescription(operation, `${REHEARSED} ${forAgents}`, { show: DRY_RUN }),
			// Where an expression decides about Dry Run, both are shown, and the last one counts.
			toolDescription(operation, forAgents, { hide: DRY_RUN }),
		];
	});
}

function toolDescription(
	{ resource, option }: Operation,
	text: string,
	{ show, hide }: IDisplayOptions = {},
): INodeProperties {
	return {
		displayName: 'Tool Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 4 },
		default: text,
		description: 'What the AI agent reads about this tool before it decides to use it',
		displayOptions: {
			show: {
				'@tool': [true],
				resource: [resource],
				operation: [String(option.value)],
				...show,
			},
			...(hide ? { hide } : {}),
		},
	};
}
