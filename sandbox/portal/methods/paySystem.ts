import type { PaySystem, User } from '../entities';
import { classicAccessDenied, RestError, ScriptEnded } from '../errors';
import { parseFilterKey, readSorting, satisfies, sortRows } from '../filters';
import type { PaymentDraft } from '../paymentDraft';
import type { PaymentField, PaymentRow } from '../paymentFields';
import { isoDateTime } from '../php/dates';
import { isArray, isTruthy, PhpArray, toInt, toText, type Json } from '../php/values';
import type { CommandContext, RestMethod } from './types';
import { changePayment } from './writing';

/** sale.paysystem.*: classic handlers of the scope pay_system (reference §3.9, §3.10). */
export const PAY_SYSTEM_METHODS: readonly RestMethod[] = [
	{
		name: 'sale.paysystem.pay.payment',
		scope: 'pay_system',
		kind: 'classic',
		run: payPayment,
	},
	{ name: 'sale.paysystem.list', scope: 'pay_system', kind: 'classic', run: listPaySystems },
	{
		name: 'sale.paysystem.handler.list',
		scope: 'pay_system',
		kind: 'classic',
		run: listRestHandlers,
	},
];

/** The handlers that applications added, which is where ACTION_FILE of `rest` systems points. */
async function listRestHandlers({ core, auth }: CommandContext): Promise<Json> {
	if (!auth.user.isAdmin) throw classicAccessDenied();
	const systems = [...core.store.paySystems.values()];
	return systems
		.filter(({ handler }) => handler === 'rest' || handler === 'silentFail')
		.map(({ actionFile, name, sort }, index) => ({
			ID: index + 1,
			NAME: name,
			CODE: actionFile,
			SORT: sort,
			SETTINGS: {},
		}));
}

/** Upper-cases the keys: parameter names are case-insensitive but need their underscores (§3.9). */
function upperKeys(params: PhpArray): PhpArray {
	const upper = new PhpArray();
	for (const [key, value] of params) {
		upper.set(key.toUpperCase(), isArray(value) ? upperKeys(value) : value);
	}
	return upper;
}

/** Order of checks: right, pay system, payment with that pay system, handler (§3.9). */
async function payPayment(context: CommandContext): Promise<Json> {
	if (!mayWriteOrders(context.auth.user)) throw classicAccessDenied();
	const params = upperKeys(context.params);
	const system = requirePaySystem(context, params);
	const row = requirePayment(context, params);
	await processRequest(context, params, system, row);
	return true;
}

function mayWriteOrders(user: User): boolean {
	return user.isAdmin || user.crm === 'update';
}

function requirePaySystem({ core }: CommandContext, params: PhpArray): PaySystem {
	const id = params.get('PAY_SYSTEM_ID');
	if (!isTruthy(id)) throw checkFailure('Empty field PAY_SYSTEM_ID!');
	const system = core.store.paySystems.get(toInt(id));
	if (system === undefined) throw checkFailure('Pay system not found');
	return system;
}

function requirePayment({ core }: CommandContext, params: PhpArray): PaymentRow {
	const id = params.get('PAYMENT_ID');
	if (!isTruthy(id)) throw checkFailure('Empty field PAYMENT_ID');
	const row = core.store.payments.get(toInt(id));
	const systemId = params.get('PAY_SYSTEM_ID');
	if (row !== undefined && row.paySystemId === toInt(systemId)) return row;
	const text = `Payment with ID=${toText(id)} and PAY_SYSTEM_ID=${toText(systemId)} not found`;
	throw checkFailure(text);
}

function checkFailure(text: string): RestError {
	return new RestError('ERROR_CHECK_FAILURE', text);
}

function refused(text: string): RestError {
	return new RestError('ERROR_PROCESS_REQUEST_RESULT', text);
}

/** What the pay system's handler makes of it; see {@link PaySystem.handler} (reference §3.9). */
async function processRequest(
	context: CommandContext,
	params: PhpArray,
	system: PaySystem,
	row: PaymentRow,
): Promise<void> {
	if (system.handler === 'none' || system.handler === 'inner') return;
	if (system.handler === 'unrecognised') throw refused('The payment id was not recognised');
	const order = context.core.store.orderOf(row);
	if (order.canceled === 'Y') throw refused(`Order #${order.id} is cancelled`);
	if (system.handler === 'silentFail') return;
	if (system.handler === 'rest') {
		await changePayment(context, row, (draft) => applyPsData(context, draft, params));
		return;
	}
	await markAsProblematic(context, row, system);
	if (system.handler === 'native') throw refused(`${system.name}: the signature is not valid`);
	throw new ScriptEnded('ERR: request could not be verified');
}

/** Fields a REST handler may pass along besides the ids (reference §3.9). */
const PASSED_ON: Record<string, PaymentField> = {
	PS_INVOICE_ID: 'psInvoiceId',
	PS_STATUS_CODE: 'psStatusCode',
	PS_STATUS_DESCRIPTION: 'psStatusDescription',
	PS_STATUS_MESSAGE: 'psStatusMessage',
	PS_SUM: 'psSum',
	PS_CURRENCY: 'psCurrency',
};

/** Pays, and overwrites the pay system's data even when the payment was paid before (§3.9). */
function applyPsData(context: CommandContext, draft: PaymentDraft, params: PhpArray): void {
	const now = isoDateTime(context.core.clock.now());
	draft.set('paid', 'Y');
	draft.set('psStatus', 'Y');
	draft.set('psStatusCode', toText(params.get('PS_STATUS_CODE')) || 'Y');
	draft.set('psResponseDate', now);
	draft.set('payVoucherDate', `${now.slice(0, 10)}T00:00:00${now.slice(19)}`);
	for (const [name, field] of Object.entries(PASSED_ON)) {
		const value = params.get(name);
		if (isTruthy(value)) draft.set(field, value ?? null);
	}
}

async function markAsProblematic(
	context: CommandContext,
	row: PaymentRow,
	system: PaySystem,
): Promise<void> {
	await changePayment(context, row, (draft) => {
		draft.set('marked', 'Y');
		draft.set('reasonMarked', `${system.name}: the signature is not valid`);
	});
}

/** Bare array, no paging; operator prefixes of the filter are thrown away (reference §3.10). */
function listPaySystems(context: CommandContext): Json {
	if (!context.auth.user.isAdmin) throw classicAccessDenied();
	const params = upperKeys(context.params);
	const select = readNames(params.get('SELECT'), 'select');
	const filter = readConditions(params);
	const printed = [...context.core.store.paySystems.values()].map(printPaySystem);
	const rows = printed.filter((row) => filter.every((one) => satisfies(row[one.field], one)));
	const order = params.get('ORDER');
	const sorting = isArray(order) ? readSorting(order) : [];
	checkNames(
		sorting.map((one) => one.field),
		'order',
	);
	const sorted = sortRows(rows, sorting, (row, field) => row[field] ?? null);
	return sorted.map((row) => (select.length > 0 ? pick(row, select) : row));
}

function readConditions(params: PhpArray) {
	const filter = params.get('FILTER');
	if (!isArray(filter)) return [];
	const conditions = [...filter].map(([key, value]) => {
		const field = known(parseFilterKey(key).field);
		return { field, operation: '', negated: false, value };
	});
	checkNames(
		conditions.map((one) => one.field),
		'filter',
	);
	return conditions;
}

function readNames(names: Parameters<typeof isArray>[0], place: string): string[] {
	if (!isArray(names)) return [];
	const upper = [...names.values()].map((name) => known(toText(name).toUpperCase()));
	checkNames(upper, place);
	return upper;
}

/** `TARIF` is the column behind `TARIFF` (reference §3.10). */
function known(name: string): string {
	return name === 'TARIF' ? 'TARIFF' : name;
}

function checkNames(names: string[], place: string): void {
	const unknown = names.filter((name) => !(name in EMPTY_SYSTEM));
	if (unknown.length > 0) throw checkFailure(`${unknown.join(', ')} not allowed for ${place}`);
}

function pick(row: Record<string, Json>, names: string[]): Record<string, Json> {
	return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

function printPaySystem(system: PaySystem): Record<string, Json> {
	return {
		...EMPTY_SYSTEM,
		ID: system.id,
		NAME: system.name,
		PSA_NAME: system.name,
		SORT: system.sort,
		ACTION_FILE: system.actionFile,
		ACTIVE: system.active,
		IS_CASH: system.isCash,
		ENTITY_REGISTRY_TYPE: system.registryType,
		XML_ID: system.xmlId,
	};
}

const EMPTY_SYSTEM: Readonly<Record<string, Json>> = {
	ID: 0,
	PERSON_TYPE_ID: 1,
	NAME: '',
	PSA_NAME: '',
	SORT: 100,
	DESCRIPTION: null,
	ACTION_FILE: '',
	RESULT_FILE: null,
	NEW_WINDOW: 'N',
	TARIFF: null,
	PS_MODE: null,
	HAVE_PAYMENT: 'Y',
	HAVE_ACTION: 'N',
	HAVE_RESULT: 'N',
	HAVE_PREPAY: 'N',
	HAVE_PRICE: 'N',
	HAVE_RESULT_RECEIVE: 'Y',
	ENCODING: null,
	LOGOTYPE: null,
	ACTIVE: 'Y',
	ALLOW_EDIT_PAYMENT: 'Y',
	IS_CASH: 'N',
	AUTO_CHANGE_1C: 'N',
	CAN_PRINT_CHECK: 'Y',
	ENTITY_REGISTRY_TYPE: 'ORDER',
	XML_ID: null,
};
