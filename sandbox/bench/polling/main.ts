/**
 * `npm run bench:polling`: what a poll of the trigger costs, measured on the emulated portal in
 * virtual time. Prints the tables and writes them beside this file.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { table } from '../../demo/table';
import { amount, kilobytes, seconds } from '../figures';
import { paymentNumber, watch, type Cost, type Watched } from './watched';

const RESULTS_FILE = join(__dirname, 'results.md');

const MINUTE_MS = 60_000;
const DAY_S = 86_400;

/** What the portal allows (docs/bitrix24.md#request-rate, docs/bitrix24.md#operating-time). */
const REQUESTS_PER_SECOND = 2;
const OPERATING_S_IN_TEN_MINUTES = 420;

interface Row {
	readonly situation: string;
	readonly cost: Cost;
}

/** What happens on a portal, one after the other, and what a poll then costs. */
async function situations(watched: Watched, orders: number): Promise<Row[]> {
	const { poller, portal, clock, cost } = watched;
	const rows: Row[] = [];
	const measured = async (situation: string, work: () => Promise<void>) => {
		rows.push({ situation, cost: await cost(work) });
	};
	const poll = async () => await poller.poll();
	const pause = (minutes: number) => clock.advance(minutes * MINUTE_MS);
	const first = paymentNumber(0).id ?? 0;
	await measured('activation', async () => await poller.activate());
	pause(10);
	await measured('idle: nothing has changed for five minutes', poll);
	portal.person.pays(first);
	pause(1);
	await measured('one payment was paid', poll);
	pause(1);
	await measured('the next poll, a minute later: nothing new', poll);
	pause(10);
	for (let index = 1; index <= 1000; index++) portal.person.pays(first + index);
	pause(1);
	await measured('1,000 orders changed at once', poll);
	pause(1);
	await measured('the next poll, a minute later: nothing new', poll);
	pause(7 * 24 * 60);
	for (let index = 0; index < orders; index++) {
		portal.person.sets(first + index, { comments: 'seen' });
		clock.advance(1000);
	}
	pause(10);
	await measured(`${amount(orders)} orders changed during a pause`, poll);
	return rows;
}

function costTable(rows: readonly Row[]): { headings: string[]; cells: string[][] } {
	return {
		headings: ['Situation', 'Requests', 'Lists', 'Time', 'Items'],
		cells: rows.map(({ situation, cost: { requests, lists, ms, items } }) => [
			situation,
			amount(requests),
			amount(lists),
			seconds(ms),
			amount(items),
		]),
	};
}

/** What polls cost in a day, and what share of the portal's limits that is. */
function dayTable(idle: Cost, busy: Cost): { headings: string[]; cells: string[][] } {
	const cells = [1, 5].flatMap((minutes) =>
		(
			[
				['idle', idle],
				['something new each time', busy],
			] as const
		).map(([what, cost]) => {
			const perDay = (cost.requests * DAY_S) / (minutes * 60);
			const rate = perDay / (DAY_S * REQUESTS_PER_SECOND);
			const operating = (workIn(cost) * (10 / minutes)) / OPERATING_S_IN_TEN_MINUTES;
			return [`every ${minutes} min, ${what}`, amount(perDay), percent(rate), percent(operating)];
		}),
	);
	const headings = ['Polls', 'Requests a day', 'of the request rate', 'of the operating time'];
	return { headings, cells };
}

/** Seconds of the method that works longest. */
function workIn({ lists }: Cost): number {
	return lists * 0.13;
}

function percent(share: number): string {
	return `${(share * 100).toFixed(2)} %`;
}

function markdown({ headings, cells }: { headings: string[]; cells: string[][] }): string {
	const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
	return [line(headings), line(headings.map(() => '---')), ...cells.map(line)].join('\n');
}

async function memory(): Promise<string> {
	const sizes: string[] = [];
	for (const orders of [100, 5000]) {
		const watched = await watch(orders);
		await watched.poller.activate();
		const bytes = Buffer.byteLength(JSON.stringify(watched.poller.database));
		sizes.push(
			`${amount(orders)} orders: ${kilobytes(bytes)}, ${Math.round(bytes / orders)} bytes each`,
		);
		await watched.close();
	}
	return `What is kept in n8n's static data, with one payment per order. ${sizes.join('; ')}.`;
}

async function main(): Promise<void> {
	const orders = 3000;
	const watched = await watch(orders);
	const rows = await situations(watched, orders);
	await watched.close();
	const costs = costTable(rows);
	const days = dayTable((rows[1] as Row).cost, (rows[2] as Row).cost);
	console.log(table(costs.headings, costs.cells));
	console.log(table(days.headings, days.cells));
	const kept = await memory();
	console.log(kept);
	const text = [
		'# What a poll costs',
		`Written by \`npm run bench:polling\`: the trigger, all events chosen, on an emulated portal with ${amount(orders)} orders of one payment each. A request takes 150 ms, \`sale.order.list\` 130 ms and \`sale.payment.list\` 91 ms, as in the documentation's samples; time is virtual.`,
		markdown(costs),
		'The limits are 2 requests a second, for all that comes from one address, and 420 s of operating time in ten minutes for each method.',
		markdown(days),
		kept,
	];
	writeFileSync(RESULTS_FILE, `${text.join('\n\n')}\n`);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
