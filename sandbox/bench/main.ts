/**
 * `npm run bench`: the same payments, paid by this node, by n8n's HTTP Request node and by the
 * official SDK. `npm run bench -- --scale`: ten thousand payments with this node.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { table } from '../demo/table';
import { measure } from './measure';
import {
	costTable,
	megabytes,
	paceTable,
	priceTable,
	resultsFile,
	seconds,
	settingLines,
	targetLines,
	workLine,
	type PriceRow,
} from './report';
import {
	DOCUMENTED_LIMITS,
	FAST_PAY_MS,
	LATENCY,
	PAYMENTS,
	SCALE_PAYMENTS,
	SLOW_PAY_MS,
	WITHOUT_OPERATING_LIMIT,
} from './scenario';
import { cpuPerItem, judge, type Results } from './targets';

const RESULTS_FILE = join(__dirname, 'results.md');

const say = (text = '') => console.log(text);

async function compare(): Promise<boolean> {
	say(settingLines().join('\n'));
	const results = await measureAll();
	const targets = judge(results);
	const pace = paceTable(results);
	const cost = costTable(results);
	say(`\n${table(pace.headings, pace.rows)}`);
	say(workLine(results));
	say('\nOn this machine; the portal runs in a process of its own and is not counted');
	say(table(cost.headings, cost.rows));
	const prices = priceTable(await otherPrices(results));
	say('\nOther portals, without operating limit; the HTTP Request node computed from its pace');
	say(table(prices.headings, prices.rows));
	say(
		`\nTargets\n${targetLines(targets)
			.map((line) => `  ${line}`)
			.join('\n')}`,
	);
	writeFileSync(RESULTS_FILE, resultsFile(results, targets));
	return targets.every(({ isMet, obstacle }) => isMet || obstacle !== undefined);
}

async function measureAll(): Promise<Results> {
	const setting = { payments: PAYMENTS, latency: LATENCY, limits: DOCUMENTED_LIMITS };
	const [verified, verifiedWarm] = await measure('verified', setting, 2);
	const [unverified, unverifiedWarm] = await measure('unverified', setting, 2);
	const [httpRequest] = await measure('httpRequest', setting);
	const [sdk] = await measure('sdk', setting);
	const results = { verified, verifiedWarm, unverified, unverifiedWarm, httpRequest, sdk };
	if (Object.values(results).includes(undefined)) throw new Error('A run is missing');
	return results as Results;
}

async function otherPrices({ httpRequest }: Results): Promise<PriceRow[]> {
	const rows: PriceRow[] = [];
	for (const payMs of [FAST_PAY_MS, SLOW_PAY_MS]) {
		const perCommandMs = { ...LATENCY.perCommandMs, 'crm.item.payment.pay': payMs };
		const latency = { ...LATENCY, perCommandMs };
		const setting = { payments: PAYMENTS, latency, limits: WITHOUT_OPERATING_LIMIT };
		const [verified] = await measure('verified', setting);
		const difference = payMs - LATENCY.perCommandMs['crm.item.payment.pay'];
		if (verified) {
			rows.push({ payMs, verified, httpRequestMs: httpRequest.simulatedMs + difference });
		}
	}
	return rows;
}

async function scale(): Promise<boolean> {
	say(`${SCALE_PAYMENTS} payments on a portal without operating limit, this node, verified`);
	const [run] = await measure('verified', {
		payments: SCALE_PAYMENTS,
		latency: LATENCY,
		limits: WITHOUT_OPERATING_LIMIT,
	});
	if (!run) return false;
	say(`  ${run.requests} requests, ${run.booked} booked, ${run.verified} verified`);
	say(`  simulated: ${seconds(run.simulatedMs)}, real: ${seconds(run.realMs)}`);
	say(`  CPU: ${seconds(run.cpuMs)}, ${cpuPerItem(run).toFixed(2)} ms per item`);
	say(`  memory: peak ${megabytes(run.peakBytes)}, grown by ${megabytes(run.grownBytes)}`);
	say(`  503: ${run.refused} times`);
	if (run.firstFailure) say(`  first failure: ${run.firstFailure}`);
	return run.verified === SCALE_PAYMENTS && run.booked === SCALE_PAYMENTS && run.refused === 0;
}

async function main(): Promise<void> {
	const succeeded = process.argv.includes('--scale') ? await scale() : await compare();
	process.exitCode = succeeded ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
