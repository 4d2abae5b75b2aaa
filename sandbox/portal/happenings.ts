import { matchesMethod, type FaultTarget } from './faults';

/** Something that is going to happen on the portal. */
export interface Occasion {
	/** 'batch' is the whole request; any other method is a command, alone or inside a batch. */
	method: string | RegExp;
	/** Only when it concerns this payment; a whole batch concerns those of its commands. */
	id?: number;
	/** Which of those that come from now on; default the first. */
	nth?: number | 'every';
}

/**
 * `before` a request or command is executed, and also before its credential is looked at; `saving`
 * is between load and save of a write; `after` it has come to its end, but before it is answered.
 */
export type Moment = 'before' | 'saving' | 'after';

/** What then happens; the request waits until it is over. */
export type Happening = () => unknown;

export interface Appointment {
	/** How often it has happened. */
	readonly happened: number;
	cancel(): void;
}

interface Plan {
	readonly occasion: Occasion;
	readonly moment: Moment;
	readonly what: Happening;
	passed: number;
	happened: number;
}

/** What is planned to happen between two requests or commands. */
export class Happenings {
	private plans: Plan[] = [];

	when(occasion: Occasion, moment: Moment, what: Happening): Appointment {
		const plan: Plan = { occasion, moment, what, passed: 0, happened: 0 };
		this.plans.push(plan);
		return {
			get happened() {
				return plan.happened;
			},
			cancel: () => {
				this.plans = this.plans.filter((other) => other !== plan);
			},
		};
	}

	/** Runs something, with what is planned before and after it. */
	async around<Result>(target: FaultTarget, run: () => Promise<Result>): Promise<Result> {
		await this.reach('before', target);
		try {
			return await run();
		} finally {
			await this.reach('after', target);
		}
	}

	async reach(moment: Moment, target: FaultTarget): Promise<void> {
		for (const plan of this.plans.filter((one) => one.moment === moment)) {
			if (!concerns(plan.occasion, target)) continue;
			plan.passed += 1;
			const { nth = 1 } = plan.occasion;
			if (nth !== 'every' && plan.passed !== nth) continue;
			plan.happened += 1;
			await plan.what();
		}
	}

	clear(): void {
		this.plans = [];
	}
}

function concerns({ method, id }: Occasion, target: FaultTarget): boolean {
	if (id !== undefined && !target.paymentIds.includes(id)) return false;
	return matchesMethod(method, target.method);
}
