import type { IDataObject } from 'n8n-workflow';

import { CREDENTIAL_TYPE, Engine, NODE_TYPE, type WorkflowFile } from '../engine/engine';
import { START } from '../startingWith';
import { saidBy, type Said } from './said';
import { money, table } from './table';

/** How many of the portal's latest payments are looked at. */
const COUNT = 12;

/**
 * Runs the node against a real portal without changing anything: Get Many lists the latest
 * payments, and Mark as Paid says in a dry run what it would do with them.
 *
 * @param webhook an inbound webhook with the permissions crm and sale
 * @returns whether the portal could be read
 */
export async function lookAtRealPortal(
	webhook: string,
	say: (text?: string) => void,
): Promise<boolean> {
	const engine = new Engine();
	engine.credentials.save('real', { grantType: 'webhook', webhookUrl: webhook });
	const run = await engine.run(WORKFLOW);
	const latest = run.node('Latest Payments');
	const error = latest?.error ?? run.node('Mark as Paid')?.error;
	if (error) {
		say(`The portal could not be read: ${error.message}\n${error.description ?? ''}`);
		return false;
	}
	say(`${latest?.outputs[0]?.length ?? 0} latest payments, looked at without changing anything\n`);
	say(`Mark as Paid, dry run\n${wouldTable(saidBy(run, ['Mark as Paid']))}`);
	return true;
}

function wouldTable(said: readonly Said[]): string {
	const rows = said.map(({ paymentId, json }) => {
		const { sum, currency } = (json.payment ?? {}) as IDataObject;
		return [String(paymentId ?? ''), money(sum, currency), would(json)];
	});
	return table(['Payment', 'Amount', 'What would happen'], rows);
}

function would({ error, errorDetails, wouldChange }: IDataObject): string {
	if (error) return `${String(error)} [${String((errorDetails as IDataObject).code)}]`;
	return wouldChange ? 'would change; only looked, nothing sent' : 'would stay as it is';
}

const WORKFLOW: WorkflowFile = {
	nodes: [
		START,
		node('Latest Payments', {
			operation: 'getAll',
			entityTypeId: 0,
			returnAll: false,
			limit: COUNT,
		}),
		{
			...node('Mark as Paid', {
				operation: 'pay',
				paymentId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
				options: { dryRun: true },
			}),
			onError: 'continueRegularOutput',
		},
	],
	connections: {
		Start: { main: [[{ node: 'Latest Payments', type: 'main', index: 0 }]] },
		'Latest Payments': { main: [[{ node: 'Mark as Paid', type: 'main', index: 0 }]] },
	},
	pinData: { Start: [{ json: {} }] },
};

function node(name: string, parameters: IDataObject): WorkflowFile['nodes'][number] {
	return {
		id: name,
		name,
		type: NODE_TYPE,
		typeVersion: 1,
		position: [200, 0],
		parameters: { resource: 'payment', ...parameters } as never,
		credentials: { [CREDENTIAL_TYPE]: { id: 'real', name: 'Real Portal' } },
	};
}
