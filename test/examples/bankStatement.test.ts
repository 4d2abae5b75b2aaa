import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { WorkflowFile } from '../../sandbox/engine/engine';
import { startRig, type Rig } from '../support/rig';
import { changesIn, example, FOLDER, inEarnest, itemsOf, outputOf, runExample } from './support';

const NAME = 'bank-statement';
const IN_EARNEST = inEarnest(example(NAME), 'Mark as Paid');

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => {
	rig.portal.reset();
	rig.useWebhook();
});

const fileNamed = (name: string) => readFileSync(join(FOLDER, 'statements', name));
const fileWith = (...lines: string[]) => Buffer.from(lines.join('\n'));

/** What the code of *Statement Lines* makes of an item, run as n8n runs it. */
async function linesFrom(item: object, file?: Buffer): Promise<INodeExecutionData[]> {
	const node = example(NAME).nodes.find(({ name }) => name === 'Statement Lines');
	const code = String(node?.parameters.jsCode);
	const run = new Function('$input', `return (async () => {${code}\n}).call(this)`);
	const self = { helpers: { getBinaryDataBuffer: async () => file } };
	return (await run.call(self, { all: () => [item] })) as INodeExecutionData[];
}

const linesOf = async (file: Buffer) =>
	await linesFrom({ json: {}, binary: { Statement: {} } }, file);

const contentOf = (items: INodeExecutionData[]) => items.map(({ json }) => json);

async function report(lines: INodeExecutionData[], file = example(NAME)): Promise<IDataObject[]> {
	const answers = { 'Upload Statement': itemsOf({}), 'Statement Lines': lines };
	return outputOf(await runExample(rig, withoutForm(file), answers), 'Report');
}

/** The form's package loads only where ES modules do; what somebody uploads is pinned anyway. */
function withoutForm(file: WorkflowFile): WorkflowFile {
	const nodes = file.nodes.map((node) =>
		node.name === 'Upload Statement'
			? { ...node, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} }
			: node,
	);
	return { ...file, nodes };
}

const { 'Try with a Sample': toSample } = example(NAME).connections;
const TO_SAMPLE: WorkflowFile['connections'] = toSample ? { 'Try with a Sample': toSample } : {};

const row = (line: number, payer: string, payment: string, status: string, why: string) =>
	expect.objectContaining({ line, payer, payment, status, why });

/** All sample statements tell of the same seven movements. */
const ROWS = [
	row(1, 'Alder & Sons', '5001/1', 'would be paid', ''),
	row(2, 'Birch Ltd', '5002/1', 'would be paid', ''),
	row(
		3,
		'Cedar GmbH',
		'5003/1',
		'to check',
		'5003/1 is open with 410 EUR. The line pays 400, which is 10 less',
	),
	row(4, 'Dogwood Café', '5004/1', 'paid already', '5004/1 is paid already'),
	row(5, 'Dörfler', '', 'money out', expect.stringContaining('Money that went out')),
	row(6, 'Fir Logistics', '5006/1', 'would be paid', ''),
	row(
		7,
		'Unknown Sender',
		'',
		'to check',
		'No payment or order has a number that the text holds (5999/1)',
	),
];

describe('The example bank-statement', () => {
	it.each([
		['CSV in UTF-8 with a byte order mark', 'utf-8-with-bom.csv'],
		['CSV in Windows-1252', 'windows-1252.csv'],
		['MT940', 'mt940.sta'],
		['CAMT.053', 'camt.053.xml'],
	])('reports every line of %s in one table and changes nothing', async (_form, name) => {
		expect(await report(await linesOf(fileNamed(name)))).toEqual(ROWS);
		expect(changesIn(rig)).toEqual([]);
	});

	it('reports its own sample, which needs no file', async () => {
		const file = example(NAME);
		const nodes = file.nodes.slice(
			file.nodes.findIndex(({ name }) => name === 'Try with a Sample'),
		);
		const start = await runExample(rig, { ...file, nodes, connections: TO_SAMPLE });
		const [sample] = start.node('Sample Statement')?.outputs[0] ?? [];
		const rows = await report(await linesFrom(sample ?? {}));
		expect(rows.map(({ status }) => status)).toEqual([
			...['would be paid', 'would be paid', 'to check', 'paid already', 'money out'],
			...['would be paid', 'to check'],
		]);
		expect(changesIn(rig)).toEqual([]);
	});

	it('says of every line that is not booked what to do', async () => {
		const rows = await report(await linesOf(fileNamed('mt940.sta')));
		expect(rows.map(({ whatToDo }) => whatToDo)).toEqual([
			'Remove Dry Run in Mark as Paid',
			'Remove Dry Run in Mark as Paid',
			'Accept it with Amount May Differ By, or talk to the payer',
			'Nothing if this statement was read before; else the money came twice',
			'Nothing, unless the bank took a payment back: then Mark as Unpaid',
			'Remove Dry Run in Mark as Paid',
			'Look for a slip in the number, or create the payment in Bitrix24',
		]);
	});

	it('says what to do where a payment cannot be marked as paid', async () => {
		const lines = await linesOf(fileWith('purpose;amount;currency', '5032/1;70,00;EUR'));
		const rows = await report(await cancelled(lines), IN_EARNEST);
		expect(rows).toEqual([
			expect.objectContaining({
				payment: expect.stringMatching(/^\d+\/1$/),
				status: 'failed',
				why: expect.stringContaining('cancelled'),
				whatToDo: expect.stringContaining('Restore the order'),
			}),
		]);
	});

	it('pays what is matched once Dry Run is removed, and tells a second run from an unknown sender', async () => {
		const lines = await linesOf(fileNamed('mt940.sta'));
		const statuses = async () => (await report(lines, IN_EARNEST)).map(({ status }) => status);
		expect(await statuses()).toEqual([
			...['paid', 'paid', 'to check', 'paid already', 'money out', 'paid', 'to check'],
		]);
		expect(await statuses()).toEqual([
			...['paid already', 'paid already', 'to check', 'paid already', 'money out'],
			...['paid already', 'to check'],
		]);
		const payments = [1001, 1002, 1003, 1006].map((id) => rig.portal.ledger.payment(id)?.paid);
		expect(payments).toEqual(['Y', 'Y', 'N', 'Y']);
		expect(rig.portal.ledger.effects(1001).triggers).toBe(1);
	});

	it('reads a 1C file in Windows-1251', async () => {
		const lines = await linesOf(fileNamed('1c-client-bank.txt'));
		expect(contentOf(lines)).toEqual([
			{
				line: 1,
				purpose: 'Оплата по счету № 356/1 от 03.04.2026, в т.ч. НДС 20% - 16.67 руб.',
				amount: '100.00',
				currency: 'RUB',
				payer: 'ООО "Ромашка"',
			},
			{
				line: 2,
				purpose: 'Комиссия банка за 04.2026',
				amount: '-15.00',
				currency: 'RUB',
				payer: 'ООО "Север"',
			},
		]);
		expect((await report(lines)).map(({ status, why }) => [status, why])).toEqual([
			['to check', '356/1 is in USD, the line in RUB'],
			['money out', expect.stringContaining('Money that went out')],
		]);
	});

	it('takes a statement that names no currency for one in the usual currency', async () => {
		const lines = await linesOf(fileWith('Purpose,Amount', '"Invoice 5001/1","1,250.00"'));
		expect(contentOf(lines)).toMatchObject([{ amount: '1,250.00', currency: 'EUR' }]);
		expect(await report(lines)).toMatchObject([{ status: 'would be paid' }]);
	});

	it('says of a file that it cannot read what it has to be', async () => {
		await expect(linesOf(fileWith(''))).rejects.toThrow('holds no lines');
		await expect(linesOf(fileWith('a;b', '1;2'))).rejects.toThrow('not among the columns: a, b');
	});
});

/** The lines, naming the payment of an order that is cancelled. */
async function cancelled(lines: INodeExecutionData[]): Promise<INodeExecutionData[]> {
	const { accountNumber } = rig.portal.ledger.payment(1031) ?? {};
	return lines.map((item) => ({
		...item,
		json: { ...item.json, purpose: `Inv. ${accountNumber}` },
	}));
}
