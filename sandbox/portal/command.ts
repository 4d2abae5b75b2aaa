import { scopeText, withoutCredentials, type Authentication } from './authentication';
import type { PortalCore } from './core';
import {
	classicAccessDenied,
	controllerError,
	crmAccessDenied,
	insufficientScope,
	operationTimeLimit,
	RestError,
	ScriptEnded,
} from './errors';
import type { FaultRule } from './faults';
import { paymentParameter, type CommandContext, type CommandResult } from './methods/types';
import type { RestMethod } from './methods/types';
import { Page } from './paging';
import { isArray, toInt, toPlain, type Json, type PhpArray } from './php/values';
import { Stopwatch } from './stopwatch';
import { salePayment } from './typing';

/** A command on its way: which method, for whom, with what. */
export interface Command {
	method: RestMethod;
	auth: Authentication;
	params: PhpArray;
	verb: string;
	/** The batch's stopwatch when the command is part of a batch. */
	batch?: Stopwatch;
}

/** What a successful command contributes to the envelope (reference §1.5). */
export interface CommandReply {
	result: Json;
	next?: number;
	total?: number;
	time?: Record<string, Json>;
}

/** Runs one command and throws a {@link RestError} when it is refused (reference §1.7). */
export async function runCommand(core: PortalCore, command: Command): Promise<CommandReply> {
	const stopwatch = new Stopwatch(core.clock, command.batch);
	const run = new CommandRun(core, command, stopwatch);
	const fault = core.faults.strikeCommand(run.target());
	run.checkOperatingLimit();
	const result = await run.execute(fault);
	if (passesThrough(result)) return { result };
	const time = stopwatch.report({ operating: core.operating, key: run.usageKey }, core.dialect);
	if (!(result instanceof Page)) return { result, time };
	return { result: result.result, next: result.next, total: result.total, time };
}

/** A result with both error keys goes out as it is, without `time` (reference §1.5). */
function passesThrough(result: CommandResult): result is Record<string, Json> {
	if (result === null || typeof result !== 'object') return false;
	return 'error' in result && 'error_description' in result;
}

class CommandRun implements CommandContext {
	readonly auth: Authentication;

	readonly params: PhpArray;

	readonly start: number;

	readonly usageKey: string;

	holdsWrite = false;

	phoneNotConfirmed = false;

	private readonly paymentId: number | undefined;

	private readonly plainParams: Json;

	private spent = false;

	private changed = false;

	constructor(
		readonly core: PortalCore,
		private readonly command: Command,
		private readonly stopwatch: Stopwatch,
	) {
		this.auth = command.auth;
		this.params = withoutCredentials(command.params);
		this.start = toInt(this.params.get('start'));
		this.params.delete('start');
		this.paymentId = paymentIdOf(command.method.name, this.params);
		this.plainParams = toPlain(this.params);
		// Batched calls of all webhooks share one limiter entry (reference §4.4).
		const isSharedEntity = command.batch !== undefined && this.auth.kind === 'webhook';
		this.usageKey = `${isSharedEntity ? 'webhook' : this.auth.entity} ${command.method.name}`;
	}

	target() {
		return {
			method: this.command.method.name,
			paymentIds: this.paymentId === undefined ? [] : [this.paymentId],
			inBatch: this.command.batch !== undefined,
		};
	}

	noteChange(): void {
		this.changed = true;
	}

	async spend(): Promise<void> {
		if (this.spent) return;
		this.spent = true;
		const { perCommandMs, awaitClock } = this.core.latency;
		const ms = perCommandMs?.[this.command.method.name] ?? perCommandMs?.['*'] ?? 0;
		if (ms <= 0) return;
		if (awaitClock === false) this.stopwatch.book(ms);
		else await this.core.clock.sleep(ms);
	}

	checkOperatingLimit(): void {
		const { operatingSeconds, operating } = this.core;
		if (operatingSeconds === undefined) return;
		if (operating.used(this.usageKey) > operatingSeconds) throw operationTimeLimit();
	}

	async execute(fault: FaultRule | undefined): Promise<CommandResult> {
		switch (fault?.fault) {
			case 'operatingLimit':
				throw operationTimeLimit();
			case 'insufficientScope':
				throw insufficientScope(this.command.batch ? '' : scopeText(this.auth.kind));
			case 'batchMethodNotAllowed':
				throw batchMethodNotAllowed();
			case 'errorCode':
				throw new RestError(fault.code ?? 'ERROR_CORE', fault.value ?? 'Unknown error');
			case 'nullResult':
				return null;
			case 'lyingTrue':
				return this.lie();
			case 'accessDenied':
				return await this.handle(() => this.refuseAccess());
			case 'vetoed':
				return await this.handle(() => veto(fault));
			default:
				return await this.executeSideways(fault);
		}
	}

	/** Faults that let the command run, but not quite as usual. */
	private async executeSideways(fault: FaultRule | undefined): Promise<CommandResult> {
		this.holdsWrite = fault?.fault === 'overlap';
		this.phoneNotConfirmed = fault?.fault === 'phoneNotConfirmed';
		const result = await this.handle(async () => {
			const answer = await this.command.method.run(this);
			if (fault?.fault === 'savedWithWarning') throw savedWithWarning(fault);
			return answer;
		});
		if (fault?.fault === 'flipAfter') this.flipPaid();
		return result;
	}

	private async handle(run: () => CommandResult | Promise<CommandResult>): Promise<CommandResult> {
		checkVerb(this.command);
		this.stopwatch.startProcessing();
		try {
			const result = await run();
			this.record({ outcome: 'ok' });
			return result;
		} catch (error) {
			const code = error instanceof RestError ? error.code : undefined;
			if (code !== undefined || error instanceof ScriptEnded) {
				this.record({ outcome: 'refused', code });
			}
			throw error;
		} finally {
			await this.spend();
			this.core.operating.add(this.usageKey, this.stopwatch.finishProcessing());
		}
	}

	private record(end: { outcome: 'ok' | 'refused'; code?: string }): void {
		this.core.ledger.record({
			method: this.command.method.name,
			paymentId: this.paymentId,
			params: this.plainParams,
			...end,
			changed: this.changed,
		});
	}

	private lie(): Json {
		if (this.command.method.name !== 'sale.payment.update') return true;
		const row = this.core.store.payments.get(this.paymentId ?? 0);
		return row === undefined ? true : { payment: salePayment(row) };
	}

	private refuseAccess(): never {
		const { name, kind } = this.command.method;
		if (kind === 'classic') throw classicAccessDenied();
		if (!name.startsWith('sale.')) throw crmAccessDenied();
		throw controllerError('Access Denied', '200040300020');
	}

	private flipPaid(): void {
		const row = this.core.store.payments.get(this.paymentId ?? 0);
		if (row === undefined) return;
		this.core.ledger.change(row.id, { paid: row.paid === 'Y' ? 'N' : 'Y' });
	}
}

/** Controllers take GET and POST only (reference §1.3). */
function checkVerb({ method, verb }: Command): void {
	if (method.kind === 'classic' || verb === 'GET' || verb === 'POST') return;
	throw controllerError('Wrong method for current action', 'invalid_http_method');
}

function veto(fault: FaultRule): never {
	const code = fault.code ?? 'SALE_EVENT_ON_BEFORE_SALEPAYMENT_SET_FIELD_ERROR';
	throw new RestError(code, fault.value ?? 'Изменение оплаты запрещено правилами портала');
}

function savedWithWarning(fault: FaultRule): RestError {
	const text = fault.value ?? 'Оплата сохранена, но чек не напечатан';
	return new RestError(fault.code ?? '0', text);
}

export function batchMethodNotAllowed(): RestError {
	return new RestError('ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage');
}

/** The payment a command concerns, as far as its parameters tell. */
export function paymentIdOf(method: string, params: PhpArray): number | undefined {
	const wanted = paymentParameter(method);
	if (wanted === undefined) return undefined;
	const isCaseSensitive = wanted === 'id';
	const value = isCaseSensitive
		? params.get(wanted)
		: [...params].find(([key]) => key.toLowerCase() === wanted)?.[1];
	if (value === undefined || value === null || isArray(value)) return undefined;
	const id = toInt(value);
	return id > 0 ? id : undefined;
}
