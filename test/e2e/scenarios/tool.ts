import assert from 'node:assert/strict';

import type { Json } from '../../../sandbox/n8n/client';
import { McpClient, type ToolDescription } from '../../../sandbox/n8n/mcp';
import { waitFor } from '../../../sandbox/n8n/poll';
import type { Scenario } from '../support/scenario';
import {
	credentialId,
	CREDENTIAL_TYPE,
	NODE_TYPE,
	WEBHOOK_CREDENTIAL,
	type Stage,
} from '../support/stage';

/** The operations that move money, with the words that the model gets to read. */
const MONEY: Record<string, RegExp> = {
	pay: /Marks a payment in Bitrix24 as paid\. This books money/,
	unpay: /as unpaid again\. This takes the booking back/,
	update: /Setting Paid books money.*Refund can send real money back/,
	paySystemPay: /This books money and may charge the customer/,
};

/** Words that an operation must not have that only looks. */
const MONEY_WORDS = /book|mark|update|money/i;

const PATH = 'payments';

/** What the editor writes when a person lets the model fill in a field. */
const byModel = (field: string) => ({
	__rl: true,
	mode: 'id',
	value: `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${field}', \`\`, 'string') }}`,
});

/** An agent, without a model: it gets the tools from n8n, and calls one. */
export const tool: Scenario = {
	name: 'As an AI tool: the model reads what moves money, and its call is booked once',
	async run(stage) {
		const { client, portal } = stage;
		const types = await client.nodeTypes();
		const type = types.find(({ name }) => name === `${NODE_TYPE}Tool`);
		assert.ok(type, 'n8n made no tool of the node');
		assert.match(String(type.description), /mark .* as paid or unpaid/i);

		await publishTools(stage);
		const agent = new McpClient(`${stage.n8n.url}/mcp/${PATH}`);
		await waitFor('the tools to be published', () =>
			agent.connect().then(
				() => true,
				() => undefined,
			),
		);
		const tools = await agent.tools();
		for (const [operation, words] of Object.entries(MONEY)) describes(tools, operation, words);
		assert.ok(toolFor(tools, 'paySystemPay').inputSchema.required?.includes('Payment_System'));
		const look = toolFor(tools, 'get').description;
		assert.doesNotMatch(look, MONEY_WORDS);

		const paid = await agent.call('Tool_pay', { Payment: '1003' });
		assert.ok(!paid.isError, paid.content[0]?.text);
		assert.match(paid.content[0]?.text ?? '', /"paymentId":1003.*"changed":true.*"verified":true/);
		assert.equal(portal.ledger.effects(1003).paidTransitions, 1);

		const again = await agent.call('Tool_pay', { Payment: '1003' });
		assert.match(again.content[0]?.text ?? '', /"changed":false/);
		assert.equal(portal.ledger.effects(1003).paidTransitions, 1);

		const refused = await agent.call('Tool_pay', { Payment: '999999' });
		assert.equal(refused.isError, true);
		assert.match(refused.content[0]?.text ?? '', /There is no payment with this ID/);
	},
};

function describes(tools: ToolDescription[], operation: string, words: RegExp): void {
	const found = toolFor(tools, operation);
	assert.match(found.description, words);
	assert.match(found.description, /Bitrix24/);
	assert.ok(found.inputSchema.required?.includes('Payment'), 'the payment is not asked for');
}

function toolFor(tools: ToolDescription[], operation: string): ToolDescription {
	const found = tools.find(({ name }) => name === `Tool_${operation}`);
	assert.ok(found, `there is no tool for ${operation}`);
	return found;
}

/** An MCP server with one tool for each operation that moves money, and one that only looks. */
async function publishTools(stage: Stage): Promise<void> {
	const id = await credentialId(stage, WEBHOOK_CREDENTIAL);
	const operations = [...Object.keys(MONEY), 'get'];
	const workflow = await stage.client.createWorkflow({
		name: 'Tools for an agent',
		nodes: [
			{
				id: 'server',
				name: 'Server',
				type: '@n8n/n8n-nodes-langchain.mcpTrigger',
				typeVersion: 2,
				position: [0, 0],
				parameters: { path: PATH },
				webhookId: 'payments-tools',
			},
			...operations.map((operation, index) => ({
				id: operation,
				name: `Tool ${operation}`,
				type: `${NODE_TYPE}Tool`,
				typeVersion: 1,
				position: [200 * index, 200],
				parameters: parametersOf(operation),
				credentials: { [CREDENTIAL_TYPE]: { id, name: WEBHOOK_CREDENTIAL } },
			})),
		],
		connections: Object.fromEntries(
			operations.map((operation) => [
				`Tool ${operation}`,
				{ ai_tool: [[{ node: 'Server', type: 'ai_tool', index: 0 }]] },
			]),
		),
	});
	await stage.client.activate(workflow);
}

function parametersOf(operation: string): Json {
	return {
		resource: 'payment',
		operation,
		paymentId: byModel('Payment'),
		...(operation === 'paySystemPay' ? { paySystemId: byModel('Payment_System') } : {}),
	};
}
