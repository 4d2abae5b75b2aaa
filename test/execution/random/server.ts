import type { IDataObject } from 'n8n-workflow';

import { RunCancelled } from '../../../nodes/Bitrix24Payments/portal/failure';
import { isObject } from '../../../nodes/Bitrix24Payments/portal/json';
import type { Exchange } from '../../../nodes/Bitrix24Payments/portal/http';
import {
	answered,
	LOST_ANSWER,
	portalError,
	REFUSED_CONNECTION,
	TOO_MANY,
	type CommandAnswer,
	type FakeClock,
	type FakePortal,
	type SentCommand,
	type SentRequest,
} from '../../portal/support';
import type { Deed } from './deeds';
import {
	COMPLAINTS,
	errorOf,
	NONSENSE,
	REFUSALS,
	Striking,
	type CommandFault,
	type RequestFault,
	type Row,
} from './faults';
import { Ledger } from './ledger';
import { dated, isWrite, orderOf, paymentOf, pretend, read, write, type Sight } from './methods';
import type { Plan } from './plan';

/** A write that left n8n, and what the portal made of it. */
export interface Sending {
	readonly item: number;
	readonly method: string;
	readonly payment: number;
	readonly order: number | undefined;
	/** The number of its request. */
	readonly request: number;
	readonly sentAt: number;
	/** When nothing more was to be heard of it. */
	endedAt: number;
	/** It asks the payment system to give money back. */
	readonly isRefund: boolean;
	/** When it took effect. */
	doneAt?: number;
	/** What it created. */
	createdId?: number;
	/** The portal never got it, or said that it did not do it. */
	surelyNot: boolean;
	/** What was answered to it, if anything. */
	answer?: CommandAnswer;
}

/** What a read showed of a payment; undefined is gone. */
export interface Shown {
	readonly payment: number;
	readonly row: Row | undefined;
	readonly at: number;
	readonly request: number;
}

/** Payments that are said to be created, and are not, have higher IDs than this. */
const LIE = 9000;

/** For how long a script runs on at most, in ms. */
const CLOUD_MS = 59_000;
const OTHER_MS = 299_000;

type When = { readonly after: number | undefined };

/** A portal that things go wrong with. */
export class Server {
	readonly ledger: Ledger;

	readonly sendings: Sending[] = [];

	readonly shown: Shown[] = [];

	/** How many requests have come. */
	requests = 0;

	/** Stops the execution. */
	stop: () => void = () => {};

	isFaultless = false;

	private readonly ofRequests: Striking<RequestFault>;

	private readonly ofCommands: Striking<CommandFault>;

	/** Until when the limits last, in ms. */
	private readonly limits = { requests: -1, operating: -1 };

	/** What the commands of the present request come to. */
	private whenOf: (position: number) => When = () => ({ after: 0 });

	private position = 0;

	/** How many writes of the present request the portal has come to. */
	private reached = 0;

	private present: { sendings: Sending[]; shown: Shown[] } = { sendings: [], shown: [] };

	constructor(
		private readonly plan: Plan,
		private readonly clock: FakeClock,
	) {
		this.ledger = new Ledger(clock, plan.lateMs);
		this.ofRequests = new Striking(plan.requestFaults);
		this.ofCommands = new Striking(plan.commandFaults);
		for (const deed of plan.deeds) {
			if (deed.when === 'later') this.ledger.later(deed.ms, (at) => this.do(deed, at));
		}
	}

	attach(server: FakePortal): void {
		server.msPerCommand = this.plan.msPerCommand;
		server.answer = (command) => this.answer(command);
		server.line = (request, deliver) => this.pass(request, deliver);
	}

	private do({ what, payment }: Deed, at: number): void {
		if (this.isFaultless) return;
		const fields = {
			pays: { paid: 'Y', ...dated(at) },
			unpays: { paid: 'N' },
			deletes: undefined,
			remarks: { comments: 'by hand' },
			reprices: { sum: 70 },
		}[what];
		this.ledger.set(payment, fields, at);
	}

	private doWhatIsDue(when: Deed['when']): void {
		for (const deed of this.plan.deeds) {
			if (deed.when === when && deed.nth === this.requests) this.do(deed, this.clock.time);
		}
	}

	/** Every write that is on its way, whether the portal comes to it or not. */
	private note(command: SentCommand): Sending {
		const sending: Sending = {
			item: Number(command.params.item),
			method: command.method,
			payment: paymentOf(command),
			order: orderOf(command, this.ledger),
			request: this.requests,
			sentAt: this.clock.time,
			endedAt: this.clock.time,
			isRefund: isObject(command.params.fields) && 'isReturn' in command.params.fields,
			surelyNot: true,
		};
		this.sendings.push(sending);
		return sending;
	}

	private pass(request: SentRequest, deliver: () => Exchange): Exchange {
		this.requests += 1;
		this.ledger.catchUp();
		this.doWhatIsDue('before');
		this.position = 0;
		this.whenOf = () => ({ after: 0 });
		const commands = request.method === 'batch' ? request.commands : [request];
		const sendings = commands.filter(isWrite).map((command) => this.note(command));
		this.present = { sendings, shown: [] };
		this.reached = 0;
		const exchange = this.exchange(request, deliver);
		this.shown.push(...this.present.shown);
		for (const sending of this.present.sendings) sending.endedAt = this.clock.time;
		this.doWhatIsDue('after');
		return exchange;
	}

	private exchange(request: SentRequest, deliver: () => Exchange): Exchange {
		if (this.isFaultless) return deliver();
		const commands = request.method === 'batch' ? request.commands : [request];
		const [fault] = this.ofRequests.next(commands.some(isWrite) ? 'write' : 'read');
		const { stopping } = this.plan;
		if (stopping?.during === 'request' && stopping.nth === this.requests) {
			const { carriedOutAfter: after } = stopping;
			this.unheard(deliver, () => ({ after }));
			this.stop();
			throw new RunCancelled();
		}
		if (this.clock.time < this.limits.requests) return TOO_MANY;
		return fault ? this.struckBy(fault, commands.length, deliver) : deliver();
	}

	private struckBy(fault: RequestFault, count: number, deliver: () => Exchange): Exchange {
		const { atOnce, restAfter, hangMs } = fault;
		const rest = restAfter && Math.min(restAfter, this.plan.isCloud ? CLOUD_MS : OTHER_MS);
		switch (fault.kind) {
			case 'unreachable':
				return REFUSED_CONNECTION;
			case 'token':
				return portalError('expired_token', 401);
			case 'tooMany':
				this.limits.requests = this.clock.time + fault.lastsMs;
				return TOO_MANY;
			case 'cutShort':
				return this.cutShort(atOnce, count, deliver);
			default:
				this.unheard(deliver, (position) => ({ after: position < atOnce ? 0 : rest }), hangMs);
				return WORTHLESS[fault.kind];
		}
	}

	/** Its answer does not arrive; what is left of it happens later or never. */
	private unheard(deliver: () => Exchange, whenOf: (position: number) => When, hangMs = 0): void {
		this.whenOf = (position) => {
			const { after } = whenOf(position);
			return { after: after ? after + hangMs : after };
		};
		deliver();
		this.clock.time += hangMs;
		this.present.shown = [];
		for (const sending of this.present.sendings) {
			sending.surelyNot = false;
			sending.answer = undefined;
		}
	}

	/** The script ends in the middle, and the answer holds what there was until then. */
	private cutShort(atOnce: number, count: number, deliver: () => Exchange): Exchange {
		if (count === 1) {
			this.unheard(deliver, () => ({ after: atOnce > 0 ? 0 : undefined }));
			return WORTHLESS.empty;
		}
		this.whenOf = (position) => ({ after: position < atOnce ? 0 : undefined });
		const exchange = deliver();
		return exchange.kind === 'answered' ? shortened(exchange.text, atOnce) : exchange;
	}

	private answer(command: SentCommand): CommandAnswer {
		this.ledger.catchUp();
		const { after } = this.whenOf(this.position++);
		return isWrite(command) ? this.change(command, after) : this.look(command, after);
	}

	private change(command: SentCommand, after: number | undefined): CommandAnswer {
		const { ledger, clock } = this;
		const sending = this.present.sendings[this.reached++];
		if (!sending) throw new Error('A write came from nowhere');
		sending.surelyNot = false;
		if (after === undefined) return { result: null };
		if (after > 0) {
			ledger.later(after, (at) => this.carryOut(command, sending, at));
			return { result: null };
		}
		const [fault] = this.isFaultless ? [] : this.ofCommands.next('write');
		if (!fault && clock.time >= this.limits.operating) {
			sending.answer = this.carryOutAndTell(command, sending);
		} else sending.answer = this.changeBadly(command, sending, fault);
		return sending.answer;
	}

	private carryOutAndTell(command: SentCommand, sending: Sending): CommandAnswer {
		const answer = this.carryOut(command, sending, this.clock.time);
		// Whether it comes before or after the save, n8n does not know of every error.
		if ('error' in answer && answer.error === '0') sending.surelyNot = true;
		return answer;
	}

	private carryOut(command: SentCommand, sending: Sending, at: number): CommandAnswer {
		const answer = write(command, this.ledger, at);
		if ('error' in answer) return answer;
		sending.doneAt = at;
		const { result } = 'result' in answer ? answer : {};
		if (command.method === 'crm.item.payment.add') sending.createdId = Number(result);
		if (command.method === 'sale.payment.add') {
			sending.createdId = Number(((result as IDataObject).payment as IDataObject).id);
		}
		return answer;
	}

	private changeBadly(
		command: SentCommand,
		sending: Sending,
		fault: CommandFault | undefined,
	): CommandAnswer {
		if (this.clock.time < this.limits.operating || fault?.kind === 'operatingLimit') {
			if (fault?.kind === 'operatingLimit') this.limits.operating = this.clock.time + fault.lastsMs;
			sending.surelyNot = true;
			return errorOf(['OPERATION_TIME_LIMIT', 'Method is blocked']);
		}
		if (!fault || fault.kind === 'spoiltList') {
			return this.carryOutAndTell(command, sending);
		}
		const { kind, choice, isCarriedOut } = fault;
		if (kind === 'refused') {
			sending.surelyNot = true;
			return errorOf(pick(REFUSALS, choice));
		}
		if (kind === 'lie')
			return pretend(command, this.ledger, LIE + 100 * this.requests + this.reached);
		if (isCarriedOut) this.carryOut(command, sending, this.clock.time);
		if (kind === 'complaint') return errorOf(pick(COMPLAINTS, choice));
		if (kind === 'broken') return errorOf(['INTERNAL_SERVER_ERROR', 'Internal server error']);
		return { result: pick(NONSENSE, choice) };
	}

	private look(command: SentCommand, after: number | undefined): CommandAnswer {
		if (after !== 0) return { result: null };
		const [fault] = this.isFaultless ? [] : this.ofCommands.next('read');
		const isList = command.method === 'sale.payment.list';
		if (isList && !this.plan.canList) return errorOf(['insufficient_scope', '']);
		const sight = read(command, this.ledger, this.plan.tellsGone);
		const bad = fault && this.readBadly(fault, sight);
		// That there are none would be no nonsense but a lie.
		if (bad && command.method === 'crm.item.payment.list' && isEmptyList(bad))
			return { result: 'ok' };
		if (bad) return bad;
		this.show(sight.rows);
		return sight.answer;
	}

	private show(rows: Sight['rows']): void {
		for (const [payment, row] of rows) {
			this.present.shown.push({ payment, row, at: this.clock.time, request: this.requests });
		}
	}

	private readBadly(
		fault: CommandFault,
		{ answer, rows, isByIds }: Sight,
	): CommandAnswer | undefined {
		if (fault.kind !== 'spoiltList') return readBadly(fault);
		if (!isByIds) return undefined;
		const spoiltAnswer = spoilt(answer, fault.choice);
		// The other rows are as good as ever where only the first one is not.
		if (spoiltAnswer && fault.choice % 4 >= 2) this.show(new Map([...rows].slice(1)));
		return spoiltAnswer;
	}
}

const WORTHLESS: Readonly<Record<'lost' | 'page' | 'redirect' | 'error' | 'empty', Exchange>> = {
	lost: LOST_ANSWER,
	page: answered('<html>Bad Gateway</html>', 502),
	redirect: { kind: 'answered', status: 302, text: '', location: '/auth/' },
	error: answered({ error: 'upstream_error', error_description: 'The upstream is gone' }, 500),
	empty: answered('', 200),
};

function readBadly(fault: CommandFault): CommandAnswer | undefined {
	switch (fault.kind) {
		case 'refused':
			return errorOf(pick(REFUSALS.slice(1, 3), fault.choice));
		case 'complaint':
			return errorOf(pick(COMPLAINTS, fault.choice));
		case 'broken':
			return errorOf(['INTERNAL_SERVER_ERROR', 'Internal server error']);
		case 'operatingLimit':
			return errorOf(['OPERATION_TIME_LIMIT', 'Method is blocked']);
		case 'nonsense':
			return { result: pick(NONSENSE, fault.choice) };
		default:
			return undefined;
	}
}

/** With a row too many, one twice, one that nobody can read, or none. */
function spoilt(good: CommandAnswer, choice: number): CommandAnswer | undefined {
	const { payments: given } = ('result' in good ? good.result : {}) as { payments?: Row[] };
	const [first] = given ?? [];
	if (!given || !first) return undefined;
	const rows = pick(
		[
			[...given, { ...first, id: 777 }],
			[...given, first],
			[{ id: first.id, orderId: first.orderId }, ...given.slice(1)],
			given.slice(1),
		],
		choice,
	);
	return { result: { payments: rows } };
}

function isEmptyList(answer: CommandAnswer): boolean {
	return 'result' in answer && Array.isArray(answer.result);
}

function pick<T>(values: readonly T[], choice: number): T {
	const value = values[choice % values.length];
	if (value === undefined) throw new Error('There is nothing to pick from');
	return value;
}

/** The answer to a batch, with the first commands only. */
function shortened(text: string, count: number): Exchange {
	const { result } = JSON.parse(text) as { result: Record<string, object> };
	const first = (part: object | undefined) =>
		Object.fromEntries(
			Object.entries(part ?? {}).filter(([key]) => Number(key.split('x').at(-1)) < count),
		);
	return answered({
		result: {
			result: first(result.result),
			result_error: first(result.result_error),
			result_time: {},
		},
	});
}
