import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { EngineRun } from '../engine/engine';

/** One item as one node of the workflow gave it out. */
export interface Said {
	readonly step: string;
	readonly paymentId: number | undefined;
	readonly json: IDataObject;
}

/** What these nodes said, in the order of their input. */
export function saidBy(run: EngineRun, steps: readonly string[]): Said[] {
	return steps.flatMap((step) =>
		(run.node(step)?.outputs ?? [])
			.flat()
			.sort((a, b) => inputIndex(a) - inputIndex(b))
			.map(({ json }) => ({
				step,
				paymentId: typeof json.paymentId === 'number' ? json.paymentId : undefined,
				json,
			})),
	);
}

function inputIndex({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : 0;
}
