import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { CREDENTIAL_TYPE, NODE_TYPE, type WorkflowFile } from '../../sandbox/engine/engine';
import { SEED } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';

const FOLDER = join(__dirname, '../../examples');

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

function example(name: string): WorkflowFile {
	return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as WorkflowFile;
}

/** The workflow with the rig's credential; what a person or a model would answer is pinned. */
async function run(name: string, answers: Record<string, IDataObject[]> = {}) {
	const file = example(name);
	const nodes = file.nodes
		.filter(({ type }) => !type.endsWith('.stickyNote'))
		.map((node) =>
			node.type === NODE_TYPE
				? { ...node, credentials: { [CREDENTIAL_TYPE]: { id: 'credential', name: 'Bitrix24' } } }
				: node,
		);
	const pinData = Object.fromEntries(
		Object.entries(answers).map(([node, items]) => [node, items.map((json) => ({ json }))]),
	) as Record<string, INodeExecutionData[]>;
	const result = await rig.engine.run({ ...file, nodes, pinData });
	expect(result.run.data.resultData.error).toBeUndefined();
	expect(result.run.status).toBe('success');
	return result;
}

const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);
const paid = (id: number) => rig.portal.ledger.payment(id)?.paid;

describe('The example', () => {
	it('folder has seven workflows, each described in its README', () => {
		const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
		const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
		expect(files).toHaveLength(7);
		expect(files.every((file) => readme.includes(`(${file})`))).toBe(true);
	});

	it.each([
		['Approve', 'Y'],
		['Reject', 'N'],
	])('approval with the decision %s leaves the payment with paid=%s', async (Decision, state) => {
		await run('approval', { 'Ask for Approval': [{ Decision }] });
		expect(paid(1002)).toBe(state);
	});

	it('nightly-check finds unconfirmed payments and changes nothing until told to', async () => {
		const [first, second] = SEED.restHandler;
		const datePaid = new Date().toISOString();
		for (const [id, psStatus] of [
			[first, ''],
			[second, 'Y'],
		] as const) {
			rig.portal.ledger.change(id, { paid: 'Y', datePaid, psStatus });
		}
		const { node } = await run('nightly-check', { 'Every Night': [{}] });
		const [report] = node('Report')?.outputs ?? [];
		expect(json(report)[0]?.payments).toMatchObject([
			{ paymentId: first, dryRun: true, wouldChange: true },
		]);
		expect(paid(first)).toBe('Y');
	});

	it('payment-link prepares an e-mail with the link and the QR code', async () => {
		const { node } = await run('payment-link');
		const [[mail] = []] = node('E-Mail')?.outputs ?? [];
		expect(mail?.json).toMatchObject({
			to: 'office@cedar.example',
			subject: 'Payment 5003/1',
			text: expect.stringMatching(/^Dear Cedar GmbH,\nplease pay 410 EUR here: http/),
		});
		expect(mail?.binary?.qr).toMatchObject({ mimeType: 'image/png' });
	});

	it.each([
		['Approve', 75, 'Y'],
		['Reject', 75, 'N'],
	])('ai-agent books its proposal only when a person says %s', async (Decision, amount, state) => {
		const output = { paymentId: 1005, amount, currency: 'EUR', reason: 'named by the customer' };
		await run('ai-agent', {
			Chat: [{ chatInput: 'Elm Studio has paid' }],
			'AI Agent': [{ output }],
			'Ask for Approval': [{ Decision }],
		});
		expect(paid(1005)).toBe(state);
	});

	it('ai-agent gives the agent only tools that cannot move money', () => {
		const tools = example('ai-agent').nodes.filter(({ type }) => type === `${NODE_TYPE}Tool`);
		expect(tools.map(({ parameters }) => parameters.operation)).toEqual(['getAll', 'pay']);
		const booking = tools.find(({ parameters }) => parameters.operation === 'pay');
		expect(booking?.parameters.options).toMatchObject({ dryRun: true });
	});
});
