import type { IDataObject } from 'n8n-workflow';

import { collection } from '../../parameters/collections';
import { entityId, entityType, recordId } from '../../parameters/ids';
import type { Input } from '../../parameters/input';
import {
	DEAL_OPTION,
	INVOICE_OPTION,
	PAY_SYSTEM_LABEL,
	paySystemLocator,
	ownerLabel,
	ownerParameters,
	WHOLE_PORTAL,
} from '../../parameters/locators';
import type { Reply } from '../../portal/command';
import { Failure, invalidInput } from '../../portal/failure';
import { isObject } from '../../portal/json';
import type { Claim } from '../../portal/turns';
import { numberOf, orderOf, paymentFrom, type Payment } from '../../records/payment';
import type { Change, ChangeOperation, Confirmation, Judgement } from '../change';

interface NewPayment {
	readonly entityTypeId: number;
	readonly entityId: number;
	readonly paySystemId?: number;
}

/** The payments of the deal or invoice, by ID. */
type Payments = ReadonlyMap<number, Payment>;

/**
 * Create: `crm.item.payment.add` (docs/bitrix24.md#create-and-delete). Not idempotent, so it is
 * never sent twice.
 */
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
		...ownerParameters('create'),
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
	request: (input) => {
		const wanted = newPayment(input);
		return { change: () => creation(wanted) };
	},
};

function newPayment(input: Input): NewPayment {
	const additional = collection(input.parameter('additionalFields'), 'Additional Fields', [
		'paySystemId',
	]);
	const typeId = entityType(input.parameter('entityTypeId'), 'Payments Of');
	if (typeId === WHOLE_PORTAL) throw noOwner();
	return {
		entityTypeId: typeId,
		entityId: entityId(input.parameter('entityId'), ownerLabel(typeId), input.portalHost, typeId),
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
		look: { show: 'paymentsOf', ...owner, singly: true },
		// Shows which orders the deal has, and which payments were there before.
		needsStateBefore: false,
		repeatable: false,
		isUntouched: () => false,
		rerunRisk: { lookAt: 'the deal or invoice', would: 'create another payment', evenIfDone: true },
		sets: [],
		observe: paymentsIn,
		paymentIn: (state, confirmation) => state.get(confirmation?.createdId ?? 0),
		claim: (state) => ordersOf(wanted, state),
		inWords: (state, before) => inWords(state, before, wanted),
		objection: () => undefined,
		isDone: () => false,
		write: () => ({
			method: 'crm.item.payment.add',
			params: { ...owner, ...(paySystemId ? { fields: { paySystemId } } : {}) },
		}),
		confirmation: createdBy,
		judge: (after, before, confirmation) => judge(after, before, wanted, confirmation),
		preview: () => [{ field: 'payment', from: null, to: 'new' }],
	};
}

/** A payment is added to an order of its deal, which is saved with all its payments. */
function ordersOf(wanted: NewPayment, state: Payments | undefined): Claim {
	const orders = [...(state?.values() ?? [])].map(orderOf);
	if (!state || orders.includes(undefined)) return undefined;
	const names = orders.flatMap((order) => [...(order ?? [])]);
	return new Set([`item ${wanted.entityTypeId}/${wanted.entityId}`, ...names]);
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

/** Payments that were not there before and look as a new one does; somebody else may have made them. */
function freshIn(after: Payments, before: Payments | undefined, wanted: NewPayment): Payment[] {
	if (!before) return [];
	return [...after.values()].filter(
		(payment) => !before.has(payment.id) && looksNew(payment, wanted),
	);
}

function looksNew({ paid, sum, paySystemId }: Payment, wanted: NewPayment): boolean {
	const isAsked = wanted.paySystemId === undefined || paySystemId === wanted.paySystemId;
	return paid === 'N' && !sum && isAsked;
}

function inWords(state: Payments, before: Payments | undefined, wanted: NewPayment): string {
	const ids = [...state.keys()];
	if (!before) return `the deal or invoice had the payments ${ids.join(', ') || '(none)'}`;
	const fresh = freshIn(state, before, wanted).map(({ id }) => id);
	const other = ids.filter((id) => !before.has(id) && !fresh.includes(id));
	const parts = [
		...(fresh.length > 0
			? [`${fresh.join(', ')} as a new and empty payment, which may be this one`]
			: []),
		...(other.length > 0
			? [`${other.join(', ')} as a new payment that does not look like it`]
			: []),
	];
	return `the deal or invoice had ${parts.join(', and ') || 'no new payment'}`;
}

/** Only the ID that was answered tells the new payment from one that somebody else made. */
function judge(
	after: Payments,
	before: Payments | undefined,
	wanted: NewPayment,
	confirmation: Confirmation | undefined,
): Judgement {
	if (!confirmation?.createdId) {
		const isUncertain = !before || freshIn(after, before, wanted).length > 0;
		return { asWanted: false, failure: unconfirmed(after, before, wanted), isUncertain };
	}
	const payment = after.get(confirmation.createdId);
	if (!payment) return { asWanted: false, failure: notThere(confirmation.createdId) };
	const { paySystemId: sent } = wanted;
	if (sent === undefined || payment.paySystemId === sent) return { asWanted: true };
	const difference = { field: 'paySystemId', sent, stored: payment.paySystemId };
	return { asWanted: true, notApplied: [difference] };
}

function unconfirmed(after: Payments, before: Payments | undefined, wanted: NewPayment): Failure {
	return new Failure({
		code: 'OUTCOME_UNKNOWN',
		message: 'It is not known whether the payment was created',
		description: `Bitrix24 did not answer with the ID of a new payment. Afterwards ${inWords(after, before, wanted)}. Look at the deal or invoice in Bitrix24 before creating another one`,
	});
}

function notThere(id: number): Failure {
	return new Failure({
		code: 'NOT_APPLIED',
		message: `Bitrix24 answered with the new payment ${id} but does not list it`,
		description:
			'The payments of the deal or invoice were read afterwards. Look at them in Bitrix24 before creating another one',
	});
}
