import axios from 'axios';

import { parseWebhookUrl } from '../../nodes/Bitrix24Payments/portal/address';
import { Engine, NODE_TYPE, CREDENTIAL_TYPE, type WorkflowFile } from '../engine/engine';
import { reportsOf, storyTable } from './story';

/** How many of the portal's latest payments are looked at. */
const COUNT = 12;

/**
 * Runs the node against a real portal without changing anything: it asks the portal for its latest
 * payments and lets Mark as Paid say, in a dry run, what it would do with them.
 *
 * @param webhook an inbound webhook with the permissions crm and sale
 * @returns whether the portal could be read
 */
export async function lookAtRealPortal(
	webhook: string,
	say: (text?: string) => void,
): Promise<boolean> {
	try {
		const { restUrl, host } = parseWebhookUrl(webhook);
		const ids = await latestPayments(restUrl);
		say(`${host}: ${ids.length} latest payments, looked at without changing anything`);
		if (ids.length === 0) return true;
		const engine = new Engine();
		engine.credentials.save('real', { grantType: 'webhook', webhookUrl: webhook });
		const run = await engine.run(dryRun(ids));
		say(`\nMark as Paid, dry run\n${storyTable(reportsOf(run), 'Mark as Paid')}`);
		const error = run.node('Mark as Paid')?.error;
		if (error) say(`  ${error.message}\n  ${error.description ?? ''}`);
		return !error;
	} catch (error) {
		say(`The portal could not be read: ${reasonOf(error)}`);
		return false;
	}
}

async function latestPayments(restUrl: string): Promise<number[]> {
	const { data } = await axios.post<{ result?: { payments?: Array<{ id: number }> } }>(
		`${restUrl}sale.payment.list`,
		{ select: ['id'], order: { id: 'desc' } },
		{ maxRedirects: 0 },
	);
	return (data.result?.payments ?? []).slice(0, COUNT).map(({ id }) => id);
}

function dryRun(ids: readonly number[]): WorkflowFile {
	return {
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: 'pay',
				name: 'Mark as Paid',
				type: NODE_TYPE,
				typeVersion: 1,
				position: [200, 0],
				parameters: {
					resource: 'payment',
					operation: 'pay',
					paymentId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
					options: { dryRun: true },
				},
				credentials: { [CREDENTIAL_TYPE]: { id: 'real', name: 'Real Portal' } },
				onError: 'continueRegularOutput',
			},
		],
		connections: { Start: { main: [[{ node: 'Mark as Paid', type: 'main', index: 0 }]] } },
		pinData: { Start: ids.map((id) => ({ json: { id } })) },
	};
}

/** Bitrix24's own words, or axios's, neither of which repeats the webhook. */
function reasonOf(error: unknown): string {
	if (axios.isAxiosError(error)) {
		const told = (error.response?.data as { error_description?: unknown } | undefined)
			?.error_description;
		return typeof told === 'string' ? told : (error.code ?? 'no answer');
	}
	return error instanceof Error ? error.message : 'unknown reason';
}
