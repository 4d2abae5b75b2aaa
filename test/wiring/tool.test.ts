import {
	NodeConnectionTypes,
	NodeHelpers,
	type IDataObject,
	type INodeParameters,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { aNode, CHOICES, description } from './built';

/** The node as the tool that n8n makes of it: what an AI agent reads before it uses it. */
const tool: INodeTypeDescription = {
	...description,
	name: `${description.name}Tool`,
	outputs: [NodeConnectionTypes.AiTool],
};

function parametersOf(form: IDataObject, type = tool): INodeParameters {
	const { properties } = type;
	const given = form as INodeParameters;
	return NodeHelpers.getNodeParameters(properties, given, true, false, aNode(), type) ?? {};
}

function readBy(form: IDataObject): string {
	const node = aNode(parametersOf(form) as IDataObject);
	return NodeHelpers.getToolDescriptionForNode(node, { description: tool } as never);
}

const MONEY: Record<string, RegExp> = {
	pay: /books money/,
	unpay: /takes the booking back/,
	update: /books money.*real money back/,
	paySystemPay: /books money.*charge/,
	create: /Setting Paid books money/,
	delete: /for good/,
};

const changes = CHOICES.filter(({ operation }) => operation in MONEY);
const queries = CHOICES.filter(({ operation }) => !(operation in MONEY));

describe.each(changes)('an agent with the tool $operation', ({ resource, operation }) => {
	it('reads what happens to money', () => {
		expect(readBy({ resource, operation })).toMatch(MONEY[operation] as RegExp);
	});
});

describe.each(queries)('an agent with the tool $resource > $operation', (choice) => {
	it('reads that nothing changes', () => {
		const { resource, operation } = choice;
		expect(readBy({ resource, operation })).toMatch(/Changes nothing\.$/);
	});
});

describe('a person', () => {
	it('may tell the agent something else', () => {
		const own = { resource: 'payment', operation: 'pay', toolDescription: 'Books rent' };
		expect(readBy(own)).toBe('Books rent');
		expect(readBy({ ...own, descriptionType: 'manual' })).toBe('Books rent');
	});

	it('sees nothing of it in a node that is no tool', () => {
		for (const { resource, operation } of CHOICES) {
			expect(parametersOf({ resource, operation }, description)).not.toHaveProperty(
				'toolDescription',
			);
		}
	});
});
