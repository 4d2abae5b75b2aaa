import type { INodeExecutionData } from 'n8n-workflow';

import type { Finding, QueryOperation } from '../operations/query';
import { nodeError } from './nodeErrors';
import { failedItem, inInputOrder, refusedItem } from './output';
import { answer, type Answer } from './queries';
import { givenPaymentId, readRequests } from './requests';
import type { RunContext } from './runContext';

/** Runs a lookup on all items. */
export async function runQueries(
	operation: QueryOperation,
	run: RunContext,
): Promise<INodeExecutionData[]> {
	const { accepted, refused } = await readRequests(run, (input) => operation.request(input));
	const questions = accepted.map(({ index, portal, request }) => ({
		index,
		portal,
		query: request,
	}));
	const answers = await answer(questions, run.stopAtFirstFailure);
	const node = run.context.getNode();
	const failed = answers.find((one) => 'failure' in one);
	if (run.stopAtFirstFailure && failed && 'failure' in failed) {
		throw nodeError(node, failed.failure, failed.index);
	}
	const items: INodeExecutionData[] = [];
	// One by one: the arguments of a single push have their limit.
	for (const one of answers) for (const item of await itemsOf(one, run)) items.push(item);
	for (const item of refused) items.push(refusedItem(node, item));
	return inInputOrder(items);
}

async function itemsOf(one: Answer, run: RunContext): Promise<INodeExecutionData[]> {
	const { index } = one;
	if ('failure' in one) {
		const given = givenPaymentId(run, index, await run.portalOf(index));
		return [failedItem(run.context.getNode(), index, one.failure, given)];
	}
	const items: INodeExecutionData[] = [];
	for (const finding of one.findings) items.push(await itemOf(finding, index, run));
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
