import type { IDataObject } from 'n8n-workflow';

import { collection } from '../../parameters/collections';
import { entityId, entityType, recordId } from '../../parameters/ids';
import type { Input } from '../../parameters/input';
import {
	DEAL_OPTION,
	ENTITY_LABEL,
	entityIdParameter,
	INVOICE_OPTION,
	PAY_SYSTEM_LABEL,
	paySystemLocator,
	WHOLE_PORTAL,
} from '../../parameters/locators';
import type { Reply } from '../../portal/command';
import { Failure, invalidInput } from '../../portal/failure';
import { isObject } from '../../portal/replies';
import { numberOf, paymentFrom, type Payment } from '../../records/payment';
import type { Change, ChangeOperation, Confirmation, Judgement } from '../change';

interface NewPayment {
	readonly entityTypeId: number;
	readonly entityId: number;
	readonly paySystemId?: number;
}

/** The payments of the deal or invoice, by ID. */
type Payments = ReadonlyMap<number, Payment>;

/** Create: `crm.item.payment.add` (reference §3.5). Not idempotent, so it is never sent twice. */
export const create: ChangeOperation = {
	kind: 'change',
	resource: 'payment',
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create payment',
		description:
			'Add an empty payment to a deal or invoice. Its amount grows with the products and deliveries added to it in Bitrix24.',
	},
	properties: [
		{
			displayName: 'Payments Of',
			name: 'entityTypeId',
			type: 'options',
			options: [DEAL_OPTION, INVOICE_OPTION],
			default: 2,
			description: 'What the new payment belongs to',
			displayOptions: { show: { resource: ['payment'], operation: ['create'] } },
		},
		entityIdParameter('create'),
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			displayOptions: { show: { resource: ['payment'], operation: ['create'] } },
			options: [
				{
					displayName: PAY_SYSTEM_LABEL,
					name: 'paySystemId',
					...paySystemLocator,
					description: 'Payment system of the new payment. Left out, Bitrix24 chooses one.',
				},
			],
		},
	],
	scopes: ['crm'],
	batched: true,
	guarded: false,
	words: { changed: 'created', already: 'already there', wouldChange: 'would be created' },
	request: (input) => creation(newPayment(input)),
};

function newPayment(input: Input): NewPayment {
	const additional = collection(input.parameter('additionalFields'), 'Additional Fields', [
		'paySystemId',
	]);
	const typeId = entityType(input.parameter('entityTypeId'), 'Payments Of');
	if (typeId === WHOLE_PORTAL) throw noOwner();
	return {
		entityTypeId: typeId,
		entityId: entityId(input.parameter('entityId'), ENTITY_LABEL, input.portalHost, typeId),
		...('paySystemId' in additional
			? { paySystemId: recordId(additional.paySystemId, PAY_SYSTEM_LABEL) }
			: {}),
	};
}

function noOwner(): Failure {
	return invalidInput(
		"'Payments Of' names no deal or invoice",
		'A new payment has to belong to one. Choose Deal or Invoice, then which one',
	);
}

function creation(wanted: NewPayment): Change<Payments> {
	const { entityTypeId, entityId: ownerId, paySystemId } = wanted;
	const owner = { entityId: ownerId, entityTypeId };
	return {
		target: `item ${entityTypeId}/${ownerId}`,
		look: { show: 'paymentsOf', ...owner },
		// The new payment is told from the others by comparing the lists before and after.
		needsStateBefore: false,
		repeatable: false,
		rerunRisk: { lookAt: 'the deal or invoice', would: 'create another payment' },
		sets: [],
		observe: paymentsIn,
		paymentIn: (state, confirmation, before) => added(state, before, wanted, confirmation),
		inWords: (state) =>
			`the deal or invoice had the payments ${[...state.keys()].join(', ') || '(none)'}`,
		objection: () => undefined,
		isDone: () => false,
		write: () => ({
			method: 'crm.item.payment.add',
			params: { ...owner, ...(paySystemId ? { fields: { paySystemId } } : {}) },
		}),
		confirmation: createdBy,
		judge: (after, before, confirmation) => judge(after, before, wanted, confirmation),
		preview: () => [{ field: 'payment', from: null, to: 'new' }],
		isUntouched: (now, before) => before !== undefined && added(now, before, wanted) === undefined,
		mayBeStoredDespite: (failure) => failure.code === 'ERROR_CORE',
	};
}

function paymentsIn(reply: Reply): Payments | undefined {
	if (reply.kind !== 'value' || !Array.isArray(reply.value)) return undefined;
	const rows: IDataObject[] = reply.value.filter(isObject);
	const payments = rows.map((row) => paymentFrom(row, numberOf(row.id) ?? 0));
	return new Map(payments.flatMap((payment) => (payment ? [[payment.id, payment] as const] : [])));
}

function createdBy(value: unknown): Confirmation | undefined {
	const id = typeof value === 'number' || typeof value === 'string' ? numberOf(value) : null;
	return id && Number.isSafeInteger(id) && id > 0 ? { createdId: id } : undefined;
}

/**
 * The new payment: the one that was answered. Without an answer, the only one that was not there
 * before, if it looks as a new one does: somebody else may have added a payment meanwhile.
 */
function added(
	after: Payments,
	before: Payments | undefined,
	wanted: NewPayment,
	confirmation?: Confirmation,
): Payment | undefined {
	if (confirmation?.createdId) return after.get(confirmation.createdId);
	if (!before) return undefined;
	const fresh = [...after.values()].filter(({ id }) => !before.has(id));
	const [only] = fresh;
	return only && fresh.length === 1 && looksNew(only, wanted) ? only : undefined;
}

function looksNew({ paid, sum, paySystemId }: Payment, wanted: NewPayment): boolean {
	const isAsked = wanted.paySystemId === undefined || paySystemId === wanted.paySystemId;
	return paid === 'N' && !sum && isAsked;
}

function judge(
	after: Payments,
	before: Payments | undefined,
	wanted: NewPayment,
	confirmation: Confirmation | undefined,
): Judgement {
	const payment = added(after, before, wanted, confirmation);
	if (!payment) return { asWanted: false, failure: notThere() };
	const doubt = confirmation?.createdId
		? {}
		: { warning: 'The answer was lost. This payment is new and empty; check that it is yours' };
	const { paySystemId: sent } = wanted;
	if (sent === undefined || payment.paySystemId === sent) return { asWanted: true, ...doubt };
	const difference = { field: 'paySystemId', sent, stored: payment.paySystemId };
	return { asWanted: true, notApplied: [difference], ...doubt };
}

function notThere(): Failure {
	return new Failure({
		code: 'NOT_APPLIED',
		message: 'Bitrix24 accepted the new payment but does not list it',
		description:
			'The payments of the deal or invoice were read afterwards. Look at them in Bitrix24 before creating another one',
	});
}
