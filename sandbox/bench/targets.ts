import { CONTENDERS, OWN_ROWS, type ContenderName } from './contenders';
import type { Measurement } from './measure';
import { amount, kilobytes, milliseconds, ratio, seconds } from './figures';
import { SETTINGS, type SettingName } from './settings';

export type Rows = Readonly<Partial<Record<ContenderName, Measurement>>>;

/** All that was measured. */
export interface Results {
	readonly settings: Readonly<Record<SettingName, Rows>>;
	/** This node, verified. */
	readonly single: Measurement;
	readonly scale: Measurement;
}

export interface Target {
	readonly text: string;
	readonly measured: string;
	readonly isMet: boolean;
	/** What stands in the way where a target cannot be met as things are. */
	readonly obstacle?: string;
}

const MOST_TIME_AGAINST_SDK = 1.05;
const MOST_REQUESTS = 25;
const MOST_REQUESTS_WHEN_PAID = 3;
const MOST_MS_WHEN_PAID = 10_000;
const MOST_MS_WITHOUT_LISTS = 389_000;
const MOST_GROWTH = 1.1;
const MOST_CPU_MS = 0.5;

/** What the node promises, held against what was measured. */
export function judge(results: Results): Target[] {
	const verified = rowOf(results, 'fast', 'verified');
	return [
		fastAgainstSdk(verified, rowOf(results, 'fast', 'sdk')),
		{
			text: `1,000 payments, verified: at most ${MOST_REQUESTS} requests`,
			measured: amount(verified.requests),
			isMet: verified.requests <= MOST_REQUESTS,
		},
		repeatedRun(rowOf(results, 'repeated', 'verified')),
		allThroughTheLimit(results),
		withoutLists(rowOf(results, 'fast', 'crmOnly')),
		{
			text: 'A single payment, verified: 2 requests',
			measured: amount(results.single.requests),
			isMet: results.single.requests === 2 && results.single.verified === 1,
		},
		...judgeScale(verified, results.scale),
		noOverlaps(results),
	];
}

/** Ten thousand payments against one thousand. */
export function judgeScale(verified: Measurement, scale: Measurement): Target[] {
	return [...noGrowth(verified, scale), littleCpu(verified), littleCpu(scale)];
}

export function rowOf({ settings }: Results, setting: SettingName, name: ContenderName) {
	const row = settings[setting][name];
	if (row) return row;
	throw new Error(`${CONTENDERS[name]} was not measured: ${SETTINGS[setting].title}`);
}

function fastAgainstSdk(verified: Measurement, sdk: Measurement): Target {
	const times = verified.simulatedMs / sdk.simulatedMs;
	return {
		text: `1,000 payments, verified, against the SDK's batches without verification: at most ${MOST_TIME_AGAINST_SDK} times as long`,
		measured: `${ratio(verified.simulatedMs, sdk.simulatedMs)} times (${seconds(verified.simulatedMs)} against ${seconds(sdk.simulatedMs)})`,
		isMet: verified.verified === verified.payments && times <= MOST_TIME_AGAINST_SDK,
	};
}

function repeatedRun({ simulatedMs, requests, failed }: Measurement): Target {
	return {
		text: `1,000 paid payments once more, verified: at most ${seconds(MOST_MS_WHEN_PAID)} and ${MOST_REQUESTS_WHEN_PAID} requests`,
		measured: `${seconds(simulatedMs)}, ${amount(requests)} requests`,
		isMet: failed === 0 && simulatedMs <= MOST_MS_WHEN_PAID && requests <= MOST_REQUESTS_WHEN_PAID,
	};
}

function allThroughTheLimit(results: Results): Target {
	const failures = OWN_ROWS.map((name) => {
		const { failed } = rowOf(results, 'slow', name);
		return { name, failed };
	});
	const told = failures.map(({ name, failed }) => `${CONTENDERS[name]}: ${amount(failed)}`);
	return {
		text: '1,000 payments of 1.0 s, far more than the operating limit allows in ten minutes: none fails, default options',
		measured: `failed: ${told.join('; ')}`,
		isMet: failures.every(({ failed }) => failed === 0),
		obstacle: 'the limit has not ended before the run had waited for as long as it waits',
	};
}

function withoutLists({ simulatedMs, requests, verified, payments }: Measurement): Target {
	return {
		text: `1,000 payments, verified with scope crm only, so by single reads: at most ${seconds(MOST_MS_WITHOUT_LISTS)}`,
		measured: `${seconds(simulatedMs)}, ${amount(requests)} requests`,
		isMet: verified === payments && simulatedMs <= MOST_MS_WITHOUT_LISTS,
		obstacle:
			'the first list, which is refused, and the reads for the first five payments are requests of their own',
	};
}

function noGrowth(verified: Measurement, scale: Measurement): Target[] {
	const compare = (
		name: string,
		of: (row: Measurement) => number,
		shown: (n: number) => string,
	) => {
		const [before, after] = [of(verified) / verified.payments, of(scale) / scale.payments];
		return {
			text: `10,000 payments: at most ${MOST_GROWTH} times the ${name} per item of 1,000`,
			measured: `${ratio(after, before)} times (${shown(after)} against ${shown(before)})`,
			isMet: scale.verified === scale.payments && after <= MOST_GROWTH * before,
		};
	};
	return [
		compare(
			'requests',
			({ requests }) => requests,
			(number) => number.toFixed(4),
		),
		compare('memory', ({ cost }) => cost?.grownBytes ?? NaN, kilobytes),
	];
}

function noOverlaps({ settings, single, scale }: Results): Target {
	const own = Object.values(settings).flatMap((rows) => OWN_ROWS.map((name) => rows[name]));
	const all = [...own, single, scale].filter((row) => row !== undefined);
	const overlaps = all.reduce((sum, row) => sum + row.overlaps, 0);
	return {
		text: 'No two saves of one order overlap, in any row of this node',
		measured: `${amount(overlaps)} in ${all.length} rows`,
		isMet: overlaps === 0,
	};
}

function littleCpu(row: Measurement): Target {
	const perItem = cpuPerItem(row);
	return {
		text: `${amount(row.payments)} payments, verified, a later run of the process: at most ${MOST_CPU_MS} ms of CPU per item for node and engine`,
		measured: perItem.map(milliseconds).join(' and ') || 'not measured',
		isMet: Math.min(...perItem) <= MOST_CPU_MS,
	};
}

/** In ms, once per later run; other programs can only add to it, so the lowest is the truest. */
export function cpuPerItem({ cost, payments }: Measurement): number[] {
	return (cost?.laterCpuMs ?? []).map((ms) => ms / payments);
}
