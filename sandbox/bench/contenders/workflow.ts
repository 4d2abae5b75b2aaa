import type { INode } from 'n8n-workflow';

import type { WorkflowFile } from '../../engine/engine';
import { startingWith } from '../../startingWith';

/** The name of the node that pays. */
export const STEP = 'Pay';

/** A trigger with one item per payment, and the node that pays them. */
export function payingWorkflow(node: INode, ids: readonly number[]): WorkflowFile {
	return startingWith(
		ids.map((id) => ({ id })),
		node,
	);
}
