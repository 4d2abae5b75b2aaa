import type { IDataObject } from 'n8n-workflow';

import type { PaymentRow } from '../portal';
import type { Payments } from './audit';

/** What the trigger told at one look, and the portal before and after what it looked at. */
export interface Told {
	readonly events: readonly IDataObject[];
	readonly before: Payments;
	readonly after: Payments;
}

/**
 * Compares what the trigger told with what happened in the portal's ledger.
 *
 * @returns one sentence for each payment that was told wrongly, twice, or not at all
 */
export function auditEvents({ events, before, after }: Told): string[] {
	const told = (id: number) => events.filter(({ paymentId }) => paymentId === id);
	return [...after].flatMap(([id, now]) => {
		const expected = now.paid === before.get(id)?.paid ? [] : [wordsOf(now)];
		const actual = told(id).map(wordsOfEvent);
		if (actual.join() === expected.join()) return [];
		return [`${id}: the trigger tells ${listed(actual)}, the ledger has ${listed(expected)}`];
	});
}

function wordsOf({ paid, accountNumber, sum, currency }: Readonly<PaymentRow>): string {
	return `${paid === 'Y' ? 'paid' : 'unpaid'} ${accountNumber} ${sum} ${currency}`;
}

function wordsOfEvent({ event, payment }: IDataObject): string {
	const { accountNumber, sum, currency } = payment as IDataObject;
	return `${event} ${accountNumber} ${sum} ${currency}`;
}

function listed(words: readonly string[]): string {
	return words.length > 0 ? words.join(' and ') : 'nothing';
}
