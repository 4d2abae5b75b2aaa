import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../../../nodes/Bitrix24Payments/portal/json';
import type { CommandAnswer, FakeClock, SentCommand } from '../../portal/support';
import { badRead, isEmptyList, pick, spoilt } from './badAnswers';
import { COMPLAINTS, errorOf, NONSENSE, REFUSALS, Striking, type CommandFault } from './faults';
import type { Ledger } from './ledger';
import { isWrite, orderOf, paymentOf, pretend, read, write, type Sight } from './methods';
import type { Plan } from './plan';
import type { Sending, Shown } from './records';

/** Payments that are said to be created, and are not, have higher IDs than this. */
const LIE = 9000;

/** In so many ms the portal comes to a command; undefined is never. */
export type After = number | undefined;

/** Where the commands of a request are dealt with, one after the other. */
export class Desk {
	/** Every write that came in a request, of all requests. */
	readonly sendings: Sending[] = [];

	/** What answers showed that arrived. */
	readonly shown: Shown[] = [];

	isFaultless = false;

	/** What the commands of the present request come to. */
	whenOf: (position: number) => After = () => 0;

	private readonly faults: Striking<CommandFault>;

	/** Until when the limit of operating time lasts, in ms. */
	private limitedUntil = -1;

	private request = 0;

	private position = 0;

	/** How many writes of the present request it has come to. */
	private reached = 0;

	private present: { sendings: Sending[]; shown: Shown[] } = { sendings: [], shown: [] };

	constructor(
		private readonly plan: Plan,
		private readonly clock: FakeClock,
		private readonly ledger: Ledger,
	) {
		this.faults = new Striking(plan.commandFaults);
	}

	/** A request comes in. */
	begin(request: number, commands: readonly SentCommand[]): void {
		this.request = request;
		this.position = 0;
		this.reached = 0;
		this.whenOf = () => 0;
		const sendings = commands.filter(isWrite).map((command) => this.note(command));
		this.present = { sendings, shown: [] };
	}

	/** Nothing is heard of it. */
	loseAnswer(): void {
		this.present.shown = [];
		for (const sending of this.present.sendings) sending.surelyNot = false;
	}

	/** Nothing more is to be heard of it. */
	end(): void {
		this.shown.push(...this.present.shown);
		for (const sending of this.present.sendings) sending.endedAt = this.clock.time;
	}

	/** Every write that is on its way, whether the portal comes to it or not. */
	private note(command: SentCommand): Sending {
		const sending: Sending = {
			item: Number(command.params.item),
			method: command.method,
			payment: paymentOf(command),
			order: orderOf(command, this.ledger),
			request: this.request,
			sentAt: this.clock.time,
			endedAt: this.clock.time,
			isRefund: isObject(command.params.fields) && 'isReturn' in command.params.fields,
			surelyNot: true,
		};
		this.sendings.push(sending);
		return sending;
	}

	answer(command: SentCommand): CommandAnswer {
		this.ledger.catchUp();
		const after = this.whenOf(this.position++);
		return isWrite(command) ? this.change(command, after) : this.look(command, after);
	}

	private change(command: SentCommand, after: After): CommandAnswer {
		const { ledger, clock } = this;
		const sending = this.present.sendings[this.reached++];
		if (!sending) throw new Error('A write came from nowhere');
		sending.surelyNot = false;
		if (after === undefined) return { result: null };
		if (after > 0) {
			ledger.later(after, (at) => this.carryOut(command, sending, at));
			return { result: null };
		}
		const [fault] = this.isFaultless ? [] : this.faults.next('write');
		if (!fault && clock.time >= this.limitedUntil) {
			return this.carryOutAndTell(command, sending);
		}
		return this.changeBadly(command, sending, fault);
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
		if (this.clock.time < this.limitedUntil || fault?.kind === 'operatingLimit') {
			if (fault?.kind === 'operatingLimit') this.limitedUntil = this.clock.time + fault.lastsMs;
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
			return pretend(command, this.ledger, LIE + 100 * this.request + this.reached);
		if (isCarriedOut) this.carryOut(command, sending, this.clock.time);
		if (kind === 'complaint') return errorOf(pick(COMPLAINTS, choice));
		if (kind === 'broken') return errorOf(['INTERNAL_SERVER_ERROR', 'Internal server error']);
		return { result: pick(NONSENSE, choice) };
	}

	private look(command: SentCommand, after: After): CommandAnswer {
		if (after !== 0) return { result: null };
		const [fault] = this.isFaultless ? [] : this.faults.next('read');
		const isList = command.method === 'sale.payment.list';
		if (isList && !this.plan.canList) return errorOf(['insufficient_scope', '']);
		const sight = read(command, this.ledger, this.plan.tellsGone);
		const bad = fault && this.lookBadly(fault, sight);
		// That there are none would be no nonsense but a lie.
		if (bad && command.method === 'crm.item.payment.list' && isEmptyList(bad))
			return { result: 'ok' };
		if (bad) return bad;
		this.show(sight.rows);
		return sight.answer;
	}

	private show(rows: Sight['rows']): void {
		for (const [payment, row] of rows) {
			this.present.shown.push({ payment, row, at: this.clock.time, request: this.request });
		}
	}

	private lookBadly(
		fault: CommandFault,
		{ answer, rows, isByIds }: Sight,
	): CommandAnswer | undefined {
		if (fault.kind !== 'spoiltList') return badRead(fault);
		if (!isByIds) return undefined;
		const spoiltAnswer = spoilt(answer, fault.choice);
		// The other rows are as good as ever where only the first one is not.
		if (spoiltAnswer && fault.choice % 4 >= 2) this.show(new Map([...rows].slice(1)));
		return spoiltAnswer;
	}
}
