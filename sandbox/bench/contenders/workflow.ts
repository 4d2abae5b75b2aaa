import type { INode } from 'n8n-workflow';

import type { WorkflowFile } from '../../engine/engine';
import { startingWith } from '../../startingWith';

/** The name of the node that deals with the payments. */
export const STEP = 'Payments';

/** A trigger with one item per payment, and the node that deals with them. */
export function workflowOf(node: INode, ids: readonly number[]): WorkflowFile {
	return startingWith(
		ids.map((id) => ({ id })),
		node,
	);
}
