import type { PaySystem, User } from '../entities';
import { classicAccessDenied, RestError, ScriptEnded } from '../errors';
import type { PaymentDraft } from '../paymentDraft';
import type { PaymentField, PaymentRow } from '../paymentFields';
import { isoDateTime } from '../php/dates';
import { isTruthy, toInt, toText, type Json, type PhpArray } from '../php/values';
import { checkFailure, upperKeys } from './classic';
import { listPaySystems } from './paySystemList';
import type { CommandContext, RestMethod } from './types';
import { changePayment } from './writing';

/**
 * sale.paysystem.*: classic handlers of the scope pay_system (docs/bitrix24.md#payment-systems).
 */
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

/**
 * Order of checks: right, pay system, payment with that pay system, handler
 * (docs/bitrix24.md#pay-via-payment-system).
 */
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

function refused(text: string): RestError {
	return new RestError('ERROR_PROCESS_REQUEST_RESULT', text);
}

/**
 * What the pay system's handler makes of it; see {@link PaySystem.handler}
 * (docs/bitrix24.md#pay-via-payment-system).
 */
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
	if (system.handler === 'printsText') context.core.ledger.count(row.id, { charges: 1 });
	await markAsProblematic(context, row, system);
	if (system.handler === 'native') throw refused(`${system.name}: the signature is not valid`);
	throw new ScriptEnded('ERR: request could not be verified');
}

/**
 * Fields a REST handler may pass along besides the ids (docs/bitrix24.md#pay-via-payment-system).
 */
const PASSED_ON: Record<string, PaymentField> = {
	PS_INVOICE_ID: 'psInvoiceId',
	PS_STATUS_CODE: 'psStatusCode',
	PS_STATUS_DESCRIPTION: 'psStatusDescription',
	PS_STATUS_MESSAGE: 'psStatusMessage',
	PS_SUM: 'psSum',
	PS_CURRENCY: 'psCurrency',
};

/**
 * Pays, and overwrites the pay system's data even when the payment was paid before
 * (docs/bitrix24.md#pay-via-payment-system).
 */
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
