import type { Authentication } from '../authentication';
import type { PortalCore } from '../core';
import type { FaultTarget } from '../faults';
import type { Page } from '../paging';
import type { Json, PhpArray } from '../php/values';

/** One command on its way through its handler. */
export interface CommandContext {
	readonly core: PortalCore;
	readonly auth: Authentication;
	/** Parameters without credential and `start`. */
	readonly params: PhpArray;
	/** The `start` parameter: row offset, -1 switches counting off (docs/bitrix24.md#paging). */
	readonly start: number;
	/** A fault asked to hold this write between load and save. */
	readonly holdsWrite: boolean;
	/** A fault asked for the other answer of salescenter.payment.getPublicUrl. */
	readonly phoneNotConfirmed: boolean;
	/** What the command is to faults and to what happens meanwhile. */
	target(): FaultTarget;
	/** Spends the time this command takes; at most once. */
	spend(): Promise<void>;
	/** Notes that the stored data has changed. */
	noteChange(): void;
}

export type CommandResult = Json | Page;

/** A REST method: its name as documented, its scope, and what it does. */
export interface RestMethod {
	name: string;
	/** Undefined for methods every credential may call. */
	scope?: string;
	/** Controllers refuse verbs other than GET and POST (docs/bitrix24.md#verbs). */
	kind: 'controller' | 'classic';
	run(context: CommandContext): CommandResult | Promise<CommandResult>;
}

/** The parameter that carries a payment's id, for the ledger and the fault switchboard. */
export function paymentParameter(method: string): string | undefined {
	const name = method.toLowerCase();
	if (name === 'sale.paysystem.pay.payment') return 'payment_id';
	return /^(crm\.item\.payment|sale\.payment|salescenter\.payment)\./.test(name) ? 'id' : undefined;
}
