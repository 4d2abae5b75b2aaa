import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import {
	CREDENTIAL_TYPE,
	NODE_TYPE,
	type EngineRun,
	type WorkflowFile,
} from '../../sandbox/engine/engine';
import type { Rig } from '../support/rig';

export const FOLDER = join(__dirname, '../../examples');

export type Step = WorkflowFile['nodes'][number];

/** Names of all examples. */
export function exampleNames(): string[] {
	const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
	return files.map((file) => file.replace(/\.json$/, ''));
}

export function example(name: string): WorkflowFile {
	return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as WorkflowFile;
}

export function isNote({ type }: Step): boolean {
	return type.endsWith('.stickyNote');
}

/** The workflow as its person has it after removing Dry Run from the node that books. */
export function inEarnest(file: WorkflowFile, name: string): WorkflowFile {
	const nodes = file.nodes.map((node) => {
		if (node.name !== name) return node;
		const options = { ...(node.parameters.options as IDataObject) };
		delete options.dryRun;
		return { ...node, parameters: { ...node.parameters, options } as Step['parameters'] };
	});
	return { ...file, nodes };
}

/**
 * Runs an example from its first node with the rig's credential.
 *
 * @param answers what a person, a model or a Code node would give out, by the node's name
 */
export async function runExample(
	rig: Rig,
	file: WorkflowFile,
	answers: Record<string, INodeExecutionData[]> = {},
): Promise<EngineRun> {
	const nodes = file.nodes.filter((node) => !isNote(node)).map(withRigsCredential);
	const result = await rig.engine.run({ ...file, nodes, pinData: answers });
	expect(result.run.data.resultData.error).toBeUndefined();
	expect(result.run.status).toBe('success');
	return result;
}

function withRigsCredential(node: Step): Step {
	if (node.type !== NODE_TYPE) return node;
	return { ...node, credentials: { [CREDENTIAL_TYPE]: { id: 'credential', name: 'Bitrix24' } } };
}

export function itemsOf(...contents: IDataObject[]): INodeExecutionData[] {
	return contents.map((json) => ({ json }));
}

/** What the last run of a node gave out. */
export function outputOf(result: EngineRun, name: string): IDataObject[] {
	return (result.node(name)?.outputs[0] ?? []).map(({ json }) => json);
}

/** What has been changed in the portal. */
export function changesIn(rig: Rig): unknown[] {
	return rig.portal.ledger.journal.filter(({ changed }) => changed);
}
