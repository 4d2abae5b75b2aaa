import { join } from 'node:path';

import type { ContenderName } from './contenders';
import { BenchProcess } from './processes/childProcess';
import type { ClientQuestion, ClientRun } from './processes/clientProcess';
import type { PortalAccess, PortalCount, PortalQuestion } from './processes/portalProcess';
import type { Setting } from './settings';

/** What a contender needs of the machine. */
export interface Cost {
	/** CPU of each later run of the process, in ms: the first one also loads and compiles. */
	readonly laterCpuMs: readonly number[];
	/** By how much the memory that is in use grew at most. */
	readonly grownBytes: number;
}

/** A contender on a portal, as its own process and the portal have seen it. */
export interface Measurement extends Omit<ClientRun, 'cpuMs'>, PortalCount {
	readonly payments: number;
	/** Missing where payments failed: what is needed for half the work says nothing. */
	readonly cost?: Cost;
}

/** How often CPU is measured: other programs on the machine disturb it. */
const CPU_RUNS = 2;

/**
 * Lets a contender deal with all payments of a fresh portal, again and again in the same process;
 * between two runs the portal is set back and more than ten minutes go by.
 */
export async function measure(name: ContenderName, setting: Setting): Promise<Measurement> {
	const portal = new BenchProcess(join(__dirname, 'processes', 'portalProcess.ts'));
	const client = new BenchProcess(join(__dirname, 'processes', 'clientProcess.ts'));
	const askPortal = async <Value>(question: PortalQuestion) => await portal.ask<Value>(question);
	const askClient = async <Value>(question: ClientQuestion) => await client.ask<Value>(question);
	const { payments, task } = setting;

	const onFreshPortal = async <Value>(question: ClientQuestion) => {
		await askPortal({ kind: 'reset' });
		await askClient({ kind: 'pause' });
		const access = await askPortal<PortalAccess>({ kind: 'access' });
		await askClient({ kind: 'prepare', name, task, portal: access });
		const answer = await askClient<Value>(question);
		return { answer, count: await askPortal<PortalCount>({ kind: 'count' }) };
	};

	try {
		await askPortal({ kind: 'start', setting });
		const { answer, count } = await onFreshPortal<ClientRun>({ kind: 'run', payments });
		const first = { ...answer, ...count, payments };
		if (first.failed > 0) return first;
		const weighed = await onFreshPortal<number>({ kind: 'weigh', payments });
		const laterCpuMs: number[] = [];
		while (laterCpuMs.length < CPU_RUNS) {
			const later = await onFreshPortal<ClientRun>({ kind: 'run', payments });
			laterCpuMs.push(later.answer.cpuMs);
		}
		return { ...first, cost: { laterCpuMs, grownBytes: weighed.answer } };
	} finally {
		await Promise.all([client.end(), portal.end()]);
	}
}
