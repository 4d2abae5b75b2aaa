import { withoutCredentials, type Authentication } from './authentication';
import {
	answerInstead,
	bookLate,
	flipPaid,
	loseFilter,
	refusalAfterSaving,
	refusalBefore,
	refusalOfHandler,
	wrongPage,
	type StruckCommand,
} from './commandFaults';
import type { PortalCore } from './core';
import { controllerError, operationTimeLimit, RestError, ScriptEnded } from './errors';
import type { FaultRule } from './faultRule';
import type { CommandContext, CommandResult, RestMethod } from './methods/types';
import { Page } from './paging';
import { paymentIdOf, paymentIdsOf } from './paymentIds';
import { toInt, toPlain, type Json, type PhpArray } from './php/values';
import { Stopwatch } from './stopwatch';

/** A command on its way: which method, for whom, with what. */
export interface Command {
	method: RestMethod;
	auth: Authentication;
	params: PhpArray;
	verb: string;
	/** The batch's stopwatch when the command is part of a batch. */
	batch?: Stopwatch;
}

/** What a successful command contributes to the envelope (docs/bitrix24.md#answers). */
export interface CommandReply {
	result: Json;
	next?: Json;
	total?: Json;
	time?: Record<string, Json>;
}

/**
 * Runs one command and throws a {@link RestError} when it is refused (docs/bitrix24.md#statuses).
 */
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

/** A result with both error keys goes out as it is, without `time` (docs/bitrix24.md#answers). */
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
		// Batched calls of all webhooks share one limiter entry (docs/bitrix24.md#operating-time).
		const isSharedEntity = this.isBatched() && this.auth.kind === 'webhook';
		this.usageKey = `${isSharedEntity ? 'webhook' : this.auth.entity} ${command.method.name}`;
	}

	target() {
		return {
			method: this.command.method.name,
			paymentIds: paymentIdsOf(this.command.method.name, this.params),
			inBatch: this.isBatched(),
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
		if (fault === undefined) return await this.handle(() => this.command.method.run(this));
		const struck = this.struck();
		const refusal = refusalBefore(fault, struck);
		if (refusal !== undefined) throw refusal;
		const answer = answerInstead(fault, struck);
		return answer === undefined ? await this.executeSideways(fault, struck) : answer;
	}

	/** Faults that let the command reach its handler, but not quite as usual. */
	private async executeSideways(fault: FaultRule, struck: StruckCommand): Promise<CommandResult> {
		this.holdsWrite = fault.fault === 'overlap';
		this.phoneNotConfirmed = fault.fault === 'phoneNotConfirmed';
		if (fault.fault === 'ignoredFilter') loseFilter(fault, this.params);
		const hideChange = fault.fault === 'lateBooking' ? bookLate(fault, struck) : undefined;
		const result = await this.handle(async () => {
			const refusal = refusalOfHandler(fault, struck);
			if (refusal !== undefined) throw refusal;
			const answer = await this.command.method.run(this);
			const lateRefusal = refusalAfterSaving(fault);
			if (lateRefusal !== undefined) throw lateRefusal;
			return answer;
		});
		hideChange?.();
		if (fault.fault === 'flipAfter') flipPaid(struck);
		return fault.fault === 'wrongPage' ? wrongPage(result, fault.page) : result;
	}

	private struck(): StruckCommand {
		const { core, auth, params, paymentId, command } = this;
		return { core, auth, params, paymentId, method: command.method, inBatch: this.isBatched() };
	}

	private isBatched(): boolean {
		return this.command.batch !== undefined;
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
}

/** Controllers take GET and POST only (docs/bitrix24.md#verbs). */
function checkVerb({ method, verb }: Command): void {
	if (method.kind === 'classic' || verb === 'GET' || verb === 'POST') return;
	throw controllerError('Wrong method for current action', 'invalid_http_method');
}
