/**
 * Headings of docs/bitrix24.md that the code relies on and that no probe of a portal can check, each
 * with the reason. Everything else that the code points to is the source of an assumption.
 */
export const UNCHECKED: Readonly<Record<string, string>> = {
	'authorization-servers': 'which server serves a region is not told by any portal',
	connecting:
		'needs a person in a browser; the end-to-end tests walk through it on the sandbox portal',
	'error-codes':
		'every code that calls can provoke has a line of its own; the others cannot be provoked',
	'no-lock':
		'two overlapping writes would have to be timed within the milliseconds of a save, and what they damage is real',
	'nobody-knows': 'a lost connection cannot be provoked from outside',
	refunds: 'moves real money',
	'surely-not-executed': 'limits and expired tokens cannot be provoked without harm to others',
	'what-may-be-repeated': 'follows from lost connections and overlapping writes',
	'what-payments-of-different-orders-share':
		'would take orders that share stock, and writes that overlap',
};
