import type { INodeExecutionData } from 'n8n-workflow';

import type { Finding, QueryOperation } from '../operations/query';
import { nodeError } from './nodeErrors';
import { failedItem, inInputOrder } from './output';
import { answer, type Answer } from './queries';
import { readRequests } from './requests';
import type { RunContext } from './runContext';

/** Runs a lookup on all items. */
export async function runQueries(
	operation: QueryOperation,
	run: RunContext,
): Promise<INodeExecutionData[]> {
	const { accepted, refused } = readRequests(run, (input) => operation.request(input));
	const questions = accepted.map(({ index, request }) => ({ index, query: request }));
	const answers = await answer(questions, run.portal, run.stopAtFirstFailure);
	const node = run.context.getNode();
	const failed = answers.find((one) => 'failure' in one);
	if (run.stopAtFirstFailure && failed && 'failure' in failed) {
		throw nodeError(node, failed.failure, failed.index);
	}
	const items: INodeExecutionData[] = [];
	for (const one of answers) items.push(...(await itemsOf(one, run)));
	for (const { index, failure } of refused) items.push(failedItem(node, index, failure));
	return inInputOrder(items);
}

async function itemsOf(one: Answer, run: RunContext): Promise<INodeExecutionData[]> {
	if ('failure' in one) return [failedItem(run.context.getNode(), one.index, one.failure)];
	const items: INodeExecutionData[] = [];
	for (const finding of one.findings) items.push(await itemOf(finding, one.index, run));
	return items;
}

async function itemOf(
	finding: Finding,
	index: number,
	run: RunContext,
): Promise<INodeExecutionData> {
	const { json, file } = finding;
	const item: INodeExecutionData = { json, pairedItem: { item: index } };
	if (!file) return item;
	const { prepareBinaryData } = run.context.helpers;
	const content = Buffer.from(file.base64, 'base64');
	return {
		...item,
		binary: { [file.field]: await prepareBinaryData(content, file.name, file.mimeType) },
	};
}
