import { entityId, entityType, located } from '../../parameters/ids';
import type { Input } from '../../parameters/input';
import {
	DEAL_OPTION,
	INVOICE_OPTION,
	ORDER_LABEL,
	ORDER_OPTION,
	orderParameter,
	ownerLabel,
	ownerParameters,
	ownerTypeLabel,
	PAY_SYSTEM_LABEL,
	paySystemIdParameter,
	WHOLE_PORTAL,
} from '../../parameters/locators';
import { orderName } from '../../parameters/orders';
import { ORDER } from '../../parameters/paymentRef';
import { fieldProperty } from '../../parameters/updateField';
import { UPDATE_FIELDS } from '../../parameters/updateFields';
import { isEmpty } from '../../parameters/words';
import { invalidInput } from '../../portal/failure';
import type { ChangeOperation, ChangeRequest } from '../change';
import { createForOrder } from './createForOrder';
import { createForOwner } from './createForOwner';
import { fieldNamed, setField, setFields, sets, type SetField } from './setFields';

const OWNER_TYPE_LABEL = ownerTypeLabel('create');
const FIELDS_LABEL = 'Additional Fields';

/** Create: `crm.item.payment.add` or `sale.payment.add` (docs/bitrix24.md#create-and-delete). */
export const create: ChangeOperation = {
	kind: 'change',
	resource: 'payment',
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create payment',
		description:
			'Add a payment to a deal, invoice or order. Without an amount it is empty: its amount is 0.',
	},
	forAgents:
		'Adds a new payment to a deal, invoice or order in Bitrix24. Every call adds another one. Setting Paid books money.',
	properties: [
		{
			displayName: OWNER_TYPE_LABEL,
			name: 'entityTypeId',
			type: 'options',
			options: [DEAL_OPTION, INVOICE_OPTION, ORDER_OPTION],
			default: 2,
			description: 'What the new payment belongs to',
			displayOptions: { show: { resource: ['payment'], operation: ['create'] } },
		},
		...ownerParameters(
			'create',
			'Fields other than the payment system need a Bitrix24 administrator',
		),
		orderParameter('create'),
		paySystemOfOrder(),
		{
			displayName: FIELDS_LABEL,
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			displayOptions: { show: { resource: ['payment'], operation: ['create'] } },
			options: UPDATE_FIELDS.map(fieldProperty),
		},
	],
	batched: true,
	guarded: false,
	words: { changed: 'created', already: 'already there', wouldChange: 'would be created' },
	request: creationFor,
};

/** Bitrix24 chooses one for a deal or invoice, or none, but demands it for an order. */
function paySystemOfOrder() {
	const parameter = paySystemIdParameter('create');
	const show = { ...parameter.displayOptions?.show, entityTypeId: [ORDER] };
	return { ...parameter, displayOptions: { show } };
}

function creationFor(input: Input): ChangeRequest {
	const typeId = entityType(input.parameter('entityTypeId'), OWNER_TYPE_LABEL);
	if (typeId === WHOLE_PORTAL) throw noOwner();
	const fields = withPaySystem(fieldsOf(input), input, typeId === ORDER);
	const given = input.parameter('entityId');
	if (typeId !== ORDER) {
		const ownerId = entityId(given, ownerLabel(typeId), input.portalHost, typeId);
		return { change: () => createForOwner({ entityTypeId: typeId, entityId: ownerId, fields }) };
	}
	const order = orderName(given, ORDER_LABEL, input.portalHost);
	return { order, change: (orderId) => createForOrder(orderId, fields) };
}

/** All that an update may set, but for what nobody can want of a payment that is only to exist. */
function fieldsOf(input: Input): SetField[] {
	const fields = setFields(input, 'additionalFields', FIELDS_LABEL);
	const inCurrency = fields.find(({ currencies }) => currencies);
	if (inCurrency) throw namesCurrency(inCurrency);
	const isRefund = ({ field, value }: SetField) => field.name === 'isReturn' && value !== 'N';
	if (!fields.some(isRefund)) return fields;
	throw invalidInput(
		"'Refund' cannot be asked for with a new payment",
		`Nothing has been paid that could be given back. Remove it from '${FIELDS_LABEL}'`,
	);
}

function namesCurrency({ field }: SetField) {
	return invalidInput(
		`'${field.label}' names a currency`,
		'A new payment has the currency of its deal, invoice or order. Leave out the sign or code beside the number',
	);
}

function noOwner() {
	return invalidInput(
		`'${OWNER_TYPE_LABEL}' names no deal, invoice or order`,
		'A new payment has to belong to one. Choose Deal, Invoice or Order, then which one',
	);
}

/**
 * Whoever gives it twice has to mean the same. Where an expression says what the payment belongs to,
 * the parameter of orders stands there for deals and invoices as well.
 */
function withPaySystem(
	fields: readonly SetField[],
	input: Input,
	isOfOrder: boolean,
): readonly SetField[] {
	const given = input.parameter('paySystemId');
	const isLeftOpen = isOfOrder ? given === undefined : isEmpty(located(given));
	if (isLeftOpen && (!isOfOrder || sets(fields, 'paySystemId'))) return fields;
	const paySystem = setField(input, fieldNamed('paySystemId', FIELDS_LABEL), given);
	const others = fields.filter(({ field }) => field.name !== 'paySystemId');
	const isContradicted = fields.some(
		({ field, value }) => field.name === 'paySystemId' && value !== paySystem.value,
	);
	if (!isContradicted) return [paySystem, ...others];
	throw invalidInput(
		`'${PAY_SYSTEM_LABEL}' is given twice, as two different ones`,
		`Remove it from '${FIELDS_LABEL}'`,
	);
}
