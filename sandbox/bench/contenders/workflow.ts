import type { INode } from 'n8n-workflow';

import type { WorkflowFile } from '../../engine/engine';

/** The name of the node that pays. */
export const STEP = 'Pay';

/** A trigger with one item per payment, and the node that pays them. */
export function payingWorkflow(node: INode, ids: readonly number[]): WorkflowFile {
	return {
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			node,
		],
		connections: { Start: { main: [[{ node: STEP, type: 'main', index: 0 }]] } },
		pinData: { Start: ids.map((id) => ({ json: { id } })) },
	};
}
