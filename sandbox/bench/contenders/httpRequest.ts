import type { INode } from 'n8n-workflow';

import { Engine } from '../../engine/engine';
import type { PortalAccess } from '../processes/portalProcess';
import type { Task } from '../tasks';
import type { Contender } from './contender';
import { STEP, workflowOf } from './workflow';

/**
 * One request every 500 ms, the 2 per second that Bitrix24 allows; the next one goes out whether
 * the last was answered or not.
 */
const BATCHING = { batch: { batchSize: 1, batchInterval: 500 } };

/** n8n's own HTTP Request node, set up as a careful user would: one request per payment. */
export function httpRequestContender(portal: PortalAccess, task: Task): Contender {
	const engine = new Engine();
	const node = requestNode(`${portal.webhook}${task.method}`, task);
	return {
		async run(ids) {
			const run = await engine.run(workflowOf(node, ids));
			const { outputs, error } = run.node(STEP) ?? { outputs: [] };
			const items = outputs[0] ?? [];
			const isAnswered = ({ json }: (typeof items)[number]) =>
				'result' in json && !('error' in json);
			const succeeded = items.filter(isAnswered).length;
			const failed = items.find((item) => !isAnswered(item))?.json;
			const tally = {
				succeeded,
				verified: 0,
				failed: ids.length - succeeded,
				firstFailure: error?.message ?? (failed && JSON.stringify(failed)),
			};
			return { tally, results: run };
		},
	};
}

function requestNode(url: string, { fields }: Task): INode {
	const rest = fields ? `, "fields": ${JSON.stringify(fields)}` : '';
	return {
		id: STEP,
		name: STEP,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.4,
		position: [200, 0],
		onError: 'continueRegularOutput',
		parameters: {
			method: 'POST',
			url,
			sendBody: true,
			contentType: 'json',
			specifyBody: 'json',
			jsonBody: `={ "id": {{ $json.id }}${rest} }`,
			options: { batching: BATCHING, response: { response: { neverError: true } } },
		},
	};
}
