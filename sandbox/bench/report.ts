import { CONTENDERS, type ContenderName } from './contenders';
import { amount, kilobytes, milliseconds, seconds } from './figures';
import type { Measurement } from './measure';
import type { Setting } from './settings';
import { cpuPerItem, type Rows, type Target } from './targets';

type Row = readonly string[];

export interface Table {
	readonly headings: Row;
	readonly rows: readonly Row[];
}

const HEADINGS = [
	'Contender',
	'Requests',
	'Time',
	'Failed',
	'Overlapping saves',
	'Verified',
	'CPU per item',
	'Memory per item',
];

/** How the contenders did in one setting. */
export function settingTable(measured: Rows): Table {
	const rows = Object.entries(measured).map(([name, row]) => [
		CONTENDERS[name as ContenderName],
		requestsCell(row),
		seconds(row.simulatedMs),
		failedCell(row),
		overlapCell(row),
		amount(row.verified),
		...costCells(row),
	]);
	return { headings: HEADINGS, rows };
}

/** Beyond the portal's limit of requests it answers 503. */
function requestsCell({ requests, refused }: Measurement): string {
	return refused > 0 ? `${amount(requests)}, refused: ${amount(refused)}` : amount(requests);
}

/** Who throws answers away does not know all that was done. */
function failedCell({ failed, done, succeeded }: Measurement): string {
	const doneAllTheSame = failed === 0 ? 0 : Math.max(0, done - succeeded);
	return doneAllTheSame > 0
		? `${amount(failed)}, of them done: ${amount(doneAllTheSame)}`
		: amount(failed);
}

function overlapCell({ overlaps, paidTwice }: Measurement): string {
	return paidTwice > 0 ? `${amount(overlaps)}, paid twice: ${amount(paidTwice)}` : amount(overlaps);
}

function costCells(row: Measurement): [string, string] {
	if (!row.cost) return ['', ''];
	const cpu = cpuPerItem(row).map(milliseconds).join(' / ');
	return [cpu, kilobytes(row.cost.grownBytes / row.payments)];
}

/** Why payments failed, one line per contender. */
export function failureLines(measured: Rows): string[] {
	return Object.entries(measured).flatMap(([name, { failed, firstFailure }]) =>
		failed > 0 ? [`${CONTENDERS[name as ContenderName]}: ${firstFailure ?? 'no answer'}`] : [],
	);
}

/** The portal of a setting in words. */
export function portalLine({ latency, limits }: Setting): string {
	const { perRequestMs = 0, perCommandMs = {} } = latency;
	const costs = Object.entries(perCommandMs).map(
		([method, ms]) => `${ms ?? 0} ms per ${method === '*' ? 'other call' : method}`,
	);
	const limit = limits.operatingSeconds === undefined ? '' : '; no operating limit';
	return `The portal takes ${perRequestMs} ms per request, ${costs.join(', ')}${limit}.`;
}

/** For the terminal, where reasons are too long for a table. */
export function targetLines(targets: readonly Target[]): string[] {
	return targets.flatMap(({ text, measured, isMet, obstacle }) => [
		`${isMet ? 'met    ' : 'NOT MET'}  ${text}: ${measured}`,
		...(isMet || !obstacle ? [] : [`         In the way: ${obstacle}`]),
	]);
}

export function targetTable(targets: readonly Target[]): Table {
	return {
		headings: ['Target', 'Measured', 'Met'],
		rows: targets.map(({ text, measured, isMet, obstacle }) => [
			text,
			measured,
			isMet ? 'yes' : `no${obstacle ? `: ${obstacle}` : ''}`,
		]),
	};
}

export function markdown({ headings, rows }: Table): string {
	const line = (cells: Row) => `| ${cells.join(' | ')} |`;
	return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}
