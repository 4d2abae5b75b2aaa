/** The trigger that a person presses, under the name that workflows here know it by. */
export const START = {
	id: 'start',
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

/** A workflow of one node that gets these items. */
export function startingWith<Node extends { name: string }, Item>(
	items: readonly Item[],
	node: Node,
) {
	return {
		nodes: [START, node],
		connections: {
			[START.name]: { main: [[{ node: node.name, type: 'main' as const, index: 0 }]] },
		},
		pinData: { [START.name]: items.map((json) => ({ json })) },
	};
}
