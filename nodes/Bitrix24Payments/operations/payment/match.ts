import { amountIn, type Amount } from '../../parameters/amounts';
import { collection } from '../../parameters/collections';
import { currency } from '../../parameters/currencies';
import { flag } from '../../parameters/flags';
import type { Input } from '../../parameters/input';
import { piecesIn, type Pieces } from '../../parameters/purpose';
import { text } from '../../parameters/texts';
import type { Reply } from '../../portal/command';
import { isObject } from '../../portal/json';
import type { Look } from '../../portal/look';
import { numberOf, paymentFrom, type Payment } from '../../records/payment';
import { unexpected, valueOf, type Query, type QueryOperation } from '../query';
import { lineFindings, matchedOnce, type Line, type Named } from './bankLine';

const SHOWN = { show: { resource: ['payment'], operation: ['match'] } };

/** Match Bank Line: finds the payment that a line of a bank statement pays. Changes nothing. */
export const match: QueryOperation = {
	kind: 'query',
	resource: 'payment',
	option: {
		name: 'Match Bank Line',
		value: 'match',
		action: 'Match bank line with payment',
		description: 'Find the payment that a line of a bank statement pays. Changes nothing.',
	},
	properties: [
		{
			displayName: 'Purpose',
			name: 'text',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. SEPA-GUTSCHRIFT Rechnung 5037/1 vom 03.04.',
			description: 'What the payer wrote. Every number in it is looked up, each as a whole.',
			displayOptions: SHOWN,
		},
		{
			displayName: 'Amount',
			name: 'amount',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 1.250,50',
			description: 'What was paid, as the bank writes it',
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
		{
			displayName: 'Matching Options',
			name: 'matching',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			displayOptions: SHOWN,
			options: [
				{
					displayName: 'Amount May Differ By',
					name: 'amountMayDifferBy',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					default: 0,
					description: 'How much more or less the payment may be, e.g. for bank fees',
				},
				{
					displayName: 'Match by Amount Alone',
					name: 'byAmount',
					type: 'boolean',
					default: false,
					description:
						'Whether a line without a known number may be matched with the only unpaid payment of its amount',
				},
			],
		},
	],
	scopes: ['sale'],
	atOnce: Infinity,
	finish: matchedOnce,
	request: (input) => {
		const line = lineFrom(input);
		return { query: () => matching(line) };
	},
};

interface BankLine extends Line {
	readonly pieces: Pieces;
	readonly byAmount: boolean;
}

function lineFrom(input: Input): BankLine {
	const purpose = text(input.parameter('text') ?? '', 'Purpose');
	const { amount, currencies }: Amount = amountIn(
		input.parameter('amount'),
		'Amount',
		currencyFrom(input),
	);
	const given = currencyFrom(input);
	const options = collection(input.parameter('matching'), 'Matching Options', [
		'amountMayDifferBy',
		'byAmount',
	]);
	return {
		pieces: piecesIn(purpose),
		amount,
		currencies: given === undefined ? currencies : [given],
		mayDifferBy:
			'amountMayDifferBy' in options
				? amountIn(options.amountMayDifferBy, 'Amount May Differ By', given).amount
				: 0,
		byAmount: 'byAmount' in options && flag(options.byAmount, 'Match by Amount Alone') === 'Y',
	};
}

/** Left empty it is no condition: many statements have one currency and do not name it. */
function currencyFrom(input: Input): string | undefined {
	const given = input.parameter('currency');
	return given === undefined || given === '' ? undefined : currency(given, 'Currency');
}

function* matching(line: BankLine): Query {
	const { payments: numbers, orders } = line.pieces;
	const replies = yield [
		...numbers.map((number): Look => ({ show: 'paymentsNumbered', number })),
		...orders.map((number): Look => ({ show: 'paymentsOfOrder', order: { number } })),
	];
	const named = namedBy(numbers, replies, 'paymentNumber');
	const ordered = namedBy(orders, replies.slice(numbers.length), 'orderNumber');
	const known = [...named, ...ordered];
	if (known.length > 0 || !line.byAmount) return lineFindings(line, known, numbers.length > 0);
	return lineFindings(line, yield* sameAmount(line), numbers.length > 0);
}

function namedBy(numbers: readonly string[], replies: readonly Reply[], by: Named['by']): Named[] {
	return numbers.flatMap((number, index) =>
		paymentsIn(replies[index]).map((payment) => ({ by, number, payment })),
	);
}

function paymentsIn(reply: Reply | undefined): Payment[] {
	const value = valueOf(reply);
	const rows = isObject(value) ? (value.payments ?? value.rows) : undefined;
	if (!Array.isArray(rows)) throw unexpected();
	return rows.flatMap((row) => paymentFrom(row, numberOf(row.id) ?? 0) ?? []);
}

/** Unpaid payments of the line's amount, in its currency if that is known. */
function* sameAmount({
	amount,
	mayDifferBy,
	currencies,
}: BankLine): Generator<Look[], Named[], Reply[]> {
	const [reply] = yield [
		{
			show: 'pages',
			filter: {
				'=paid': 'N',
				'>=sum': amount - mayDifferBy,
				'<=sum': amount + mayDifferBy,
				...(currencies?.length === 1 ? { '=currency': currencies[0] } : {}),
			},
			select: [],
			pages: 1,
		},
	];
	return paymentsIn(reply)
		.filter(({ paid }) => paid === 'N')
		.map((payment) => ({ by: 'amount', number: '', payment }));
}
