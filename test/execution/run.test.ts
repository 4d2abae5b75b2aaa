import {
	NodeApiError,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type IN8nHttpFullResponse,
	type INodeExecutionData,
	type NodeExecutionHint,
} from 'n8n-workflow';

import { run } from '../../nodes/Bitrix24Payments/execution/run';
import { SEED, startPortal, virtualClock, type SandboxPortal } from '../../sandbox/portal';
import { detailsOf } from '../support/details';
import { NODE } from './failing';
import { RunOfNode } from './runOfNode';

const [FIRST, SECOND] = SEED.bankStatement;
const BOTH = [FIRST, SECOND];

function paid(): number[] {
	return BOTH.filter((id) => portal.ledger.payment(id)?.paid === 'Y');
}

let portal: SandboxPortal;

beforeAll(async () => {
	portal = await startPortal({ clock: virtualClock() });
});

beforeEach(() => portal.reset());

afterAll(async () => await portal.close());

/** As n8n's helper does. */
async function send({ url, body, headers }: IHttpRequestOptions): Promise<IN8nHttpFullResponse> {
	const response = await fetch(url, {
		method: 'POST',
		body: body as string,
		headers: headers as Record<string, string>,
	});
	const received: Record<string, string> = {};
	response.headers.forEach((value, name) => (received[name] = value));
	return { statusCode: response.status, headers: received, body: await response.text() };
}

interface Settings {
	readonly operation?: string;
	readonly resource?: string;
	readonly stops?: boolean;
	readonly options?: (index: number) => unknown;
	/** What n8n does otherwise than usual. */
	readonly context?: Partial<IExecuteFunctions>;
}

/** The node in n8n, with items of which each names a payment to be marked as paid. */
function nodeFor(ids: ReadonlyArray<number | string>, settings: Settings = {}) {
	const { operation = 'pay', resource = 'payment', stops = false } = settings;
	const credential = { grantType: 'webhook', webhookUrl: portal.webhook };
	const n8n = new RunOfNode([credential], portal.webhook);
	n8n.send = send;
	const hints: NodeExecutionHint[] = [];
	const parameter = (name: string, index: number): unknown => {
		if (name === 'options') return settings.options?.(index) ?? {};
		const paymentId = { __rl: true, mode: 'id', value: ids[index] };
		return { operation, resource, paymentId }[name];
	};
	const context = Object.assign(Object.create(n8n.context) as IExecuteFunctions, {
		getInputData: () => ids.map((id) => ({ json: { id } })),
		getNode: () => NODE,
		getNodeParameter: parameter,
		getContext: (): IDataObject => ({}),
		getTimezone: () => 'Europe/Berlin',
		evaluateExpression: () => 0,
		continueOnFail: () => !stops,
		addExecutionHints: (hint: NodeExecutionHint) => hints.push(hint),
		...settings.context,
	});
	const execute = async () => await run(context, n8n.environment);
	return { n8n, hints, execute };
}

type Ran = ReturnType<typeof nodeFor>;

async function itemsOf({ execute }: Ran): Promise<INodeExecutionData[]> {
	const outputs = await execute();
	expect(outputs).toHaveLength(1);
	return outputs[0] ?? [];
}

async function errorOf({ execute }: Ran): Promise<NodeApiError | NodeOperationError> {
	const error: unknown = await execute().then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	throw new Error('No error of a node came of it');
}

describe('A run', () => {
	it('without items does nothing', async () => {
		const node = nodeFor([], { stops: true });
		expect(await node.execute()).toEqual([[]]);
		expect(node.n8n.requests).toEqual([]);
	});

	it('changes the payment of each item and tells so, in the order of the items', async () => {
		const node = nodeFor(BOTH);
		const items = await itemsOf(node);
		expect(items.map(({ json, pairedItem }) => [json.paymentId, json.changed, pairedItem])).toEqual(
			[
				[FIRST, true, { item: 0 }],
				[SECOND, true, { item: 1 }],
			],
		);
		expect(node.hints).toEqual([{ message: '2 paid', location: 'outputPane' }]);
	});
});

describe('An operation that there is not', () => {
	const MESSAGE = "The operation 'fly' does not exist for 'payment'";
	const ADVICE =
		"Choose an operation from the list. 'Custom API Call' cannot be used with this node";

	it('ends the run before anything is sent', async () => {
		const node = nodeFor([SECOND], { operation: 'fly', stops: true });
		expect(await errorOf(node)).toMatchObject({
			message: MESSAGE,
			description: ADVICE,
			context: { itemIndex: 0 },
		});
		expect(node.n8n.requests).toEqual([]);
	});

	it('fails every item where the run goes on', async () => {
		const items = await itemsOf(nodeFor(BOTH, { operation: 'fly' }));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		for (const { json } of items) {
			expect(json).toMatchObject({ error: MESSAGE, success: false });
			expect(detailsOf(json)).toMatchObject({ code: 'INVALID_INPUT', description: ADVICE });
		}
	});
});

describe('Options of a run', () => {
	const noSuchItem = (): never => {
		throw new Error('There is no item here');
	};

	it('are those of the first item whose expressions can be read', async () => {
		const options = (index: number) => (index === 0 ? noSuchItem() : { timeout: 9 });
		const node = nodeFor(BOTH, { options });
		const [first, second] = await itemsOf(node);
		expect(detailsOf(first?.json)).toMatchObject({ code: 'INVALID_INPUT' });
		expect(second?.json).toMatchObject({ success: true, paymentId: SECOND });
		expect(node.n8n.requests.map(({ timeout }) => timeout)).toContain(9000);
		expect(paid()).toEqual([SECOND]);
	});

	it('that no item can read are told as the first item has them', async () => {
		const options = (index: number) => {
			if (index < BOTH.length) throw new Error(`No column ${index}`);
			return {};
		};
		const error = await errorOf(nodeFor(BOTH, { options, stops: true }));
		expect(error.message).toBe('A parameter could not be evaluated: No column 0');
	});

	it('that cannot be used fail every item, and do not show the secret that they hold', async () => {
		const options = () => portal.webhook;
		const node = nodeFor(BOTH, { options });
		const items = await itemsOf(node);
		expect(items.map(({ json }) => detailsOf(json).code)).toEqual([
			'INVALID_INPUT',
			'INVALID_INPUT',
		]);
		expect(JSON.stringify(items)).not.toContain(portal.webhook.split('/').at(-2));
		expect(node.n8n.requests).toEqual([]);
	});
});

describe('A run that the user stops', () => {
	it.each([true, false])('ends as such, whatever is set for failures (%p)', async (stops) => {
		const node = nodeFor(BOTH, { stops });
		node.n8n.abort.abort();
		const error = await errorOf(node);
		expect(error.message).toBe('The execution was stopped');
		expect(error.description).toBe(
			'Payments that were changed before stay changed. Running again is safe: what is done is not done twice',
		);
		expect(paid()).toEqual([]);
	});
});

describe('What nobody foresaw', () => {
	const notSupported = (): never => {
		throw new TypeError('Not <b>supported</b> here');
	};

	it('is told as n8n has it where the run stops', async () => {
		const error = await errorOf(
			nodeFor(BOTH, { stops: true, context: { getContext: notSupported } }),
		);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toContain('Not <b>supported</b> here');
	});

	it('before anything was sent has changed nothing', async () => {
		const node = nodeFor(BOTH, { context: { getContext: notSupported } });
		const items = await itemsOf(node);
		expect(items).toHaveLength(2);
		for (const { json } of items) {
			expect(json).toMatchObject({ error: 'Not supported here', success: false });
			expect(detailsOf(json)).toMatchObject({
				code: 'NOT_EXECUTED',
				description: 'Nothing was changed. Check the credential and the settings of this node',
			});
		}
	});

	it('is told as well when it says nothing', async () => {
		const silent = (): never => {
			throw 'nothing' as unknown as Error;
		};
		const [item] = await itemsOf(nodeFor([SECOND], { context: { getContext: silent } }));
		expect(item?.json.error).toBe('The run could not begin');
	});

	it('behind the last payment does not say that nothing was changed', async () => {
		const node = nodeFor(BOTH, { context: { addExecutionHints: notSupported } });
		const items = await itemsOf(node);
		expect(paid()).toEqual(BOTH);
		expect(items).toHaveLength(2);
		for (const { json } of items) {
			expect(json).toMatchObject({ error: 'What became of the payments could not be shown' });
			expect(detailsOf(json)).toMatchObject({
				code: 'OUTCOME_UNKNOWN',
				description:
					'The run was interrupted (TypeError) after its payments had been dealt with. Look at them in Bitrix24 before running again',
				retryable: false,
			});
		}
	});
});
