/** One contender in a process of its own, on virtual time from its first instruction. */
import { installClientTime } from '../time/clientTime';

const time = installClientTime();

import { PAUSE_MS, paymentIds } from '../scenario';
import { createContender, type Contender, type ContenderName } from '../contenders';
import type { Tally } from '../contenders/contender';
import { answerQuestions } from './childProcess';
import type { PortalAccess } from './portalProcess';

export type ClientQuestion =
	| { readonly kind: 'prepare'; readonly name: ContenderName; readonly portal: PortalAccess }
	| { readonly kind: 'pause' }
	| { readonly kind: 'run'; readonly payments: number };

export interface ClientMeasurement extends Tally {
	readonly simulatedMs: number;
	readonly realMs: number;
	readonly cpuMs: number;
	/** Peak of the whole process since it began. */
	readonly peakBytes: number;
	/** How far the peak lies above what the loaded process needed before the run. */
	readonly grownBytes: number;
	readonly longestRequestMs: number;
}

let contender: Contender | undefined;

answerQuestions<ClientQuestion>(async (question) => {
	if (question.kind === 'prepare') {
		contender = await createContender(question.name, question.portal);
		return undefined;
	}
	if (question.kind === 'pause') return time.timeline.skip(PAUSE_MS);
	if (!contender) throw new Error('There is no contender yet');
	return await measure(contender, paymentIds(question.payments));
});

async function measure(runner: Contender, ids: readonly number[]): Promise<ClientMeasurement> {
	const rssBefore = process.memoryUsage.rss();
	const simulatedFrom = time.timeline.now();
	const realFrom = time.realNow();
	const cpuFrom = process.cpuUsage();
	const tally = await runner.pay(ids);
	const { user, system } = process.cpuUsage(cpuFrom);
	const peakBytes = process.resourceUsage().maxRSS * 1024;
	return {
		...tally,
		simulatedMs: time.timeline.now() - simulatedFrom,
		realMs: time.realNow() - realFrom,
		cpuMs: (user + system) / 1000,
		peakBytes,
		grownBytes: peakBytes - rssBefore,
		longestRequestMs: time.longestRequestMs(),
	};
}
