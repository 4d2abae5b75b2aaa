import { amountIn, negativeAmountsIn, type Amount } from '../../parameters/amounts';
import { currency } from '../../parameters/currencies';
import type { Input } from '../../parameters/input';
import { matchOptions } from '../../parameters/matchOptions';
import { purposeIn, type Purpose } from '../../parameters/purpose';
import { text } from '../../parameters/texts';
import { cleaned, shown } from '../../parameters/words';
import type { Reply } from '../../portal/command';
import { invalidInput } from '../../portal/failure';
import type { Look } from '../../portal/look';
import { maskWebhooks } from '../../portal/scrubber';
import { EXACT } from '../../records/storedValue';
import type { Query, QueryOperation } from '../query';
import { findingOf } from './bankLine';
import type { Line } from './line';
import { moneyOut } from './lineReasons';
import {
	lookFor,
	lookupsFor,
	namesNothing,
	namingFrom,
	paymentsIn,
	spellingsOf,
	type Answered,
	type Lookup,
} from './lineSearch';
import { matchedOnce } from './matchedOnce';

const SHOWN = { show: { resource: ['payment'], operation: ['match'] } };

/** Match Bank Line: finds the payment that a line of a bank statement pays. Changes nothing. */
export const match: QueryOperation = {
	kind: 'query',
	resource: 'payment',
	option: {
		name: 'Match Bank Line',
		value: 'match',
		action: 'Match bank line with payment',
		description:
			'Find the payment that a line of a bank statement pays, by number and amount. Changes nothing.',
	},
	forAgents:
		'Finds the payment in Bitrix24 that a line of a bank statement pays, by the numbers in its text and its amount. Changes nothing.',
	properties: [
		{
			displayName: 'Purpose',
			name: 'text',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. SEPA-GUTSCHRIFT Rechnung 5037/1 vom 03.04.',
			description:
				'What the payer wrote, also a whole field :86: of MT940. Every number in it is looked up as a whole, as one of a payment or an order.',
			displayOptions: SHOWN,
		},
		{
			displayName: 'Amount',
			name: 'amount',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 1.250,50',
			description:
				'What was paid, as the bank writes it. A negative amount is money that went out, which pays nothing.',
			displayOptions: SHOWN,
		},
		{
			displayName: 'Currency',
			name: 'currency',
			type: 'string',
			default: '',
			placeholder: 'e.g. EUR',
			description: 'The currency of the amount. Left empty, any currency fits.',
			displayOptions: SHOWN,
		},
	],
	atOnce: Infinity,
	finish: matchedOnce,
	request: (input) => {
		const given = input.parameter('amount');
		const gone = negativeAmountsIn(given);
		if (gone.length > 0) return { query: () => goneOut(given, gone, input.parameter('text')) };
		const line = lineFrom(input);
		return { query: (_, together) => withoutSecrets(matching(line, together), input) };
	},
};

/** The reason quotes from the text of the line, which may hold anything. */
function* withoutSecrets(query: Query, input: Input): Query {
	const findings = yield* query;
	return findings.map((finding) => {
		const { reason } = finding.json;
		if (typeof reason !== 'string') return finding;
		return { ...finding, json: { ...finding.json, reason: input.masked(maskWebhooks(reason)) } };
	});
}

interface BankLine extends Line {
	readonly purpose: Purpose;
	/** Whether the amount alone is enough where the text names nothing. */
	readonly mayBeByAmount: boolean;
}

function lineFrom(input: Input): BankLine {
	const purpose = text(input.parameter('text') ?? '', 'Purpose');
	const known = currencyFrom(input);
	const { amount, currencies } = amountIn(input.parameter('amount'), 'Amount', known);
	if (amount < EXACT) throw nothingPaid();
	const possible = known === undefined ? currencies : [known];
	const { mayDifferBy, byAmount } = matchOptions(input, possible);
	if (byAmount && cleaned(purpose) === '') throw nothingWritten();
	const read = purposeIn(purpose);
	return {
		purpose: read,
		pieces: read.pieces,
		unread: read.unread,
		amount,
		currencies: possible,
		mayDifferBy,
		mayBeByAmount: byAmount,
	};
}

/** The expression may have come out empty, and what the payer wrote would go unread. */
function nothingWritten() {
	return invalidInput(
		"'Purpose' is empty",
		"With 'Match by Amount Alone' this line would be matched with whatever payment has its amount. Check which column the text comes from, or leave the option off for lines without one",
	);
}

/**
 * Left empty it is no condition: many statements have one currency and do not name it. An expression
 * that came out empty is refused, because then any currency would fit this line alone.
 */
function currencyFrom(input: Input): string | undefined {
	const given = input.parameter('currency');
	return given === '' ? undefined : currency(given, 'Currency');
}

/** A column that was mapped wrongly often comes as 0, and payments that are still empty have it. */
function nothingPaid() {
	return invalidInput(
		"'Amount' is 0",
		'A line of 0 pays nothing. Check which column the amount comes from, or leave the item out',
	);
}

// eslint-disable-next-line require-yield
function* goneOut(given: unknown, amounts: readonly Amount[], purpose: unknown): Query {
	const pieces = typeof purpose === 'string' ? purposeIn(purpose).pieces : [];
	const numbers = pieces.flatMap(({ readings, written = [], alike = [] }) => [
		...readings,
		...written,
		...alike,
	]);
	return [{ json: moneyOut(shown(given)), outgoing: { amounts, numbers } }];
}

function* matching(line: BankLine, together: number): Query {
	const { pieces } = line;
	const { first, later, areAll } = lookupsFor(pieces, together);
	const plain = yield* ask(first);
	const asked = yield* ask(spellingsOf(pieces, namingFrom(pieces, plain), together), plain);
	const naming = namingFrom(pieces, asked);
	if (!line.mayBeByAmount || !namesNothing(naming)) return [findingOf(line, naming)];
	const notByAmount = whyNotByAmount(line, areAll);
	if (notByAmount) return [findingOf({ ...line, notByAmount }, naming)];
	if (later.length > 0) {
		const whole = namingFrom(pieces, yield* ask(later, asked));
		if (!namesNothing(whole)) return [findingOf(line, whole)];
	}
	const [reply] = yield [
		{
			show: 'unpaidBetween',
			least: line.amount - line.mayDifferBy,
			most: line.amount + line.mayDifferBy,
		},
	];
	const payments = paymentsIn(reply).map(
		(payment) => ({ by: 'amount', number: '', payment }) as const,
	);
	return [findingOf({ ...line, byAmount: true }, { ...naming, named: payments })];
}

/** Looks up more, beside what has been looked up before. */
function* ask(
	lookups: readonly Lookup[],
	before: readonly Answered[] = [],
): Generator<Look[], readonly Answered[], Reply[]> {
	if (lookups.length === 0) return before;
	const replies = yield lookups.map(lookFor);
	return [...before, ...lookups.map((lookup, index) => ({ ...lookup, reply: replies[index] }))];
}

/** The amount decides only where it is certain that the text names nothing. */
function whyNotByAmount({ purpose, pieces }: BankLine, areAll: boolean): string | undefined {
	const likely = pieces.find(({ isLikely }) => isLikely)?.readings.at(-1) ?? purpose.unread;
	if (likely !== undefined) return `its text seems to name something: ${likely}`;
	if (!purpose.isWhole) return 'its text is too long to be read as a whole';
	return areAll ? undefined : 'its text holds too many numbers';
}
