import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { NodeHelpers, type IDataObject } from 'n8n-workflow';

import { loadPackage, NODE_TYPE } from '../../sandbox/engine/engine';
import { recentPayments, SEED } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';
import {
	changesIn,
	example,
	exampleNames,
	FOLDER,
	inEarnest,
	isNote,
	itemsOf,
	outputOf,
	runExample,
	type Step,
} from './support';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig({ payments: recentPayments() });
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

const WRITES = ['pay', 'unpay', 'update', 'paySystemPay', 'create', 'delete'];

const paid = (id: number) => rig.portal.ledger.payment(id)?.paid;

describe('The example folder', () => {
	it('describes each of its workflows in its README', () => {
		const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
		expect(exampleNames().filter((name) => !readme.includes(`(${name}.json)`))).toEqual([]);
	});
});

describe.each(exampleNames())('The example %s', (name) => {
	it('says on one note what it does, what to change and which permissions it needs', () => {
		const notes = example(name).nodes.filter(isNote);
		expect(notes).toHaveLength(1);
		const content = String(notes[0]?.parameters.content);
		for (const part of ['What it does', 'Try it', 'What to change', 'Permissions']) {
			expect(content).toContain(`**${part}.**`);
		}
	});

	it('has Dry Run on in every node that changes payments', () => {
		const writing = example(name).nodes.filter(({ parameters }) =>
			WRITES.includes(String(parameters.operation)),
		);
		const isDry = ({ parameters }: Step) => (parameters.options as IDataObject).dryRun === true;
		expect(writing.filter((node) => !isDry(node))).toEqual([]);
	});

	it('names a credential as n8n names the first one, so that it is found at once', () => {
		const names = example(name).nodes.flatMap(({ credentials }) =>
			Object.values(credentials ?? {}).map((credential) => credential.name),
		);
		expect([...new Set(names)]).toEqual(['Bitrix24 Payments account']);
	});
});

describe('Of approval', () => {
	const decided = (Decision: string) => ({ 'Ask for Approval': itemsOf({ Decision }) });

	it('an approval says what would be booked', async () => {
		const result = await runExample(rig, example('approval'), decided('Approve'));
		expect(outputOf(result, 'Mark as Paid')).toMatchObject([
			{ paymentId: 1002, dryRun: true, wouldChange: true },
		]);
		expect(changesIn(rig)).toEqual([]);
	});

	it.each([
		['Approve', 'Y'],
		['Reject', 'N'],
	])('the decision %s without Dry Run leaves the payment with paid=%s', async (word, state) => {
		await runExample(rig, inEarnest(example('approval'), 'Mark as Paid'), decided(word));
		expect(paid(1002)).toBe(state);
	});
});

describe('Of nightly-check', () => {
	const night = { 'Every Night': itemsOf({}) };

	it('the report names the payments of a fresh portal that nobody confirmed', async () => {
		const result = await runExample(rig, example('nightly-check'), night);
		expect(outputOf(result, 'Report')).toEqual([
			{
				text: [
					'Paid yesterday without a confirmation: 1',
					'5023/1: 60 EUR by Acme Pay (REST), would be marked as unpaid. Look at it in the account of the payment system',
				].join('\n'),
				payments: [expect.objectContaining({ number: '5023/1', amount: 60 })],
			},
		]);
		expect(changesIn(rig)).toEqual([]);
	});

	it('without Dry Run it marks those as unpaid, and no other', async () => {
		const { restHandlerPaid: open, restHandler } = SEED;
		const { datePaid } = rig.portal.ledger.payment(open) ?? {};
		rig.portal.ledger.change(restHandler[0], { paid: 'Y', datePaid, psStatus: 'Y' });
		const file = inEarnest(example('nightly-check'), 'Mark as Unpaid');
		const result = await runExample(rig, file, night);
		expect(outputOf(result, 'Report')[0]?.text).toContain('Acme Pay (REST), marked as unpaid.');
		expect([open, restHandler[0]].map(paid)).toEqual(['N', 'Y']);
	});
});

describe('Of payment-link', () => {
	it('the e-mail has the link and the QR code', async () => {
		const { node } = await runExample(rig, example('payment-link'));
		const [[mail] = []] = node('E-Mail')?.outputs ?? [];
		expect(mail?.json).toMatchObject({
			to: 'office@cedar.example',
			subject: 'Payment 5003/1',
			text: expect.stringMatching(/^Dear Cedar GmbH,\nplease pay 410 EUR here: http/),
		});
		expect(mail?.binary?.qr).toMatchObject({ mimeType: 'image/png' });
		expect(changesIn(rig)).toEqual([]);
	});
});

describe('Of ai-agent', () => {
	const answers = (Decision: string, amount = 75) => ({
		Chat: itemsOf({ chatInput: 'Elm Studio has paid' }),
		'AI Agent': itemsOf({ output: { paymentId: 1005, amount, currency: 'EUR', reason: 'named' } }),
		'Ask for Approval': itemsOf({ Decision }),
	});

	it('an approval says what would be booked', async () => {
		const result = await runExample(rig, example('ai-agent'), answers('Approve'));
		expect(outputOf(result, 'Mark as Paid')).toMatchObject([
			{ paymentId: 1005, dryRun: true, wouldChange: true },
		]);
		expect(changesIn(rig)).toEqual([]);
	});

	it.each([
		['Approve', 'Y'],
		['Reject', 'N'],
	])(
		'the proposal is booked without Dry Run when a person says %s: paid=%s',
		async (word, state) => {
			await runExample(rig, inEarnest(example('ai-agent'), 'Mark as Paid'), answers(word));
			expect(paid(1005)).toBe(state);
		},
	);

	it('the agent is told of its tools that they change nothing', () => {
		const tools = example('ai-agent').nodes.filter(({ type }) => type === `${NODE_TYPE}Tool`);
		expect(tools.map(({ parameters }) => parameters.operation)).toEqual(['getAll', 'pay']);
		expect(tools.map(toldToAgent)).toEqual([
			'Finds unpaid payments in Bitrix24 by a text such as the number of the payment. Only reads.',
			'Says whether a payment could be marked as paid. A dry run: it changes nothing.',
		]);
	});
});

/** n8n drops what is not shown, and by default describes a tool by its operation. */
function toldToAgent(tool: Step): string {
	const { Node } = loadPackage();
	const type = new Node();
	const isShown = tool.parameters.descriptionType === 'manual';
	const { toolDescription, ...parameters } = tool.parameters;
	const shown = isShown ? { ...parameters, toolDescription } : parameters;
	return NodeHelpers.getToolDescriptionForNode({ ...tool, parameters: shown }, type);
}
