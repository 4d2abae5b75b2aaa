import type { FaultName } from '../../../sandbox/portal';
import { faultCase, fateOfLost, hasRun, type Details, type FaultCase } from './faultCase';

/** How many commands run before the request is lost, where the rule does not say it. */
function lostAfter(usually: number, fault: FaultName, details: Details = {}): FaultCase {
	return faultCase(fault, {
		strikesReads: 'first read and read-back',
		fate: (change, place) => fateOfLost(change, hasRun(place, usually)),
		...details,
	});
}

const lostBefore = (fault: FaultName, details?: Details) => lostAfter(0, fault, details);
const lostBehind = (fault: FaultName, details?: Details) => lostAfter(Infinity, fault, details);

/** The script goes on by itself, so that everything is done in the end. */
const goesOn = (details: Details = {}) =>
	lostBehind('resetThenFinish', { fate: 'done, answer lost', ...details });

/** A batch's own error says nothing of its commands; a single call's own error is looked at. */
const echo = (details: Details = {}) =>
	faultCase('echoSecret', {
		sampledWithOAuth: true,
		fate: (_, { inBatch }) => (inBatch ? 'done, answer lost' : 'done, answer an error'),
		...details,
	});

/** Faults of a whole request, with what the rules promise. */
export const TRANSPORT_CASES: readonly FaultCase[] = [
	lostBefore('resetBefore'),
	lostBehind('resetAfter', { sampledWithOAuth: true }),
	lostAfter(1, 'resetMidBatch'),
	goesOn({ sampledWithOAuth: true }),
	goesOn({
		name: 'resetThenFinish after 30 s',
		rule: { delayMs: 30_000 },
		strikesReads: 'no',
	}),
	goesOn({
		name: 'resetThenFinish after 59 s',
		rule: { delayMs: 59_000 },
		strikesReads: 'no',
	}),
	lostBefore('hangBefore'),
	lostBehind('hangAfter'),
	lostBefore('html502'),
	lostBehind('html502After'),
	lostBehind('truncatedJson'),
	lostBehind('truncatedSocket'),
	lostBehind('emptyBody'),
	lostBefore('error500', { answersCode: true }),
	lostBehind('error500After', { answersCode: true, sampledWithOAuth: true }),
	faultCase('rateLimit', { answersCode: true, sampledWithOAuth: true, strikesReads: 'first read' }),
	// A page that is none of Bitrix24's leaves open what happened.
	lostBefore('rateLimitHtml', { strikesReads: 'first read' }),
	lostBefore('rateLimit', {
		name: 'status 503 with an unknown code',
		rule: { code: 'SERVICE_UNAVAILABLE', value: 'Upstream is gone' },
		strikesReads: 'no',
	}),
	faultCase('expiredToken', { onlyOAuth: true, strikesReads: 'first read' }),
	faultCase('invalidToken', { onlyOAuth: true }),
	faultCase('redirect302', { fate: { code: 'CONNECTION_FAILED' }, sampledWithOAuth: true }),
	faultCase('connectionError', { answersCode: true, strikesReads: 'first read' }),
	faultCase('overload', { fate: { code: 'RATE_LIMITED' }, answersCode: true }),
	// A single call answered like a batch was answered, only without a confirmation.
	faultCase('emptyBatch', {
		fate: (change, { inBatch }) => (inBatch ? fateOfLost(change, false) : { code: 'BAD_RESPONSE' }),
		strikesReads: 'first read in a batch',
	}),
	// Where each write has a read-back of its own, only those are dropped.
	faultCase('dropBatchKeys', {
		fate: (_, { inBatch, reads, position }) =>
			inBatch && reads === 'lists' && position % 2 === 1 ? 'done, answer lost' : 'changed',
		strikesReads: 'first read in a batch',
		sampledWithOAuth: true,
	}),
	faultCase('batchStatus403'),
	faultCase('wrongEncoding', {
		fate: 'done, answer lost',
		answersCode: true,
		strikesReads: 'first read',
	}),
	echo(),
	echo({ name: 'echoSecret in HTML', rule: { value: 'html' }, fate: 'done, answer lost' }),
	echo({ name: 'echoSecret encoded', rule: { value: 'encoded' } }),
];
