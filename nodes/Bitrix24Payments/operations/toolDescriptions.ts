import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from './index';

/**
 * What an AI agent reads of the node as a tool. n8n would tell it the operation's action, which also
 * names nodes on the canvas and has no room for what happens to money.
 */
export function toolDescriptions(operations: readonly Operation[]): INodeProperties[] {
	return operations.map(({ resource, option, forAgents }) => ({
		displayName: 'Tool Description',
		name: 'toolDescription',
		type: 'string',
		typeOptions: { rows: 4 },
		default: forAgents,
		description: 'What the AI agent reads about this tool before it decides to use it',
		displayOptions: {
			show: { '@tool': [true], resource: [resource], operation: [String(option.value)] },
		},
	}));
}
