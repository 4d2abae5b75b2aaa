import { Scrubber } from '../../nodes/Bitrix24Payments/portal/scrubber';
import { isCloudHost } from '../../nodes/Bitrix24Payments/portal/address';
import type { Access } from '../net/access';
import type { Outcome, Result } from '../probe';
import { placesOf } from './places';
import { countsOf, observedIn, REASONS, WORDS } from './summary';

/** What a report says besides the outcome. */
export interface Circumstances {
	/** Version of this package. */
	readonly version: string;
	/** Milliseconds since the epoch; only the day is told. */
	readonly nowMs: number;
	readonly access: Pick<Access, 'host' | 'secrets'>;
}

/** A report for programs. */
export function jsonReport(outcome: Outcome, circumstances: Circumstances): string {
	const report = {
		...headOf(outcome, circumstances),
		summary: countsOf(outcome),
		figures: outcome.figures,
		results: outcome.results.map(jsonResult),
	};
	return guarded(`${JSON.stringify(report, undefined, '\t')}\n`, circumstances);
}

/** A report for people, to be pasted into an issue: what differs first. */
export function markdownReport(outcome: Outcome, circumstances: Circumstances): string {
	const { holds, differs, untried } = countsOf(outcome);
	const head = Object.entries(headOf(outcome, circumstances));
	const lines = [
		'# Portal report',
		'',
		`**${differs} differ**, ${holds} hold, ${untried} could not be tried.`,
		'',
		'| | |',
		'|---|---|',
		...head.map(
			([name, value]) =>
				`| ${name} | ${cell(Array.isArray(value) ? value.join(', ') : String(value))} |`,
		),
		...Object.entries(outcome.figures).map(([name, value]) => `| ${name} | ${value} |`),
		'',
		...(['differs', 'untried', 'holds'] as const).flatMap((kind) => section(outcome, kind)),
	];
	return guarded(lines.join('\n'), circumstances);
}

function headOf(outcome: Outcome, { version, nowMs, access }: Circumstances) {
	const { connection, scopes, licence, requests, seconds, isInterrupted, cutOff, tidying } =
		outcome;
	return {
		package: version,
		day: new Date(nowMs).toISOString().slice(0, 10),
		connection,
		portal: isCloudHost(access.host) ? 'cloud' : 'a domain of its own, or self-hosted',
		licence,
		permissions: scopes,
		requests,
		seconds: Math.round(seconds),
		interrupted: isInterrupted,
		...(cutOff === undefined ? {} : { endedEarly: cutOff }),
		leftBehind: tidying.left.length,
	};
}

function jsonResult({ assumption, verdict }: Result) {
	const { id, assumed, source, writes = false } = assumption;
	return {
		id,
		assumed,
		verdict: verdict.verdict,
		...(verdict.verdict === 'untried' ? { why: REASONS[verdict.why] } : {}),
		observed: verdict.observed,
		...(verdict.verdict === 'holds' && verdict.variant ? { variant: verdict.variant } : {}),
		writes,
		source: `docs/bitrix24.md#${source}`,
		code: placesOf({ id, source }),
	};
}

function section({ results }: Outcome, kind: Result['verdict']['verdict']): string[] {
	const some = results.filter(({ verdict }) => verdict.verdict === kind);
	if (some.length === 0) return [];
	const title = WORDS[kind].toLowerCase();
	return [
		`## ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
		'',
		'| Assumption | Portal | Source |',
		'|---|---|---|',
		...some.map((result) => {
			const { id, assumed, source } = result.assumption;
			return `| \`${id}\`: ${cell(assumed)} | ${cell(observedIn(result))} | ${source} |`;
		}),
		'',
	];
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

/**
 * Nothing secret gets this far; should a mistake let something through, it ends here
 * (docs/money-rules.md#secrets-stay-inside).
 */
function guarded(report: string, { access }: Circumstances): string {
	const scrubber = new Scrubber();
	scrubber.learn(...access.secrets);
	const name = access.host.replace(/:\d+$/, '');
	return scrubber.text(report).replaceAll(access.host, '***').replaceAll(name, '***');
}
