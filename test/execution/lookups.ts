import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { RunContext } from '../../nodes/Bitrix24Payments/execution/runContext';
import { runQueries } from '../../nodes/Bitrix24Payments/execution/runQueries';
import type { QueryOperation } from '../../nodes/Bitrix24Payments/operations/query';
import { storeOf } from '../portal/store';
import {
	CommandPortal,
	FakeConnection,
	rig,
	type CommandAnswer,
	type SentCommand,
} from '../portal/support';
import { inputOf } from '../support/payments';

const NODE = { id: '1', name: 'Payments', type: 'x', typeVersion: 1, position: [0, 0] };

const PAYMENT = { sum: 100, currency: 'EUR', paid: 'N' };

const PAYMENTS: IDataObject[] = [
	{ ...PAYMENT, id: 1, orderId: 17, accountNumber: 'A17/1' },
	{ ...PAYMENT, id: 2, orderId: 17, accountNumber: 'A17/2' },
	{ ...PAYMENT, id: 3, orderId: 18, accountNumber: 'A18/1' },
];

/** Deal 65 has two payments, deal 66 one, others none. */
const LISTED = storeOf({
	orders: [
		{ id: 17, accountNumber: 'A17' },
		{ id: 18, accountNumber: 'A18' },
	],
	payments: PAYMENTS,
	orderEntity: [
		{ orderId: 17, ownerId: 65, ownerTypeId: 2 },
		{ orderId: 18, ownerId: 66, ownerTypeId: 2 },
	],
});

/** The picture of a payment link. */
export const PNG = Buffer.from('89504e470d0a1a0a0000000d', 'hex');

/** A portal that lists these payments, shows each by itself and has a link to it. */
function shop(command: SentCommand): CommandAnswer {
	const { method, params } = command;
	if (!ABOUT_ONE.has(method)) return LISTED(command);
	const payment = PAYMENTS.find(({ id }) => id === Number(params.id));
	if (!payment) return { error: 0, error_description: 'Payment has not been found' };
	if (method === 'crm.item.payment.get') return { result: payment };
	return {
		result: { url: `https://pay.example/${Number(payment.id)}`, qr: PNG.toString('base64') },
	};
}

const ABOUT_ONE = new Set(['crm.item.payment.get', 'salescenter.payment.getPublicUrl']);

/** A picture that n8n keeps, and what it is called. */
interface Kept {
	readonly content: Buffer;
	readonly name?: string;
	readonly mimeType?: string;
}

/** A run of a lookup over items with these parameters. */
export class RunOfLookups {
	readonly here = rig();

	readonly hints: unknown[] = [];

	readonly kept: Kept[] = [];

	stopAtFirstFailure = false;

	/** Why n8n cannot store a picture. */
	unstorable: unknown;

	/** The portals of the items from the second one on; by default that of the first one. */
	portals: readonly CommandPortal[] = [];

	constructor(
		private readonly operation: QueryOperation,
		private readonly items: readonly IDataObject[],
	) {
		this.here.server.answer = shop;
	}

	private readonly context = {
		getNode: () => NODE,
		getNodeParameter: () => this.operation.option.value,
		addExecutionHints: (...hints: unknown[]) => this.hints.push(...hints),
		helpers: {
			prepareBinaryData: async (content: Buffer, name?: string, mimeType?: string) => {
				if (this.unstorable) throw this.unstorable;
				this.kept.push({ content, name, mimeType });
				return { id: String(this.kept.length) };
			},
		},
	} as unknown as IExecuteFunctions;

	/** Another portal of the same process, at this host. */
	another(host: string): CommandPortal {
		const { environment, server } = this.here;
		const options = { waits: { rate: 60_000, operating: 60_000 }, batchSize: 0 };
		return new CommandPortal(new FakeConnection(host), server.post, environment, options);
	}

	async output(): Promise<INodeExecutionData[]> {
		const run: RunContext = {
			context: this.context,
			count: this.items.length,
			options: { batchSize: 0, timeoutMs: 1, waits: { rate: 1, operating: 1 }, settleMs: 1 },
			stopAtFirstFailure: this.stopAtFirstFailure,
			portalOf: async (index) => this.portals[index - 1] ?? this.here.portal,
			input: (index) => inputOf(this.items[index] ?? {}),
		};
		return await runQueries(this.operation, run);
	}
}

/** The parameters of an item that gives its payment so. */
export function by(mode: string, value: string): IDataObject {
	return { paymentId: { mode, value } };
}

/** The parameters of an item about the payments of a deal. */
export function ofDeal(entityId: number | string): IDataObject {
	return { entityTypeId: 2, entityId, returnAll: true };
}
