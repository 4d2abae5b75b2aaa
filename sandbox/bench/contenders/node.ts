import type { IDataObject, INode } from 'n8n-workflow';

import { CREDENTIAL_TYPE, Engine, NODE_TYPE } from '../../engine/engine';
import type { Task } from '../tasks';
import type { Contender } from './contender';
import { STEP, workflowOf } from './workflow';

const CREDENTIAL = { id: 'portal', name: 'Portal' };

/** The built node in n8n's engine, with the environment that all executions of a process share. */
export function nodeContender(webhookUrl: string, task: Task, options: IDataObject): Contender {
	const engine = new Engine();
	engine.credentials.save(CREDENTIAL.id, { grantType: 'webhook', webhookUrl });
	const node = nodeFor(task, options);
	return {
		async run(ids) {
			const run = await engine.run(workflowOf(node, ids));
			const { outputs, error } = run.node(STEP) ?? { outputs: [] };
			const items = outputs[0] ?? [];
			const succeeded = items.filter(({ json }) => json.success === true);
			const failed = items.find(({ json }) => json.success !== true)?.json;
			const tally = {
				succeeded: succeeded.length,
				verified: succeeded.filter(({ json }) => json.verified === true).length,
				failed: ids.length - succeeded.length,
				firstFailure: error?.message ?? (failed && String(failed.error)),
			};
			return { tally, results: run };
		},
	};
}

function nodeFor({ operation, parameters }: Task, options: IDataObject): INode {
	return {
		id: STEP,
		name: STEP,
		type: NODE_TYPE,
		typeVersion: 1,
		position: [200, 0],
		onError: 'continueRegularOutput',
		credentials: { [CREDENTIAL_TYPE]: CREDENTIAL },
		parameters: {
			resource: 'payment',
			operation,
			paymentId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			...parameters,
			options,
		} as INode['parameters'],
	};
}
