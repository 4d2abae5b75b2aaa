import type { IDataObject, IExecuteFunctions, INode } from 'n8n-workflow';

import { Failure, type FailureDetails } from '../../nodes/Bitrix24Payments/portal/failure';

export const NODE: INode = {
	id: '1',
	name: 'Payments',
	type: 'bitrix24Payments',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** What n8n tells a node that pays, with these settings and input items. */
export function contextOf(
	onError: INode['onError'],
	inputs: readonly IDataObject[] = [],
): IExecuteFunctions {
	const context = {
		getNode: (): INode => ({ ...NODE, onError }),
		getNodeParameter: (name: string, index: number) =>
			name === 'operation' && index === 0 ? 'pay' : undefined,
		getInputData: () => inputs.map((json) => ({ json })),
	};
	return context as unknown as IExecuteFunctions;
}

export function failureOf(details: Partial<FailureDetails> = {}): Failure {
	return new Failure({
		code: 'NOT_PAID',
		message: 'What happened',
		description: 'How to mend it',
		...details,
	});
}
