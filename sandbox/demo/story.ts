import type { IDataObject } from 'n8n-workflow';

import { money, table, wrapped } from './table';

/** A row of the workflow's *Report*. */
export interface ReportRow {
	readonly line: number;
	readonly payer: string;
	readonly amount: string;
	readonly payment: string;
	readonly status: string;
	readonly why: string;
	readonly whatToDo: string;
}

export function statementTable(lines: readonly IDataObject[]): string {
	const rows = lines.map(({ line, payer, purpose, amount, currency }) =>
		[line, payer, purpose, `${String(amount)} ${String(currency)}`].map(String),
	);
	return table(['Line', 'Payer', 'What the payer wrote', 'Amount'], rows);
}

/** What was booked: by which words of the line it was found, and what the portal says of it. */
export function bookedTable(rows: readonly ReportRow[], foundBy: (line: number) => string): string {
	return table(
		['Line', 'Payer', 'Amount', 'Payment', 'Found by', 'Result'],
		rows.map(({ line, payer, amount, payment, status }) => [
			...[String(line), payer, amount, payment],
			...[foundBy(line), `${status}, read back`],
		]),
	);
}

/** What was not booked, why, and what to do about it. */
export function explained(rows: readonly ReportRow[]): string {
	return rows
		.map(({ line, payer, amount, status, why, whatToDo }) =>
			[
				`  ${String(line).padStart(4)}  ${payer}, ${amount}: ${status}`,
				wrapped(`${why}.`.replace(/\.\.$/, '.'), MARGIN),
				wrapped(`→ ${whatToDo}`, MARGIN),
			].join('\n'),
		)
		.join('\n');
}

const MARGIN = ' '.repeat(8);

/** How many lines came to what, such as "8 paid already, 3 to check". */
export function counted(rows: readonly ReportRow[]): string {
	const statuses = [...new Set(rows.map(({ status }) => status))];
	const count = (wanted: string) => rows.filter(({ status }) => status === wanted).length;
	return statuses.map((status) => `${count(status)} ${status}`).join(', ');
}

/** What the trigger told. */
export function eventTable(events: readonly IDataObject[]): string {
	const rows = events.map(({ event, payment, previous, certain }) => {
		const { accountNumber, sum, currency, paySystemName } = payment as IDataObject;
		const was = (previous as IDataObject | null)?.paid === 'Y' ? 'paid' : 'unpaid';
		const before = previous ? `was ${was}` : 'not seen before';
		const isSure = certain === true ? 'yes' : 'no';
		return [event, accountNumber, money(sum, currency), paySystemName, before, isSure].map(String);
	});
	return table(['Event', 'Payment', 'Amount', 'Payment system', 'Before', 'Certain'], rows);
}
