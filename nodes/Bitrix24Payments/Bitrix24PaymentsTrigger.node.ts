import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { credentialSource } from './execution/credentials';
import { nodeError } from './execution/nodeErrors';
import { searchPaySystems } from './pickers/searchPaySystems';
import { CREDENTIAL_TYPE } from './portal/connection';
import { processEnvironment } from './portal/environment';
import { triggerParameters, triggerSubtitle } from './trigger/parameters';
import { poll } from './trigger/poll';

export class Bitrix24PaymentsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bitrix24 Payments Trigger',
		name: 'bitrix24PaymentsTrigger',
		icon: { light: 'file:bitrix24Payments.svg', dark: 'file:bitrix24Payments.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: triggerSubtitle,
		description:
			'Starts the workflow when Bitrix24 payments are paid, unpaid, created, changed or deleted',
		defaults: { name: 'Bitrix24 Payments Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL_TYPE, required: true }],
		properties: triggerParameters,
	};

	methods = { listSearch: { searchPaySystems } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this, {
			credentials: credentialSource(this),
			environment: processEnvironment,
			asError: (failure) => nodeError(this.getNode(), failure, undefined),
		});
	}
}
