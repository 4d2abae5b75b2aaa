import { scopeText, type Authentication } from './authentication';
import type { PortalCore } from './core';
import {
	BareError,
	batchMethodNotAllowed,
	classicAccessDenied,
	controllerError,
	crmAccessDenied,
	insufficientScope,
	operationTimeLimit,
	RestError,
} from './errors';
import type { FaultRule, WrongPage } from './faultRule';
import type { CommandResult, RestMethod } from './methods/types';
import { Page } from './paging';
import type { PaymentRow } from './paymentFields';
import { isArray, type Json, type PhpArray } from './php/values';
import { salePayment } from './typing';

/** The command that a fault strikes. */
export interface StruckCommand {
	readonly core: PortalCore;
	readonly method: RestMethod;
	readonly auth: Authentication;
	readonly params: PhpArray;
	readonly inBatch: boolean;
	readonly paymentId: number | undefined;
}

/** The refusal of a command that does not even reach its handler. */
export function refusalBefore(fault: FaultRule, command: StruckCommand): RestError | undefined {
	switch (fault.fault) {
		case 'operatingLimit':
			return operationTimeLimit();
		case 'insufficientScope':
			return insufficientScope(command.inBatch ? '' : scopeText(command.auth.kind));
		case 'batchMethodNotAllowed':
			return batchMethodNotAllowed();
		case 'errorCode':
			return refusal(fault, 'ERROR_CORE', 'Unknown error');
		default:
			return undefined;
	}
}

/** The answer of a command that does not reach its handler and looks as if it had. */
export function answerInstead(fault: FaultRule, command: StruckCommand): Json | undefined {
	if (fault.fault === 'nullResult') return null;
	return fault.fault === 'lyingTrue' ? lie(command) : undefined;
}

function lie({ core, method, paymentId }: StruckCommand): Json {
	if (method.name !== 'sale.payment.update') return true;
	const row = core.store.payments.get(paymentId ?? 0);
	return row === undefined ? true : { payment: salePayment(row) };
}

/** The refusal of the handler before it has changed anything. */
export function refusalOfHandler(fault: FaultRule, command: StruckCommand): RestError | undefined {
	if (fault.fault === 'accessDenied') return accessDenied(command.method);
	if (fault.fault !== 'vetoed') return undefined;
	const code = fault.code ?? 'SALE_EVENT_ON_BEFORE_SALEPAYMENT_SET_FIELD_ERROR';
	return new RestError(code, fault.value ?? 'Изменение оплаты запрещено правилами портала');
}

function accessDenied({ name, kind }: RestMethod): RestError {
	if (kind === 'classic') return classicAccessDenied();
	if (!name.startsWith('sale.')) return crmAccessDenied();
	return controllerError('Access Denied', '200040300020');
}

/**
 * The refusal of a handler that has stored everything before
 * (docs/bitrix24.md#saved-in-spite-of-an-error).
 */
export function refusalAfterSaving(fault: FaultRule): RestError | undefined {
	switch (fault.fault) {
		case 'savedWithWarning':
			return refusal(fault, '0', 'Оплата сохранена, но чек не напечатан');
		case 'refusedAfterSave':
			return refusal(fault, '0', 'Call to a member function getId() on null');
		case 'bareBatchError':
			return new BareError(fault.body ?? null);
		default:
			return undefined;
	}
}

function refusal(rule: FaultRule, code: string, text: string): RestError {
	return new RestError(rule.code ?? code, rule.value ?? text, rule.status);
}

/** Takes the filter, or one key of it, away from a list. */
export function loseFilter(fault: FaultRule, params: PhpArray): void {
	for (const name of [...params.keys()].filter((key) => key.toLowerCase() === 'filter')) {
		const filter = params.get(name);
		if (fault.value === undefined) params.delete(name);
		else if (isArray(filter)) filter.delete(fault.value);
	}
}

/** A list that says something wrong about how much of it there is. */
export function wrongPage(result: CommandResult, wrong: WrongPage = {}): CommandResult {
	const page = result instanceof Page ? result : new Page(result, undefined, undefined);
	const { total = page.total, next = page.next, without = [], rows, twice = false } = wrong;
	const shown = rows === undefined ? page.result : firstRows(page.result, rows);
	return new Page(
		twice ? doubled(shown) : shown,
		without.includes('total') ? undefined : total,
		without.includes('next') ? undefined : next,
	);
}

function firstRows(result: Json, count: number): Json {
	if (Array.isArray(result)) return result.slice(0, count);
	if (result === null || typeof result !== 'object') return result;
	const entries = Object.entries(result);
	return Object.fromEntries(entries.map(([name, value]) => [name, firstRows(value, count)]));
}

function doubled(result: Json): Json {
	if (Array.isArray(result)) return result.flatMap((row) => [row, row]);
	if (result === null || typeof result !== 'object') return result;
	const entries = Object.entries(result);
	return Object.fromEntries(entries.map(([name, value]) => [name, doubled(value)]));
}

/** How long a late booking stays unseen, unless the rule says otherwise. */
const LATE_MS = 5000;

/** Remembers the payments; what has changed when the returned function is called stays unseen. */
export function bookLate(fault: FaultRule, { core, paymentId }: StruckCommand): () => void {
	const before = new Map(core.store.payments);
	const { delayMs = LATE_MS } = fault;
	const hide = (id: number, row: PaymentRow | undefined) => {
		if (core.store.payments.get(id) !== row) core.shown.keepShowing(id, row, delayMs);
	};
	return () => {
		if (paymentId !== undefined) return hide(paymentId, before.get(paymentId));
		for (const id of core.store.payments.keys()) if (!before.has(id)) hide(id, undefined);
	};
}

/** Somebody turns the payment over by hand, unseen by the side effects' counters. */
export function flipPaid({ core, paymentId }: StruckCommand): void {
	const row = core.store.payments.get(paymentId ?? 0);
	if (row === undefined) return;
	core.ledger.change(row.id, { paid: row.paid === 'Y' ? 'N' : 'Y' });
}
