import type { FaultRule } from '../../../sandbox/portal';
import { faultCase, fateOfLost, type Details, type FaultCase } from './faultCase';

/** Something between node and portal answers, or the portal as nobody has described it yet. */
const foreign = (what: string, rule: Partial<FaultRule>, details: Details = {}): FaultCase =>
	faultCase('foreignErrorAfter', {
		name: `foreignErrorAfter ${what}`,
		rule,
		fate: 'done, answer lost',
		strikesReads: rule.status === 422 ? 'first read' : 'no',
		...details,
	});

const foreignBefore = (status: number): FaultCase =>
	faultCase('foreignError', {
		name: `foreignError ${status}`,
		rule: { status },
		fate: (change) => fateOfLost(change, false),
		strikesReads: 'first read',
	});

/** A script has run, and what it answers leads somewhere else. */
const redirected = (what: string, value: string): FaultCase =>
	faultCase('redirectAfter', {
		name: `redirectAfter ${what}`,
		rule: { value },
		fate: 'done, answer lost',
		strikesReads: 'no',
	});

const BACK = encodeURIComponent('https://portal.example/rest/1/');

/**
 * Answers that say nothing of the request, whatever their status; not one of them is a refusal
 * (docs/money-rules.md#true-is-no-proof).
 */
export const FOREIGN_CASES: readonly FaultCase[] = [
	...[200, 400, 403, 404, 409, 422, 429].map((status) => foreign(String(status), { status })),
	foreign('with the code null', { status: 200, body: { error: null } }),
	foreign('with an empty code', { status: 200, body: { error: '', error_description: 'Gone' } }),
	foreign('with an object for a code', { status: 409, body: { error: { code: 7 } } }),
	// Cannot be meant for a batch; a single call may have been answered so by its handler.
	foreign(
		'with a refusal of one payment',
		{ body: { error: '0', error_description: 'Payment has not been found' } },
		{ onlyInBatch: true },
	),
	foreignBefore(400),
	foreignBefore(429),
	redirected('to a payment page', `https://pay.psp.example/checkout?back=${BACK}`),
	redirected('to the portal itself', `/auth/?backurl=${encodeURIComponent('/rest/1/')}`),
	redirected('to the same path here', '?sessid=1'),
];
