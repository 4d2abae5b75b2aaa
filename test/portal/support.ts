import type { Command, Reply } from '../../nodes/Bitrix24Payments/portal/command';
import type { Connection } from '../../nodes/Bitrix24Payments/portal/connection';
import {
	createEnvironment,
	type Environment,
} from '../../nodes/Bitrix24Payments/portal/environment';
import type { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import type { SingleLook } from '../../nodes/Bitrix24Payments/portal/look';
import type { Terms } from '../../nodes/Bitrix24Payments/portal/patience';
import type { PortalOptions } from '../../nodes/Bitrix24Payments/portal/portal';
import { Scrubber } from '../../nodes/Bitrix24Payments/portal/scrubber';
import { WritablePortal } from '../../nodes/Bitrix24Payments/portal/writablePortal';
import type { WriteThenLook } from '../../nodes/Bitrix24Payments/portal/writer';
import { FakeClock } from './fakeClock';
import { FakePortal } from './fakePortal';

export { FakeClock, START } from './fakeClock';
export * from './fakePortal';

/** A connection that counts how often it is asked for a fresh token. */
export class FakeConnection implements Connection {
	readonly key = 'webhook portal.example';

	readonly scrubber = new Scrubber();

	refreshes = 0;

	refusal: Failure | undefined;

	constructor(readonly host = 'portal.example') {}

	url(method: string): string {
		return `https://${this.host}/rest/${method}`;
	}

	auth(): { auth: string } {
		return { auth: `token-${this.refreshes}` };
	}

	async refresh(): Promise<Failure | undefined> {
		this.refreshes += 1;
		return this.refusal;
	}
}

/** The portal as tests drive it: with bare commands, a write and its read-back in one group. */
export class CommandPortal extends WritablePortal {
	async read(commands: readonly Command[], terms?: Terms): Promise<Reply[]> {
		return await this.reader.see(commands.map(lookFor), terms);
	}

	/** Sends as many of the groups, the first ones, as there is room for in one request. */
	async writeSome(
		groups: ReadonlyArray<readonly Command[]>,
		halt: boolean,
		terms: Terms = this.dispatcher.anyTime(),
	): Promise<Reply[][]> {
		const changes = groups.map(changeOf);
		const some = changes.slice(0, this.writer.roomFor(changes));
		const written = await this.writer.write(some, [], halt, terms);
		return written.changes.map(({ write, look }) => (look ? [write, look] : [write]));
	}

	async writeAlone(command: Command, terms: Terms = this.dispatcher.anyTime()): Promise<Reply> {
		return await this.writer.writeAlone(command, terms);
	}
}

function changeOf([write, readBack]: readonly Command[]): WriteThenLook {
	if (!write) throw new Error('A group begins with a write');
	return readBack ? { write, look: lookFor(readBack) } : { write };
}

function lookFor({ method, params }: Command): SingleLook {
	return { show: 'answer', method, params };
}

export interface PortalRig {
	readonly portal: CommandPortal;
	readonly server: FakePortal;
	readonly clock: FakeClock;
	readonly connection: FakeConnection;
	readonly environment: Environment;
}

const OPTIONS: PortalOptions = { waits: { rate: 60_000, operating: 660_000 }, batchSize: 0 };

export function rig(options: Partial<PortalOptions> = {}, isCloud = false): PortalRig {
	const clock = new FakeClock();
	const environment = createEnvironment({
		clock,
		random: () => 0.5,
		nonce: () => 'nonce',
		isCloud: () => isCloud,
	});
	return { clock, environment, ...openPortal(environment, clock, options) };
}

/** Another run in the process of the first one. */
export function besides(
	{ clock, environment }: PortalRig,
	options: Partial<PortalOptions> = {},
	host?: string,
): PortalRig {
	return { clock, environment, ...openPortal(environment, clock, options, host) };
}

function openPortal(
	environment: Environment,
	clock: FakeClock,
	options: Partial<PortalOptions>,
	host?: string,
) {
	const server = new FakePortal(clock);
	const connection = new FakeConnection(host);
	const all = { ...OPTIONS, ...options };
	return {
		server,
		connection,
		portal: new CommandPortal(connection, server.post, environment, all),
	};
}

/** The failure of a reply; anything else ends the test. */
export function failureOf(reply: Reply | undefined): Failure {
	if (!reply || reply.kind === 'value') throw new Error('A failure was expected');
	return reply.failure;
}

/** What a function throws; one that throws nothing ends the test. */
export function thrownBy(run: () => unknown): unknown {
	try {
		run();
	} catch (error) {
		return error;
	}
	throw new Error('An exception was expected');
}

/** Lets everything that waits for nothing but other promises go on. */
export async function untilQuiet(): Promise<void> {
	for (let step = 0; step < 50; step++) await Promise.resolve();
}
