import type { Entry, Outcome } from '../../../nodes/Bitrix24Payments/execution/entry';
import type { Trial, Try } from './carrying';
import { CREATIONS, UPDATES } from './items';

import type { Kind, Plan } from './plan';
import type { Row, Sending, Shown } from './records';

/** Everything that is known of one item in one try. */
export interface Account {
	readonly plan: Plan;
	readonly index: number;
	readonly entry: Entry;
	readonly outcome: Outcome | undefined;
	readonly failedAfter: number | undefined;
	readonly during: Try;
	/** Its writes in this try, as far as they got to the portal. */
	readonly sent: readonly Sending[];
	/** Those and the ones of earlier tries. */
	readonly everSent: readonly Sending[];
	/** What reads showed in this try of its payment, or of the one that it created. */
	readonly shown: readonly Shown[];
	readonly isWanted: (row: Row | undefined) => boolean;
	readonly stopAtFirstFailure: boolean;
	/** An earlier try has seen that it is done. */
	readonly wasSeenDone: boolean;
}

export function accountsOf(trial: Trial, during: Try): Account[] {
	const { plan, server } = trial;
	const { firstRequest, lastRequest, verdicts } = during;
	const isAgain = trial.more.includes(during);
	const earliest = isAgain ? firstRequest : 1;
	return verdicts.map(({ entry, outcome, failedAfter }, index) => {
		const everSent = server.sendings.filter(
			({ item, request }) => item === index && request >= earliest && request <= lastRequest,
		);
		const payment = paymentIn(entry, outcome);
		return {
			plan,
			index,
			entry,
			outcome,
			failedAfter,
			during,
			everSent,
			sent: everSent.filter(({ request }) => request >= firstRequest),
			shown: server.shown.filter(
				(one) =>
					one.payment === payment && one.request >= firstRequest && one.request <= lastRequest,
			),
			isWanted: wantedBy(plan, index),
			wasSeenDone: !isAgain && trial.tries.some((one) => one !== during && isSeenDone(one, index)),
			stopAtFirstFailure: plan.stopAtFirstFailure && !isAgain,
		};
	});
}

function isSeenDone({ verdicts }: Try, index: number): boolean {
	const outcome = verdicts[index]?.outcome;
	return outcome?.kind === 'done' && outcome.verified;
}

function paymentIn({ change }: Entry, outcome: Outcome | undefined): number | undefined {
	return change.paymentId ?? (outcome?.kind === 'done' ? outcome.paymentId : undefined);
}

function wantedBy({ kind, items }: Plan, index: number): (row: Row | undefined) => boolean {
	const fields = fieldsFor(kind, items[index]?.variant ?? 0);
	if (kind === 'delete') return (row) => row === undefined;
	return (row) =>
		row !== undefined && Object.entries(fields).every(([name, value]) => row[name] === value);
}

function fieldsFor(kind: Kind, variant: number): Readonly<Record<string, unknown>> {
	switch (kind) {
		case 'pay':
		case 'charge':
			return { paid: 'Y' };
		case 'unpay':
			return { paid: 'N' };
		case 'update':
			return UPDATES[variant] ?? {};
		default:
			return CREATIONS[variant] ?? {};
	}
}

/** It may have happened, for all that n8n can know. */
export function mayHaveHappened({ surelyNot }: Sending): boolean {
	return !surelyNot;
}

export function hasHappened({ doneAt }: Sending): boolean {
	return doneAt !== undefined;
}

export function isCreation({ method }: Sending): boolean {
	return method.endsWith('.add');
}
