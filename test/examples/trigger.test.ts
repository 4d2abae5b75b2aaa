import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { TRIGGER_TYPE, type WorkflowFile } from '../../sandbox/engine/engine';
import { SEED } from '../../sandbox/portal';
import { MINUTE, pollRigOf, type PollRig } from '../support/pollRig';
import { startRig, type Rig } from '../support/rig';

/** The examples that begin with the trigger, run with what it really tells. */

const [FIRST, SECOND] = SEED.bankStatement;

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => rig.portal.reset());

function example(name: string): WorkflowFile {
	const path = join(__dirname, '../../examples', `${name}.json`);
	return JSON.parse(readFileSync(path, 'utf8')) as WorkflowFile;
}

/** The trigger of an example, watching the portal. */
async function watchAs(name: string): Promise<PollRig> {
	const trigger = example(name).nodes.find(({ type }) => type === TRIGGER_TYPE);
	const use = pollRigOf(rig, { parameters: trigger?.parameters as IDataObject });
	await use.poller.activate();
	return use;
}

/** Runs the example with what the trigger told, and answers what a node gave out. */
async function run(name: string, events: IDataObject[], outputOf: string): Promise<IDataObject[]> {
	const file = example(name);
	const nodes = file.nodes.filter(({ type }) => !type.endsWith('.stickyNote'));
	const pinned = (items: IDataObject[]): INodeExecutionData[] => items.map((json) => ({ json }));
	const pinData = { [nodes[0]?.name ?? '']: pinned(events), Ledger: pinned([{ done: true }]) };
	const { run: result, node } = await rig.engine.run({ ...file, nodes, pinData });
	expect(result.data.resultData.error).toBeUndefined();
	return (node(outputOf)?.outputs[0] ?? []).map(({ json }) => json);
}

describe('The example payment-paid', () => {
	it('thanks for each payment once and tells the team of all together', async () => {
		const use = await watchAs('payment-paid');
		rig.portal.person.pays(FIRST);
		rig.portal.person.pays(SECOND);
		await use.pollAfter(MINUTE);
		await use.pollAfter(MINUTE);
		expect(use.poller.executions).toHaveLength(1);
		const mails = await run('payment-paid', use.poller.events, 'Thank-You Mail');
		expect(mails).toEqual([
			{
				to: 'office@cedar.example',
				subject: 'Payment 5001/1 received',
				text: 'Dear Cedar GmbH,\nthank you: we have received 1250 EUR.',
			},
			expect.objectContaining({ subject: 'Payment 5002/1 received' }),
		]);
		const messages = await run('payment-paid', use.poller.events, 'Message for the Team');
		expect(messages).toEqual([
			{ text: 'Paid: 2\n5001/1: 1250 EUR, Bank Transfer\n5002/1: 89.9 EUR, Bank Transfer' },
		]);
	});

	it('thanks nobody where it is not certain', async () => {
		const use = await watchAs('payment-paid');
		rig.portal.person.pays(FIRST);
		await use.pollAfter(MINUTE);
		const events = use.poller.events.map((event) => ({ ...event, certain: false }));
		expect(await run('payment-paid', events, 'Thank-You Mail')).toEqual([]);
		expect(await run('payment-paid', events, 'Message for the Team')).toEqual([
			{ text: 'Paid: 1\n5001/1: 1250 EUR, Bank Transfer (please check)' },
		]);
	});
});

describe('The example payment-ledger', () => {
	it('makes a row of each booking, and the same row of an event that is told twice', async () => {
		const use = await watchAs('payment-ledger');
		rig.portal.person.pays(FIRST);
		use.poller.diesBeforeStoring = true;
		await use.pollAfter(MINUTE);
		await use.poller.restart();
		rig.clock.advance(60_000);
		rig.portal.person.unpays(FIRST);
		await use.pollAfter(MINUTE);
		const events = use.poller.events;
		const rows = await run('payment-ledger', events, 'Row');
		expect(rows).toMatchObject([
			{ event: 'paid', paymentId: FIRST, orderId: 5001, number: '5001/1', amount: 1250 },
			{ event: 'unpaid', paymentId: FIRST, amount: -1250, currency: 'EUR' },
		]);
		expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
		expect(await run('payment-ledger', [...events, ...events], 'Row')).toEqual([...rows, ...rows]);
		expect(rows[0]?.key).toBe(`${FIRST} ${String(events[0]?.at)}`);
	});

	it('finds a row again by that key', () => {
		const ledger = example('payment-ledger').nodes.find(({ name }) => name === 'Ledger');
		expect(ledger?.parameters).toMatchObject({
			operation: 'appendOrUpdate',
			columns: { mappingMode: 'autoMapInputData', matchingColumns: ['key'] },
		});
	});
});
