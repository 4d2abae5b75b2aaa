import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { run } from './execution/run';
import { properties, subtitle } from './operations/description';
import { listSearch } from './pickers';
import { CREDENTIAL_TYPE } from './portal/connection';

export class Bitrix24Payments implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bitrix24 Payments',
		name: 'bitrix24Payments',
		icon: { light: 'file:bitrix24Payments.svg', dark: 'file:bitrix24Payments.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle,
		description:
			'Find Bitrix24 payments, mark them as paid or unpaid, update them and check the result',
		defaults: { name: 'Bitrix24 Payments' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL_TYPE, required: true }],
		properties,
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
