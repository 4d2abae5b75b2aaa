import type { Measurement } from './measure';
import { DOCUMENTED_OPERATING_SECONDS, LATENCY, PAYMENTS } from './scenario';
import { cpuPerItem, ratio, type Results, type Target } from './targets';

type Row = readonly string[];

const NAMES: ReadonlyArray<[keyof Results, string]> = [
	['verified', 'This node, verified'],
	['verifiedWarm', 'This node, verified, later run'],
	['unverified', 'This node, Verify off'],
	['unverifiedWarm', 'This node, Verify off, later run'],
	['httpRequest', 'HTTP Request node, 1 per 500 ms'],
	['sdk', 'Official SDK, batches of 50'],
];

const PACE_HEADINGS = [
	'Contender',
	'Requests',
	'Commands',
	'Simulated time',
	'Requests vs HTTP / SDK',
	'Time vs HTTP / SDK',
	'Longest request',
	'Booked',
	'Verified',
	'503',
];

/** What does not depend on the machine. */
export function paceTable(results: Results): { headings: Row; rows: Row[] } {
	const { httpRequest, sdk } = results;
	const rows = NAMES.map(([key, name]): Row => {
		const run = results[key];
		return [
			name,
			String(run.requests),
			String(run.commands),
			seconds(run.simulatedMs),
			`${ratio(run.requests, httpRequest.requests)} / ${ratio(run.requests, sdk.requests)}`,
			`${ratio(run.simulatedMs, httpRequest.simulatedMs)} / ${ratio(run.simulatedMs, sdk.simulatedMs)}`,
			seconds(run.longestRequestMs),
			String(run.booked),
			String(run.verified),
			run.refused === 0 ? 'never' : `${run.refused} times`,
		];
	});
	return { headings: PACE_HEADINGS, rows };
}

/** How much of the verified run is the portal's own work, which no client can shorten. */
export function workLine({ verified }: Results): string {
	const { 'crm.item.payment.pay': payMs, '*': readMs } = LATENCY.perCommandMs;
	const reads = verified.commands - verified.payments;
	const payWork = verified.payments * payMs;
	const work = payWork + reads * readMs;
	return `Of the ${seconds(verified.simulatedMs)} of the verified run the portal itself works ${seconds(work)} (${seconds(payWork)} pays, ${seconds(work - payWork)} reads), one request after another; round trips and waiting are ${seconds(verified.simulatedMs - work)}.`;
}

/** What the client's own process needed on this machine. */
export function costTable(results: Results): { headings: Row; rows: Row[] } {
	const { httpRequest, sdk } = results;
	const rows = NAMES.map(([key, name]): Row => {
		const run = results[key];
		return [
			name,
			`${run.cpuMs.toFixed(0)} ms`,
			`${cpuPerItem(run).toFixed(2)} ms`,
			`${ratio(run.cpuMs, httpRequest.cpuMs)} / ${ratio(run.cpuMs, sdk.cpuMs)}`,
			megabytes(run.peakBytes),
			`+${megabytes(run.grownBytes)}`,
			seconds(run.realMs),
		];
	});
	const headings = ['Contender', 'CPU', 'per item', 'CPU vs HTTP / SDK', 'Peak memory', 'grown by'];
	return { headings: [...headings, 'Real time'], rows };
}

/** The same payments on portals that take more or less time for one. */
export interface PriceRow {
	readonly payMs: number;
	readonly verified: Measurement;
	/** Computed: one request every 500 ms, whatever each takes. */
	readonly httpRequestMs: number;
}

export function priceTable(prices: readonly PriceRow[]): { headings: Row; rows: Row[] } {
	return {
		headings: [
			'One pay takes',
			'This node, verified',
			'Requests',
			'HTTP Request node',
			'Times faster',
		],
		rows: prices.map(({ payMs, verified, httpRequestMs }) => [
			`${payMs} ms`,
			seconds(verified.simulatedMs),
			String(verified.requests),
			seconds(httpRequestMs),
			ratio(httpRequestMs, verified.simulatedMs),
		]),
	};
}

export function targetLines(targets: readonly Target[]): string[] {
	return targets.map(
		({ text, measured, isMet, obstacle }) =>
			`${isMet ? 'met    ' : 'NOT MET'}  ${text}: ${measured}${isMet || !obstacle ? '' : ` (in the way: ${obstacle})`}`,
	);
}

/** The setting in words, for the terminal and for the README's table. */
export function settingLines(): string[] {
	const { perRequestMs, perCommandMs } = LATENCY;
	return [
		`${PAYMENTS} open payments; the portal's documented limits (50 requests at once, then 2 per second, ${DOCUMENTED_OPERATING_SECONDS} s of operating time in ten minutes).`,
		`The portal takes ${perRequestMs} ms per request, ${perCommandMs['crm.item.payment.pay']} ms per pay (the lower end of what a portal with automation takes) and ${perCommandMs['*']} ms per read.`,
		'Time is virtual: the clock, the timers and the duration of requests of each client process are simulated, its own waiting code runs unchanged, and requests that overlap take as long as the longest.',
	];
}

/** The table the README shows: only figures that are the same on every machine. */
export function resultsFile(results: Results, targets: readonly Target[]): string {
	const { headings, rows } = paceTable(results);
	const stable = targets.filter(({ text }) => !text.includes('CPU'));
	return [
		'# Benchmark',
		'',
		'Written by `npm run bench`.',
		...settingLines(),
		'',
		markdown(headings, rows),
		'',
		workLine(results),
		'',
		markdown(
			['Target', 'Measured', 'Met'],
			stable.map(({ text, measured, isMet, obstacle }) => [
				text,
				measured,
				isMet ? 'yes' : `no: ${obstacle ?? ''}`,
			]),
		),
		'',
		'CPU time and memory depend on the machine; the command prints them.',
		'',
	].join('\n');
}

export function markdown(headings: Row, rows: readonly Row[]): string {
	const line = (cells: Row) => `| ${cells.join(' | ')} |`;
	return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

export function seconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}

export function megabytes(bytes: number): string {
	return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}
