import { RunCancelled } from '../../../nodes/Bitrix24Payments/portal/failure';
import type { Exchange } from '../../../nodes/Bitrix24Payments/portal/http';
import {
	portalError,
	REFUSED_CONNECTION,
	TOO_MANY,
	type FakeClock,
	type FakePortal,
	type SentCommand,
	type SentRequest,
} from '../../portal/support';
import { shortened, WORTHLESS } from './badAnswers';
import type { Deed } from './deeds';
import { Desk, type After } from './desk';
import { Striking, type RequestFault } from './faults';
import { Ledger } from './ledger';
import { dated, isWrite } from './methods';
import type { Plan } from './plan';
import type { Sending, Shown } from './records';

/** For how long a script runs on at most, in ms. */
const CLOUD_MS = 59_000;
const OTHER_MS = 299_000;

/** A portal that things go wrong with. */
export class Server {
	readonly ledger: Ledger;

	/** How many requests have come. */
	requests = 0;

	/** Stops the execution. */
	stop: () => void = () => {};

	private readonly desk: Desk;

	private readonly faults: Striking<RequestFault>;

	/** Until when the limit of requests lasts, in ms. */
	private limitedUntil = -1;

	constructor(
		private readonly plan: Plan,
		private readonly clock: FakeClock,
	) {
		this.ledger = new Ledger(clock, plan.lateMs);
		this.desk = new Desk(plan, clock, this.ledger);
		this.faults = new Striking(plan.requestFaults);
		for (const deed of plan.deeds) {
			if (deed.when === 'later') this.ledger.later(deed.ms, (at) => this.do(deed, at));
		}
	}

	get sendings(): readonly Sending[] {
		return this.desk.sendings;
	}

	get shown(): readonly Shown[] {
		return this.desk.shown;
	}

	get isFaultless(): boolean {
		return this.desk.isFaultless;
	}

	/** From now on nothing goes wrong. */
	mend(): void {
		this.desk.isFaultless = true;
	}

	attach(server: FakePortal): void {
		server.msPerCommand = this.plan.msPerCommand;
		server.answer = (command) => this.desk.answer(command);
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

	private pass(request: SentRequest, deliver: () => Exchange): Exchange {
		this.requests += 1;
		this.ledger.catchUp();
		this.doWhatIsDue('before');
		const commands = request.method === 'batch' ? request.commands : [request];
		this.desk.begin(this.requests, commands);
		try {
			return this.isFaultless ? deliver() : this.exchange(commands, deliver);
		} finally {
			this.desk.end();
			this.doWhatIsDue('after');
		}
	}

	private exchange(commands: readonly SentCommand[], deliver: () => Exchange): Exchange {
		const [fault] = this.faults.next(commands.some(isWrite) ? 'write' : 'read');
		const { stopping } = this.plan;
		if (stopping?.during === 'request' && stopping.nth === this.requests) {
			const { carriedOutAfter: after } = stopping;
			this.unheard(deliver, () => after);
			this.stop();
			throw new RunCancelled();
		}
		if (this.clock.time < this.limitedUntil) return TOO_MANY;
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
				this.limitedUntil = this.clock.time + fault.lastsMs;
				return TOO_MANY;
			case 'cutShort':
				return this.cutShort(atOnce, count, deliver);
			default:
				this.unheard(deliver, (position) => (position < atOnce ? 0 : rest), hangMs);
				return WORTHLESS[fault.kind];
		}
	}

	/** Its answer does not arrive; what is left of it happens later or never. */
	private unheard(deliver: () => Exchange, whenOf: (position: number) => After, hangMs = 0): void {
		this.desk.whenOf = (position) => {
			const after = whenOf(position);
			return after ? after + hangMs : after;
		};
		deliver();
		this.clock.time += hangMs;
		this.desk.loseAnswer();
	}

	/** The script ends in the middle, and the answer holds what there was until then. */
	private cutShort(atOnce: number, count: number, deliver: () => Exchange): Exchange {
		if (count === 1) {
			this.unheard(deliver, () => (atOnce > 0 ? 0 : undefined));
			return WORTHLESS.empty;
		}
		this.desk.whenOf = (position) => (position < atOnce ? 0 : undefined);
		const exchange = deliver();
		return exchange.kind === 'answered' ? shortened(exchange.text, atOnce) : exchange;
	}
}
