import type { Confirmation } from '../operations/change';
import { guardFailure, guardsBeside } from '../parameters/guards';
import type { Reply } from '../portal/command';
import { Failure } from '../portal/failure';
import {
	fail,
	isForestalled,
	NOT_WHAT_WAS_ASKED,
	type Doubt,
	type Entry,
	type Outcome,
} from './entry';
import { whatToDo } from './whatToDo';

/** Whether the portal was not asked at all, so that there is nothing to conclude. */
export function wasKeptBack(write: Reply): boolean {
	return write.kind === 'notExecuted' && write.failure.code === 'NOT_EXECUTED';
}

/** In ticks. */
export interface Times {
	readonly sentAt: number;
	readonly now: number;
}

/**
 * Turns the replies to a write and to the look after it into an outcome, or into a doubt that has
 * to be settled by looking again (docs/money-rules.md#true-is-no-proof).
 */
export function conclude(
	entry: Entry,
	write: Reply,
	lookAfter: Reply | undefined,
	times: Times,
): void {
	const { options, portal } = entry;
	// Those of a first time, which surely had no effect.
	entry.doubt = undefined;
	entry.seen = undefined;
	if (write.kind === 'notExecuted') {
		// The second time it did not go out.
		entry.repeated = false;
		return fail(entry, withFacts(entry, write.failure));
	}
	if (write.kind === 'refused' && !isForestalled(entry, write.failure)) {
		return fail(entry, withFacts(entry, write.failure));
	}
	if (write.kind === 'value') entry.time = write.time;
	const doubt = doubtAfter(entry, write, times);
	if (doubt.confirmation && !options.verify) {
		entry.outcome = believed(entry, doubt.confirmation);
		if (entry.outcome) return;
	}
	entry.doubt = doubt;
	if (lookAfter && doubt.kind !== 'lost') {
		look(entry, lookAfter, { at: portal.ticks(), time: portal.now() });
	}
}

/**
 * With Verify off what Bitrix24 says is believed, and so is what its answer shows of the payment:
 * undefined where that is not as wanted, which has to be looked at.
 */
function believed(entry: Entry, confirmation: Confirmation): Outcome | undefined {
	const { change, before, time } = entry;
	const { payment, createdId } = confirmation;
	const judgement = payment && change.judge(payment, before, confirmation);
	if (judgement && !judgement.asWanted) return undefined;
	const { notApplied, warning } = judgement ?? {};
	return {
		kind: 'done',
		verified: false,
		payment,
		paymentId: createdId,
		time,
		...(notApplied ? { notApplied } : {}),
		...(warning ? { warning } : {}),
	};
}

function doubtAfter({ change, before }: Entry, write: Reply, times: Times): Doubt {
	if (write.kind === 'value') {
		const confirmation = change.confirmation(write.value, before);
		return { kind: 'answered', confirmation, since: times.sentAt };
	}
	const kind = write.kind === 'uncertain' ? 'lost' : 'complained';
	// The portal may have begun only just before the connection was lost.
	return { kind, failure: write.failure, since: times.now };
}

/**
 * Looks at a payment in doubt. It may be as wanted at once; that it is not is never said after one
 * look, because the portal may be late (docs/money-rules.md#never-one-look).
 */
export function look(entry: Entry, reply: Reply, when: { at: number; time: number }): void {
	const { change, before, doubt } = entry;
	const state = change.observe(reply);
	entry.blindness = state === undefined ? whyBlind(reply) : undefined;
	if (state === undefined || !doubt) return;
	entry.seen = { state, ...when };
	const judgement = change.judge(state, before, doubt.confirmation);
	if (!judgement.asWanted) return;
	const payment = change.paymentIn(state, doubt.confirmation);
	const { notApplied } = judgement;
	const warning = [judgement.warning, ...remarksOn(entry, state)].filter(Boolean).join('. ');
	entry.outcome = {
		kind: 'done',
		...(isOurDoing(entry) ? { changed: true } : {}),
		verified: true,
		payment,
		paymentId: payment?.id,
		time: entry.time,
		...(notApplied ? { notApplied } : {}),
		...(warning ? { warning } : {}),
	};
}

function whyBlind(reply: Reply): string {
	return reply.kind === 'value' ? NOT_WHAT_WAS_ASKED : reply.failure.message;
}

/**
 * Only the portal's own word shows whose doing it is: after an error or a lost answer somebody else
 * may have done the same.
 */
function isOurDoing({ before, doubt }: Entry): boolean {
	if (doubt?.confirmation?.createdId !== undefined) return true;
	return before !== undefined && doubt?.confirmation !== undefined;
}

/** What has to be known beside the fact that things are as wanted. */
function remarksOn(entry: Entry, state: unknown): string[] {
	const { doubt, repeated, change, options } = entry;
	const remarks: string[] = [];
	if (isForestalled(entry, doubt?.failure)) {
		remarks.push('Somebody else was faster: it was done already when the change arrived');
	} else if (doubt?.kind === 'complained' && doubt.failure) {
		const { message, description } = doubt.failure;
		remarks.push(`Bitrix24 answered with an error although it is done: ${message}. ${description}`);
	} else if (doubt?.kind === 'lost') {
		remarks.push(
			'The answer to the change was lost. It is as wanted now; whether by this change or by somebody else is not known',
		);
	} else if (doubt && !doubt.confirmation && entry.before !== undefined) {
		remarks.push(
			'Bitrix24 answered without confirming the change. It is as wanted now; whether by this change or by somebody else is not known',
		);
	}
	if (repeated) remarks.push('The change was sent twice, because the first answer was lost');
	const payment = change.paymentIn(state, doubt?.confirmation);
	// What follows changes the payment once more.
	const remark = payment && !change.followUp ? change.remarkOn?.(payment) : undefined;
	if (remark) remarks.push(remark);
	const broken = payment && guardFailure(guardsBeside(options.guards, change.sets), payment);
	if (broken) {
		remarks.push(
			`A condition of 'Only If' held before the change and does not hold any more: ${broken.message.replace('Nothing was changed: ', '')}`,
		);
	}
	return remarks;
}

/** What an answer to the write told, for a failure that cannot tell more. */
export function knownFacts({ doubt, repeated }: Entry): string {
	const { confirmation } = doubt ?? {};
	const facts = [
		confirmation?.createdId
			? `Bitrix24 answered with the new payment ${confirmation.createdId}`
			: '',
		confirmation && !confirmation.createdId ? 'Bitrix24 confirmed the change' : '',
		repeated ? 'It was sent twice, because the first answer was lost' : '',
	];
	return facts.filter(Boolean).join('. ');
}

function withFacts(entry: Entry, failure: Failure): Failure {
	const facts = knownFacts(entry);
	return facts ? failure.with({ description: `${failure.description}. ${facts}` }) : failure;
}

/** The failure of a write that was answered and, seen more than once, is not as wanted. */
export function notAsWanted(entry: Entry): Failure {
	const { change, before, doubt, seen } = entry;
	const state = seen?.state;
	const judgement = change.judge(state, before, doubt?.confirmation);
	if (judgement.asWanted) throw new Error('It is as wanted');
	const { failure, isUncertain } = judgement;
	if (isUncertain) return withFacts(entry, withComplaint(failure, doubt?.failure));
	if (doubt?.kind === 'answered') {
		return withFacts(entry, doubt.confirmation ? failure : unconfirmed(entry, state));
	}
	const complaint = doubt?.failure ?? failure;
	const facts = `Afterwards ${change.inWords(state, before)}`;
	return withFacts(
		entry,
		complaint.with({
			description: `${complaint.description}. ${facts}`,
			...(change.rerunRisk ? { retryable: false } : {}),
		}),
	);
}

function withComplaint(failure: Failure, complaint: Failure | undefined): Failure {
	if (!complaint) return failure;
	return failure.with({
		description: `Bitrix24 answered: ${complaint.message}. ${failure.description}`,
	});
}

function unconfirmed({ change, before }: Entry, state: unknown): Failure {
	const { rerunRisk } = change;
	const advice = rerunRisk
		? whatToDo(rerunRisk)
		: 'Look at the payment in Bitrix24, then run again';
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered without confirming the change',
		description: `Afterwards ${change.inWords(state, before)}. ${advice}`,
		retryable: !rerunRisk,
	});
}
