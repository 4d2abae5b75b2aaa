import { hasHappened, isCreation, mayHaveHappened } from './account';
import type { Trial, Try } from './carrying';
import type { Sending } from './records';

/** For how long a script of the cloud runs, in ms. */
const SCRIPT_MS = 60_000;

/** What was sent too often, too early, or at the same time as something else. */
export function liesOfSendings(trial: Trial): string[] {
	const { tries, more, server, plan } = trial;
	const ofRun = server.sendings.filter(({ request }) => request < more[0].firstRequest);
	return [
		...plan.items.flatMap((_, index) => {
			const own = ofRun.filter(({ item }) => item === index).filter(mayHaveHappened);
			return [
				...liesOfOnce(trial, own),
				...tries.flatMap((one) => liesOfRepeats(trial, own.filter(isIn(one)))),
			].map((lie) => `item ${index}: ${lie}`);
		}),
		...liesOfSharedPayments(trial, ofRun),
		...overlaps(server.sendings.filter((one) => !countsAsEnded(trial, one))),
	];
}

function isIn({ firstRequest, lastRequest }: Try): (sending: Sending) => boolean {
	return ({ request }) => request >= firstRequest && request <= lastRequest;
}

/** What is sent once in all tries. */
function liesOfOnce({ plan, tries }: Trial, own: readonly Sending[]): string[] {
	const [entry] = tries.flatMap(({ verdicts }) =>
		verdicts.flatMap((verdict) => (verdict.entry.index === own[0]?.item ? [verdict.entry] : [])),
	);
	if (!entry?.change.rerunRisk) return [];
	const once = own.filter((one) => isCreation(one) || one.isRefund || plan.kind === 'charge');
	if (once.length <= 1 || isUndoneByHand(plan.deeds, once)) return [];
	return [`sent ${once.length} times, and must be sent once`];
}

/** What has been done and was seen so may be undone by a person, and is done anew then. */
function isUndoneByHand(deeds: Trial['plan']['deeds'], [first]: readonly Sending[]): boolean {
	return deeds.some(({ what, payment }) => what === 'unpays' && payment === first?.payment);
}

function liesOfRepeats({ plan }: Trial, own: readonly Sending[]): string[] {
	const { kind, isCloud, settleMs } = plan;
	const [first, second] = kind.startsWith('create') ? own.filter((one) => !isCreation(one)) : own;
	if (!first || !second) return [];
	const mayRepeat = isCloud && settleMs >= SCRIPT_MS && ['pay', 'unpay', 'delete'].includes(kind);
	if (!mayRepeat) return ['sent twice, and must not be'];
	if (own.length > 2) return [`sent ${own.length} times`];
	const isEarly = second.sentAt - first.endedAt < SCRIPT_MS;
	return isEarly ? ['sent again while the first may still run'] : [];
}

/** Several items about one payment charge or refund it once; the payment system may know of more. */
function liesOfSharedPayments({ plan }: Trial, ofRun: readonly Sending[]): string[] {
	if (plan.deeds.length > 0) return [];
	const moving = ofRun.filter(({ isRefund }) => isRefund || plan.kind === 'charge');
	const done = moving.filter(mayHaveHappened).map(({ payment }) => payment);
	return new Set(done).size < done.length ? ['a payment was charged or refunded twice'] : [];
}

/** What is done after all is taken for ended, whoever did it. */
function countsAsEnded({ tries, more }: Trial, sending: Sending): boolean {
	const during = [...tries, ...more].find((one) => isIn(one)(sending));
	const outcome = during?.verdicts[sending.item]?.outcome;
	return (sending.doneAt ?? 0) > sending.endedAt && outcome?.kind === 'done';
}

function overlaps(sendings: readonly Sending[]): string[] {
	const done = sendings.filter(hasHappened);
	return done.flatMap((one, position) =>
		done
			.slice(position + 1)
			.filter((other) => other.request !== one.request && overlap(one, other))
			.map((other) => `requests ${one.request} and ${other.request} overlap`),
	);
}

function overlap(one: Sending, other: Sending): boolean {
	if (one.order === undefined || one.order !== other.order) return false;
	return one.sentAt < (other.doneAt ?? 0) && other.sentAt < (one.doneAt ?? 0);
}
