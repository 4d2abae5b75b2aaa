import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { CREDENTIAL_TYPE, NODE_TYPE, type WorkflowFile } from '../../sandbox/engine/engine';
import { startRig, type Rig } from '../support/rig';
import { CAMT, CSV, MT940, ONE_C } from './statements';

const FILE = join(__dirname, '../../examples/bank-statement.json');
const example = () => JSON.parse(readFileSync(FILE, 'utf8')) as WorkflowFile;

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

type Line = { purpose: string; amount: string; currency: string; payer: string };

/** What the code of *Statement Lines* makes of a file, run as n8n runs it. */
async function linesOf(file: Buffer): Promise<INodeExecutionData[]> {
	const node = example().nodes.find(({ name }) => name === 'Statement Lines');
	const code = String(node?.parameters.jsCode);
	const run = new Function('$input', `return (async () => {${code}\n}).call(this)`);
	const $input = { all: () => [{ json: {}, binary: { Statement: {} } }] };
	const self = { helpers: { getBinaryDataBuffer: async () => file } };
	return (await run.call(self, $input)) as INodeExecutionData[];
}

const contentOf = (items: INodeExecutionData[]) => items.map(({ json }) => json as unknown as Line);

async function report(file: Buffer, isDryRun = true): Promise<IDataObject[]> {
	const workflow = example();
	const nodes = workflow.nodes
		.filter(({ type }) => !type.endsWith('.stickyNote'))
		.map((node) =>
			node.type === NODE_TYPE
				? { ...node, credentials: { [CREDENTIAL_TYPE]: { id: 'credential', name: 'Bitrix24' } } }
				: node,
		);
	// The form's package loads only where ES modules do; what somebody uploads is pinned anyway.
	const started = nodes.map((node) =>
		node.name === 'Upload Statement'
			? { ...node, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} }
			: node,
	);
	const pay = started.find(({ name }) => name === 'Mark as Paid');
	if (!isDryRun) delete (pay?.parameters.options as IDataObject).dryRun;
	const pinData = { 'Upload Statement': [{ json: {} }], 'Statement Lines': await linesOf(file) };
	const { run } = await rig.engine.run({ ...workflow, nodes: started, pinData });
	expect(run.data.resultData.error).toBeUndefined();
	const runs = run.data.resultData.runData.Report ?? [];
	return runs
		.flatMap((one) => one.data?.main?.[0] ?? [])
		.map((item) => item.json)
		.sort((one, other) => String(one.payer).localeCompare(String(other.payer), 'en'));
}

const RESULTS = [
	{ payer: 'Alder & Sons', payment: '5001/1', result: 'would be marked as paid' },
	{ payer: 'Birch Ltd', payment: '5002/1', result: 'would be marked as paid' },
	{
		payer: 'Cedar GmbH',
		payment: '',
		result: '5003/1 is open with 410 EUR. The line pays 400, which is 10 less',
	},
	{ payer: 'Dörfler', payment: '', result: expect.stringContaining('Money that went out') },
	{
		payer: 'Unknown Sender',
		payment: '',
		result: 'No payment or order has a number that the text holds (5999/1)',
	},
];

describe('The example bank-statement', () => {
	it('has six nodes and a note, and books nothing before somebody has looked', () => {
		const { nodes } = example();
		const [notes, others] = [true, false].map((isNote) =>
			nodes.filter(({ type }) => type.endsWith('.stickyNote') === isNote),
		);
		expect([notes?.length, others?.length]).toEqual([1, 6]);
		const pay = nodes.find(({ name }) => name === 'Mark as Paid');
		expect(pay?.parameters.options).toMatchObject({ dryRun: true });
	});

	it.each([
		['CSV in UTF-8 with a byte order mark', CSV.utf8WithMark],
		['CSV in Windows-1252', CSV.windows1252],
		['MT940', MT940],
		['CAMT.053', CAMT],
	])('reports every line of %s and changes nothing', async (_form, file) => {
		const lines = await report(file);
		expect(lines.map(({ payer, payment, result }) => ({ payer, payment, result }))).toEqual(
			RESULTS,
		);
		expect(rig.portal.ledger.journal.filter(({ changed }) => changed)).toEqual([]);
	});

	it('pays what is matched once Dry Run is removed, and nothing twice', async () => {
		const first = await report(MT940, false);
		expect(first.map(({ result }) => result).slice(0, 2)).toEqual(['paid', 'paid']);
		const again = await report(MT940, false);
		expect(again.map(({ result }) => result).slice(0, 2)).toEqual([
			'5001/1 is paid already',
			'5002/1 is paid already',
		]);
		const payments = [1001, 1002, 1003].map((id) => rig.portal.ledger.payment(id)?.paid);
		expect(payments).toEqual(['Y', 'Y', 'N']);
		expect(rig.portal.ledger.effects(1001).triggers).toBe(1);
	});

	it('reads a 1C file in Windows-1251', async () => {
		expect(contentOf(await linesOf(ONE_C))).toEqual([
			{
				purpose: 'Оплата по счету № 356/1 от 03.04.2026, в т.ч. НДС 20% - 16.67 руб.',
				amount: '100.00',
				currency: 'RUB',
				payer: 'ООО "Ромашка"',
			},
			{
				purpose: 'Комиссия банка за 04.2026',
				amount: '-15.00',
				currency: 'RUB',
				payer: 'ООО "Север"',
			},
		]);
		const lines = await report(ONE_C);
		expect(lines.map(({ result }) => result)).toEqual([
			'356/1 is in USD, the line in RUB',
			expect.stringContaining('Money that went out'),
		]);
	});

	it('says of a file that it cannot read what it has to be', async () => {
		await expect(linesOf(Buffer.from(''))).rejects.toThrow('holds no lines');
		await expect(linesOf(Buffer.from('a;b\n1;2\n'))).rejects.toThrow('not among the columns: a, b');
	});
});
