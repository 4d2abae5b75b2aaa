import type { INode } from 'n8n-workflow';

import { Engine } from '../../engine/engine';
import type { PortalAccess } from '../processes/portalProcess';
import type { Contender } from './contender';
import { payingWorkflow, STEP } from './workflow';

/** One request every 500 ms: the 2 per second that Bitrix24 allows. */
const BATCHING = { batch: { batchSize: 1, batchInterval: 500 } };

/** n8n's own HTTP Request node, set up as a careful user would: one request per payment. */
export function httpRequestContender(portal: PortalAccess): Contender {
	const engine = new Engine();
	const node = requestNode(`${portal.webhook}crm.item.payment.pay`);
	return {
		async pay(ids) {
			const run = await engine.run(payingWorkflow(node, ids));
			const { outputs, error } = run.node(STEP) ?? { outputs: [] };
			const items = outputs[0] ?? [];
			const succeeded = items.filter(({ json }) => json.result === true).length;
			const failed = items.find(({ json }) => json.result !== true)?.json;
			return {
				succeeded,
				verified: 0,
				failed: ids.length - succeeded,
				firstFailure: error?.message ?? (failed && JSON.stringify(failed)),
			};
		},
	};
}

function requestNode(url: string): INode {
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
			jsonBody: '={{ { "id": $json.id } }}',
			options: { batching: BATCHING, response: { response: { neverError: true } } },
		},
	};
}
