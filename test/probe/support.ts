import { Readable } from 'node:stream';

import { webhookAccess, type Access } from '../../probe/net/access';
import { http, type Http } from '../../probe/net/http';
import { probe, type Outcome } from '../../probe/probe';
import { run } from '../../probe/run';
import {
	SEED,
	startPortal,
	virtualClock,
	type PortalOptions,
	type SandboxPortal,
	type VirtualClock,
} from '../../sandbox/portal';

/** Every permission that the node has to do with; one that it has not is missing. */
export const SCOPES = ['crm', 'sale', 'pay_system', 'salescenter'];

export interface Bench {
	readonly portal: SandboxPortal;
	readonly clock: VirtualClock;
}

/** A portal on a virtual clock for all tests of a file, reset before each of them. */
export function usePortal(options: PortalOptions = {}): Bench {
	const clock = virtualClock();
	let portal: SandboxPortal | undefined;
	beforeAll(async () => {
		portal = await startPortal({ ...options, clock });
	});
	beforeEach(() => portal?.reset());
	afterAll(async () => await portal?.close());
	return {
		get portal() {
			if (portal === undefined) throw new Error('The portal has not been started');
			return portal;
		},
		clock,
	};
}

/**
 * Some people work in the portal, so that its orders were changed at different times, fill more
 * than a page, and differ in everything that can be looked for.
 */
export function workOn({ portal, clock }: Bench): void {
	for (let id = 4001; id <= 4030; id += 1) {
		portal.ledger.addPayment({ id, sum: id, paySystemId: 2, xmlId: `external-${id}` });
	}
	for (const id of SEED.bankStatement.slice(0, 7)) {
		clock.advance(60_000);
		portal.person.pays(id);
	}
}

export interface ProbeOptions {
	readonly write?: boolean;
	readonly access?: Access;
	readonly http?: Http;
	readonly signal?: AbortSignal;
}

/** Probes the sandbox portal on its own clock. */
export async function probePortal(bench: Bench, options: ProbeOptions = {}): Promise<Outcome> {
	const { portal, clock } = bench;
	const access = options.access ?? webhookAccess(portal.webhookFor({ scopes: SCOPES }));
	const tools = {
		http: options.http ?? http,
		clock: { ticks: () => clock.ticks(), sleep: async (ms: number) => await clock.sleep(ms) },
		signal: options.signal ?? new AbortController().signal,
		now: () => clock.now(),
	};
	return await probe(access, tools, options.write ?? false);
}

/** The IDs of the assumptions of which the portal did something else. */
export function differing({ results }: Outcome): string[] {
	return results.flatMap(({ assumption, verdict }) =>
		verdict.verdict === 'differs' ? [assumption.id] : [],
	);
}

export function untriedOf({ results }: Outcome): Record<string, string> {
	return Object.fromEntries(
		results.flatMap(({ assumption, verdict }) =>
			verdict.verdict === 'untried' ? [[assumption.id, verdict.why]] : [],
		),
	);
}

/** The variants that were seen, by assumption. */
export function variantsOf({ results }: Outcome): Record<string, string> {
	return Object.fromEntries(
		results.flatMap(({ assumption, verdict }) =>
			verdict.verdict === 'holds' && verdict.variant ? [[assumption.id, verdict.variant]] : [],
		),
	);
}

export interface CommandRun {
	readonly code: number;
	/** Everything that was said, on either channel. */
	readonly said: string;
	readonly files: ReadonlyMap<string, string>;
}

/** Runs the command as a person would. */
export async function runCommand(
	{ clock }: Bench,
	args: string[],
	more: {
		environment?: NodeJS.ProcessEnv;
		typed?: string;
		http?: Http;
		files?: Record<string, string>;
		signal?: AbortSignal;
		/** Files that cannot be written, and those that turn out so only in the end. */
		unwritable?: string[];
		full?: string[];
	} = {},
): Promise<CommandRun> {
	const said: string[] = [];
	const files = new Map(Object.entries(more.files ?? {}));
	const code = await run(args, more.environment ?? {}, {
		version: '0.0.0',
		signal: more.signal ?? new AbortController().signal,
		say: (line) => said.push(line),
		note: (line) => said.push(line),
		input: Readable.from(more.typed === undefined ? [] : [`${more.typed}\n`]),
		writeFile: (file, text) => {
			if (more.full?.includes(file)) throw unwritable(file);
			files.set(file, text);
		},
		readFile: (file) => files.get(file) ?? '',
		checkWritable: (file) => {
			if (more.unwritable?.includes(file)) throw unwritable(file);
		},
		http: more.http ?? http,
		clock: { ticks: () => clock.ticks(), sleep: async (ms) => await clock.sleep(ms) },
	});
	return { code, said: said.join('\n'), files };
}

function unwritable(path: string): Error {
	return Object.assign(new Error('no'), { code: 'EACCES', path });
}

export { SEED };
