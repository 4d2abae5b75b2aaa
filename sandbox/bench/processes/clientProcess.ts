/** One contender in a process of its own, on virtual time from its first instruction. */
import { installClientTime } from '../time/clientTime';
import { HeapSampler } from './heapSampler';

const sampler = new HeapSampler();
const time = installClientTime(() => sampler.look(time.timeline.now()));

import { PAUSE_MS, paymentIds } from '../scenario';
import { createContender, type Contender, type ContenderName } from '../contenders';
import type { Outcome, Tally } from '../contenders/contender';
import { TASKS, type TaskName } from '../tasks';
import { answerQuestions } from './childProcess';
import type { PortalAccess } from './portalProcess';

export interface Preparation {
	readonly kind: 'prepare';
	readonly name: ContenderName;
	readonly task: TaskName;
	readonly portal: PortalAccess;
}

export type ClientQuestion =
	| Preparation
	| { readonly kind: 'pause' }
	| { readonly kind: 'run'; readonly payments: number }
	/** The same, for its memory. */
	| { readonly kind: 'weigh'; readonly payments: number };

export interface ClientRun extends Tally {
	readonly simulatedMs: number;
	readonly realMs: number;
	/** Of the whole process, for node, engine and what stands in for n8n's server. */
	readonly cpuMs: number;
}

let contender: Contender | undefined;

answerQuestions<ClientQuestion>(async (question) => {
	switch (question.kind) {
		case 'prepare':
			return await prepare(question);
		case 'pause':
			return time.timeline.skip(PAUSE_MS);
		case 'run':
			return await measure(question.payments);
		case 'weigh':
			return await weigh(question.payments);
	}
});

async function prepare({ name, task, portal }: Preparation): Promise<void> {
	time.link.disconnect();
	await time.link.connect(portal.timePort);
	contender = await createContender(name, portal, TASKS[task]);
}

async function measure(payments: number): Promise<ClientRun> {
	const ids = paymentIds(payments);
	const simulatedFrom = time.timeline.now();
	const realFrom = time.realNow();
	const cpuFrom = process.cpuUsage();
	const { tally } = await run(ids);
	const { user, system } = process.cpuUsage(cpuFrom);
	return {
		...tally,
		simulatedMs: time.timeline.now() - simulatedFrom,
		realMs: time.realNow() - realFrom,
		cpuMs: (user + system) / 1000,
	};
}

async function weigh(payments: number): Promise<number> {
	const ids = paymentIds(payments);
	sampler.begin();
	const { results } = await run(ids);
	const grownBytes = sampler.end();
	// Named here, so that they were not given up before.
	return results === undefined ? NaN : grownBytes;
}

async function run(ids: readonly number[]): Promise<Outcome> {
	if (!contender) throw new Error('There is no contender yet');
	return await contender.run(ids);
}
