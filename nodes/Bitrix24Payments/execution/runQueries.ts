import type { INodeExecutionData } from 'n8n-workflow';

import type { Finding, QueryOperation, QueryRequest } from '../operations/query';
import type { PaymentRef } from '../parameters/paymentRef';
import { Failure } from '../portal/failure';
import { readable } from '../portal/words';
import { failedItem, itemError, type FailedItem } from './failedItems';
import { foundNothing, type Search } from './foundNothing';
import { identify, type IdentifiedItem } from './identify';
import { inInputOrder } from './output';
import { answer, type Answer, type Question } from './queries';
import { readRequests } from './requests';
import type { RunContext } from './runContext';
import { waitsInWords } from './waits';

/** Runs a lookup on all items. */
export async function runQueries(
	operation: QueryOperation,
	run: RunContext,
): Promise<INodeExecutionData[]> {
	const requests = await readRequests(run, (input) => operation.request(input));
	const { accepted, refused } = await identify(run, requests);
	const questions = accepted.map(({ index, portal, request, found }) => ({
		index,
		portal,
		query: request.query(found?.id ?? 0, accepted.length),
	}));
	const answers = finished(
		await answer(questions, run.stopAtFirstFailure, operation.atOnce),
		questions,
		operation,
	);
	tellWhatWasFound(accepted, answers, run);
	const items = await outputOf(accepted, answers, run);
	for (const item of refused) items.push(failedItem(run.context, item));
	return inInputOrder(items);
}

type Accepted = ReadonlyArray<IdentifiedItem<QueryRequest>>;

/** The hint of the run: what was not found, and what it waited for. */
function tellWhatWasFound(
	accepted: Accepted,
	answers: readonly Answer[],
	{ context }: RunContext,
): void {
	const waits = waitsInWords(new Set(accepted.map(({ portal }) => portal)));
	const message = [foundNothing(searchesOf(accepted, answers)), waits].filter(Boolean).join('. ');
	if (message) context.addExecutionHints({ message, location: 'outputPane' });
}

/** @throws NodeOperationError for the first failure, unless Continue On Fail is on */
async function outputOf(
	accepted: Accepted,
	answers: readonly Answer[],
	run: RunContext,
): Promise<INodeExecutionData[]> {
	const known = new Map(accepted.map((item) => [item.index, item]));
	const itemOfFailure = (index: number, failure: Failure): INodeExecutionData => {
		const { found, portal } = known.get(index) ?? {};
		const item: FailedItem = { index, failure, paymentId: found?.id, portal };
		if (run.stopAtFirstFailure) throw itemError(run.context.getNode(), item);
		return failedItem(run.context, item);
	};
	// A run that ends anyhow needs no pictures.
	const failed = run.stopAtFirstFailure && answers.find((one) => 'failure' in one);
	const items: INodeExecutionData[] = [];
	for (const one of failed ? [failed] : answers) {
		// A picture that n8n cannot store is this item's failure and no other's.
		const own = await itemsOf(one, run);
		if (own instanceof Failure) {
			items.push(itemOfFailure(one.index, own));
			continue;
		}
		const { request } = known.get(one.index) ?? {};
		// One by one: the arguments of a single push have their limit.
		for (const item of own) items.push(saying(item, request?.ref));
	}
	return items;
}

/** What failed has found neither something nor nothing. */
function searchesOf(accepted: Accepted, answers: readonly Answer[]): Search[] {
	const subjects = new Map(accepted.map(({ index, request }) => [index, request.subject]));
	return answers.flatMap((one) => {
		const subject = subjects.get(one.index);
		return subject && !('failure' in one) ? [{ subject, count: one.findings.length }] : [];
	});
}

/**
 * What the findings of all items come to together, for each portal by itself: payments of two
 * portals may have the same ID. Items that failed keep their failure.
 */
function finished(
	answers: readonly Answer[],
	questions: readonly Question[],
	{ finish }: QueryOperation,
): readonly Answer[] {
	if (!finish) return answers;
	const hosts = new Map(questions.map(({ index, portal }) => [index, portal.host]));
	const done = new Map<number, readonly Finding[]>();
	for (const host of new Set(hosts.values())) {
		const own = answers.flatMap((one) =>
			'findings' in one && hosts.get(one.index) === host ? [one] : [],
		);
		const findings = finish(own.map((one) => one.findings));
		own.forEach(({ index }, position) => done.set(index, findings[position] ?? []));
	}
	return answers.map((one) =>
		'failure' in one ? one : { index: one.index, findings: done.get(one.index) ?? [] },
	);
}

async function itemsOf(one: Answer, run: RunContext): Promise<INodeExecutionData[] | Failure> {
	if ('failure' in one) return one.failure;
	try {
		const items: INodeExecutionData[] = [];
		for (const finding of one.findings) items.push(await itemOf(finding, one.index, run));
		return items;
	} catch (cause) {
		return notStored(cause);
	}
}

/** How the payment was found, unless it was given by its ID. */
function saying(item: INodeExecutionData, ref: PaymentRef | undefined): INodeExecutionData {
	if (!ref || ref.by === 'id') return item;
	return { ...item, json: { ...item.json, foundBy: ref.by } };
}

function notStored(cause: unknown): Failure {
	const reason = cause instanceof Error ? readable(cause.message) : 'unknown reason';
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'The picture could not be stored in n8n',
		description: `${reason}. Nothing was changed. Switch off 'Include QR Code' to get the link alone, or check where n8n stores binary data`,
		retryable: true,
	});
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
