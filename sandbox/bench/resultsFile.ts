import { failureLines, markdown, portalLine, settingTable, targetTable } from './report';
import { SCALE, SETTINGS, SINGLE, type Setting, type SettingName } from './settings';
import type { Results, Rows, Target } from './targets';

/** How it is measured, for the terminal and for the file. */
export const METHOD = [
	'All contenders work on the emulated portal with its documented limits: 50 requests at once, then 2 per second; 420 s of operating time per method in ten minutes; a minute per request. Three payments share an order; the input is in no particular order, as on a bank statement.',
	'Time is virtual: clock, timers and requests of a client and the scripts of the portal are on one timeline, so requests that overlap take as long as the longest and see what the others have done. All waiting is done by the own code of each contender, and chance is the same in every run.',
	'A payment has failed if the contender does not say that it is done. Overlapping saves are pairs of writes on one order of which one began before the other had ended, as the portal has seen them.',
	'Requests, time, failures and saves are those of the first run of a process. CPU is that of two later runs of the same process: node and engine, or the SDK by itself, without the portal. Memory is the growth of what is in use, at its highest, in a run of its own. Both depend on the machine and on what else runs there.',
];

/** What contenders do that the figures come from. */
export const REMARKS = [
	'The HTTP Request node sends one payment every half a second, whether the last one is answered or not. So where a payment takes longer than that, requests overlap, and those of one order with them. It goes on when the portal refuses, and what was refused has failed.',
	'The SDK as it comes gives a request 30 s. Where fifty payments take longer, it sends the same batch again while the portal is still at work on it, three times in all; then the whole series ends with an error, and the answers of its earlier batches are lost with it. Its limiter expects the operating limit at 480 s and slows down at 80 % of that; what the portal refuses inside a batch is not sent again. With a time-out of 60 s it therefore comes as far as the operating limit.',
	'Four series are one client that deals with a quarter of the payments in each. On a slow portal their repeats come up to the operating limit together, before the last time-out.',
	'To pay a payment that is paid takes the emulated portal as long as to pay an open one; a real one may be quicker, which would shorten the repeated runs of all who pay again.',
	'With scope crm only there are no lists, so each payment is read by itself, before and after; and no updates, which need the scope sale.',
];

/** The whole file. */
export function resultsFile(results: Results, targets: readonly Target[], machine: string): string {
	const { settings, single, scale } = results;
	const names = Object.keys(SETTINGS) as SettingName[];
	const parts = [
		'# Benchmark',
		`Written by \`npm run bench\` (${machine}).`,
		...METHOD,
		...names.flatMap((name) => settingPart(SETTINGS[name], settings[name])),
		...settingPart(SINGLE, { verified: single }),
		...settingPart(SCALE, { verified: scale }),
		'## How the others work',
		...REMARKS,
		'## Targets',
		markdown(targetTable(targets)),
	];
	return `${parts.join('\n\n')}\n`;
}

function settingPart(setting: Setting, rows: Rows): string[] {
	const failures = failureLines(rows).map((line) => `- ${line}`);
	return [
		`## ${setting.title}`,
		portalLine(setting),
		markdown(settingTable(rows)),
		...(failures.length > 0 ? [`First failures:\n\n${failures.join('\n')}`] : []),
	];
}
