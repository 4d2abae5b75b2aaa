/**
 * `npm run bench`: the same payments, dealt with by this node, by n8n's HTTP Request node and by
 * the official SDK. `npm run bench -- --scale`: only ten thousand payments with this node, against
 * one thousand.
 */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

import { table } from '../demo/table';
import { CONTENDERS, type ContenderName } from './contenders';
import { seconds } from './figures';
import { measure, type Measurement } from './measure';
import { failureLines, portalLine, settingTable, targetLines } from './report';
import { METHOD, REMARKS, resultsFile } from './resultsFile';
import { SCALE, SETTINGS, SINGLE, type Setting, type SettingName } from './settings';
import { judge, judgeScale, type Results, type Rows, type Target } from './targets';

const RESULTS_FILE = join(__dirname, 'results.md');

const say = (text = '') => console.log(text);

async function compare(): Promise<Target[]> {
	say(METHOD.join('\n'));
	const measured: Partial<Record<SettingName, Rows>> = {};
	for (const name of Object.keys(SETTINGS) as SettingName[]) {
		measured[name] = await measureSetting(SETTINGS[name]);
	}
	const single = await measureAlone(SINGLE);
	const scale = await measureAlone(SCALE);
	const results: Results = { settings: measured as Results['settings'], single, scale };
	const targets = judge(results);
	say(`\n${REMARKS.join('\n')}`);
	writeFileSync(RESULTS_FILE, resultsFile(results, targets, machine()));
	return targets;
}

async function compareScale(): Promise<Target[]> {
	const verified = await measureAlone({ ...SETTINGS.fast, rows: ['verified'] });
	return judgeScale(verified, await measureAlone(SCALE));
}

async function measureSetting(setting: Setting): Promise<Rows> {
	say(`\n${setting.title}`);
	say(portalLine(setting));
	const rows: Partial<Record<ContenderName, Measurement>> = {};
	for (const name of setting.rows) {
		const from = performance.now();
		rows[name] = await measure(name, setting);
		say(`  measured in ${seconds(performance.now() - from)}: ${CONTENDERS[name]}`);
	}
	const { headings, rows: cells } = settingTable(rows);
	say(table(headings, cells));
	for (const line of failureLines(rows)) say(`  first failure: ${line}`);
	return rows;
}

/** This node, verified, by itself. */
async function measureAlone(setting: Setting): Promise<Measurement> {
	const { verified } = await measureSetting(setting);
	if (!verified) throw new Error(`Nothing was measured: ${setting.title}`);
	return verified;
}

function machine(): string {
	const all = cpus();
	const processor = `${all.length} × ${all[0]?.model ?? 'unknown processor'}`;
	// What else ran there shows in the load: one of 1 is the benchmark's own.
	return `Node.js ${process.versions.node}, ${processor}, load ${(loadavg()[0] ?? 0).toFixed(0)}`;
}

async function main(): Promise<void> {
	const targets = await (process.argv.includes('--scale') ? compareScale() : compare());
	say('\nTargets');
	for (const line of targetLines(targets)) say(`  ${line}`);
	const isExplained = targets.every(({ isMet, obstacle }) => isMet || obstacle !== undefined);
	process.exitCode = isExplained ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
