import fc from 'fast-check';

import {
	COMMAND_FAULTS,
	TRANSPORT_FAULTS,
	type FaultName,
	type FaultRule,
	type Moment,
	type SandboxPortal,
} from '../../../sandbox/portal';
import type { Json } from '../../../sandbox/portal/php/values';
import type { Change } from './changes';

const NOT_AT_RANDOM: ReadonlySet<FaultName> = new Set([
	// Needs a second write at the same moment; see the concurrency tests.
	'overlap',
	'phoneNotConfirmed',
]);

/** Mostly nothing, once in so many and one. */
const seldom = <T>(weight: number, arbitrary: fc.Arbitrary<T>) =>
	fc.oneof({ weight, arbitrary: fc.constant<T | undefined>(undefined) }, { weight: 1, arbitrary });

const oneOf = (faults: readonly FaultName[]) =>
	fc.constantFrom(...faults.filter((fault) => !NOT_AT_RANDOM.has(fault)));

const CODES = [
	'0',
	'100',
	'ERROR_ARGUMENT',
	'ERROR_CORE',
	'INTERNAL_SERVER_ERROR',
	'ERROR_PROCESS_REQUEST_RESULT',
	'MAIN_CONTROLLER_22001',
	'SALE_X',
	'unheardOf',
];

/** Answers that are none of Bitrix24's, and entries of a batch that are no errors of its kind. */
const BODIES: readonly Json[] = [
	null,
	'Ошибка',
	{ error: null },
	{ error: '', error_description: 'Gone' },
	{ error: 'upstream_error', error_description: 'The upstream closed the connection' },
	{ error: { code: 7 } },
	[],
];

const ELSEWHERE = [
	'https://pay.psp.example/checkout?back=https%3A%2F%2Fportal.example%2Frest%2F',
	'/auth/?backurl=%2Frest%2F1%2F',
	'javascript:alert(1)',
];

/** What a fault may need to know beside when it strikes. */
interface Details {
	readonly code: string;
	readonly body: Json;
	readonly elsewhere: string;
	readonly requests: number;
	readonly delayMs: number;
	readonly number: number;
	readonly coin: boolean;
}

const details: fc.Arbitrary<Details> = fc.record({
	code: fc.constantFrom(...CODES),
	body: fc.constantFrom(...BODIES),
	elsewhere: fc.constantFrom(...ELSEWHERE),
	requests: fc.integer({ min: 1, max: 4 }),
	delayMs: fc.integer({ min: 1, max: 55_000 }),
	number: fc.nat(9),
	coin: fc.boolean(),
});

/** @param ids of payments that may be struck in particular */
export function faultOf(change: Change, ids: readonly number[]): fc.Arbitrary<FaultRule> {
	const { write, read, batched } = change;
	const request = batched ? 'batch' : write;
	return fc.oneof(
		strikingAt(oneOf(TRANSPORT_FAULTS), [request, request, request, LIST, read, undefined], ids),
		strikingAt(oneOf(COMMAND_FAULTS), [write, write, write, LIST, read, undefined], ids),
	);
}

const LIST = 'sale.payment.list';

/** Soon, as a rule: a run has few requests. */
function strikingAt(
	fault: fc.Arbitrary<FaultName>,
	methods: ReadonlyArray<string | undefined>,
	ids: readonly number[],
): fc.Arbitrary<FaultRule> {
	return fc
		.record({
			fault,
			method: fc.constantFrom(...methods),
			paymentId: seldom(2, fc.constantFrom(...ids)),
			skip: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 5),
			times: fc.integer({ min: 1, max: 3 }),
			afterCommands: seldom(3, fc.nat(10)),
			details,
		})
		.map(({ details: given, ...rule }) => ({ ...rule, ...detailsOf(rule.fault, given) }));
}

function detailsOf(fault: FaultName, details: Details): Partial<FaultRule> {
	const { code, body, elsewhere, requests, delayMs, number, coin } = details;
	switch (fault) {
		case 'errorCode':
		case 'refusedAfterSave':
			return { code, value: coin ? 'Текст портала' : undefined };
		case 'bareBatchError':
			return { body };
		case 'foreignError':
		case 'foreignErrorAfter':
			// Statuses that nothing else answers, so that they can be told from others in the log.
			return { body, status: coin ? 409 : 422 };
		case 'redirectAfter':
			return { value: elsewhere, status: 307 };
		case 'resetThenFinish':
			return coin ? { delayMs } : { value: String(requests) };
		// A request that hangs for a while on the portal's clock costs no real time.
		case 'hangBefore':
		case 'hangAfter':
			return { delayMs };
		case 'lateBooking':
			return { delayMs: 1 + (delayMs % 9000) };
		case 'wrongPage':
			return { page: coin ? { rows: number } : { total: number, next: number } };
		case 'echoSecret':
			return coin ? { value: 'html' } : {};
		case 'phpWarning':
			return { value: coin ? 'before' : 'behind' };
		default:
			return {};
	}
}

/** Something that people do while a run is at work. */
export interface Event {
	readonly what: 'pays' | 'unpays' | 'remarks' | 'sets the clock';
	readonly id: number;
	readonly method: string;
	readonly nth: number;
	readonly moment: Moment;
	/** How far the clock is set, in ms. */
	readonly jump: number;
}

export function eventOf(change: Change, ids: readonly number[]): fc.Arbitrary<Event> {
	return fc.record({
		what: fc.constantFrom('pays', 'unpays', 'remarks', 'sets the clock', 'sets the clock'),
		id: fc.constantFrom(...ids),
		method: fc.constantFrom(change.write, change.read, 'sale.payment.list', 'batch'),
		nth: fc.integer({ min: 1, max: 6 }),
		moment: fc.constantFrom<Moment>('before', 'saving', 'after'),
		jump: fc.constantFrom(-3_600_000, -61_000, 61_000, 3_600_000),
	});
}

/** Lets an event happen when its time has come, once. */
export function arrangeEvent(
	portal: SandboxPortal,
	clock: { jump(ms: number): void },
	{ what, id, method, nth, moment, jump }: Event,
): void {
	portal.when({ method, nth }, moment, () => {
		if (what === 'sets the clock') return clock.jump(jump);
		if (!portal.ledger.payment(id)) return;
		if (what === 'pays') portal.person.pays(id);
		else if (what === 'unpays') portal.person.unpays(id);
		else portal.person.sets(id, { comments: 'seen by hand' });
	});
}
