import fc from 'fast-check';

import type { SeedPayment } from '../../sandbox/portal';
import { startPortal, virtualClock } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());

const CURRENCIES = ['EUR', 'USD'] as const;
/** Few, so that orders, amounts and currencies meet. */
const ORDERS = [1, 4, 14, 18, 114, 140, 181, 1814, 3011];
const SUMS = [10, 20, 30, 40, 50];

const PAYMENT = fc.record({
	orderId: fc.constantFrom(...ORDERS),
	sum: fc.constantFrom(...SUMS),
	currency: fc.constantFrom(...CURRENCIES),
	paid: fc.constantFrom('N' as const, 'N' as const, 'Y' as const),
});

/** As the portal numbers them: the order's number, a slash, the next free number. */
function numbered(given: Array<Omit<SeedPayment, 'id'>>): SeedPayment[] {
	const counts = new Map<number, number>();
	return given.map((payment, index) => {
		const orderId = Number(payment.orderId);
		const suffix = (counts.get(orderId) ?? 0) + 1;
		counts.set(orderId, suffix);
		return { ...payment, id: index + 1, paySystemId: 2, accountNumber: `${orderId}/${suffix}` };
	});
}

const NUMBER = fc.oneof(
	fc
		.tuple(fc.constantFrom(...ORDERS), fc.integer({ min: 1, max: 4 }))
		.map((parts) => parts.join('/')),
	fc.constantFrom(...ORDERS).map(String),
);
/** Numbers that hold another one, and what is none. */
const LONGER = fc
	.tuple(fc.constantFrom('1', '18', 'X', '9-'), NUMBER)
	.map((parts) => parts.join(''));
const OTHER = fc.constantFrom('danke', 'vom 03.04.2026', 'NDS 20%', 'EUR 10,00', 'Müller');
const WORD = fc.constantFrom('Rechnung', 'RE.Nr.', 'Auftrag', '№', 'счет', '');

const LINE = fc.record({
	parts: fc.array(
		fc.oneof(
			{
				weight: 3,
				arbitrary: fc.tuple(WORD, NUMBER).map(([word, number]) => `${word} ${number}`.trim()),
			},
			{ weight: 1, arbitrary: LONGER },
			{ weight: 2, arbitrary: OTHER },
		),
		{ minLength: 1, maxLength: 4 },
	),
	amount: fc.constantFrom(...SUMS, 60, 70),
	currency: fc.constantFrom('EUR', 'USD', ''),
});

interface SlowLine {
	readonly words: readonly SlowWord[];
	readonly amount: number;
	readonly currency: string;
}

interface SlowWord {
	readonly text: string;
	/** A word such as *Rechnung* stands before it, or before the list of its like that it is in. */
	readonly isAnnounced: boolean;
}

/** Every word of the line is compared with every payment; no list, no request, nothing clever. */
function slowly(
	portal: readonly SeedPayment[],
	{ words, amount, currency }: SlowLine,
): number | string {
	const named = (some: readonly SlowWord[], way: (payment: SeedPayment) => string) =>
		portal.filter((payment) => some.some(({ text }) => text === way(payment)));
	const byNumber = ({ accountNumber }: SeedPayment) => String(accountNumber);
	const byOrder = ({ orderId }: SeedPayment) => String(orderId);
	const isInVain = (word: SlowWord) =>
		(word.isAnnounced || word.text.includes('/')) &&
		[byNumber, byOrder].every((way) => named([word], way).length === 0);
	const announced = words.filter(({ isAnnounced }) => isAnnounced);
	const fits = ({ paid, sum, currency: own }: SeedPayment) =>
		paid === 'N' && sum === amount && (currency === '' || currency === own);
	const [group = []] = [
		named(words, byNumber),
		named(announced, byOrder),
		words.some(isInVain) ? [] : named(words, byOrder),
	].filter((some) => some.length > 0);
	const fitting = group.filter(fits);
	if (fitting.length > 1) return 'AMBIGUOUS';
	return fitting[0]?.id ?? 'none';
}

/** The words that are whole numbers, as a person would pick them out. */
function wordsOf(parts: readonly string[]): SlowWord[] {
	let last: SlowWord | undefined;
	return parts.flatMap((part) => {
		const [, word = '', text = ''] = /^(?:(\S+) )?([X\d/-]+)$/.exec(part) ?? [];
		const isListed = last?.isAnnounced && last.text.includes('/') === text.includes('/');
		last = text ? { text, isAnnounced: word !== '' || isListed === true } : undefined;
		return last ? [last] : [];
	});
}

it('A random portal and random lines: what is matched is what an exhaustive search finds', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(PAYMENT, { minLength: 1, maxLength: 25 }),
			fc.array(LINE, { minLength: 1, maxLength: 25 }),
			async (given, lines) => {
				const payments = numbered(given);
				const portal = await startPortal({ clock: virtualClock(), payments });
				rig.useWebhook(portal.webhook);
				const result = await rig.run({
					operation: 'match',
					items: lines.map(({ parts, amount, currency }) => ({
						text: parts.join(', '),
						amount,
						currency,
					})),
					parameters: {
						text: '={{ $json.text }}',
						amount: '={{ $json.amount }}',
						currency: '={{ $json.currency }}',
					},
				});
				await portal.close();
				const before = new Set<unknown>();
				result.items.forEach(({ json }, index) => {
					const { parts, amount, currency } = lines[index] ?? {
						parts: [],
						amount: 0,
						currency: '',
					};
					const expected = slowly(payments, { words: wordsOf(parts), amount, currency });
					const found = json.matched ? json.paymentId : json.code;
					if (json.code === 'MATCHED_BEFORE') {
						const [candidate] = json.candidates as Array<{ paymentId: number }>;
						expect([parts, candidate?.paymentId]).toEqual([parts, expected]);
					} else if (typeof expected === 'number' || expected === 'AMBIGUOUS') {
						expect([parts, found]).toEqual([parts, expected]);
					} else {
						expect([parts, json.matched]).toEqual([parts, false]);
					}
					if (json.matched) expect(before.has(json.paymentId)).toBe(false);
					if (json.matched) before.add(json.paymentId);
				});
			},
		),
		{ numRuns: 150 },
	);
}, 120_000);
