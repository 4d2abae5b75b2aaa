import type { Readable } from 'node:stream';

import { Failure } from '../nodes/Bitrix24Payments/portal/failure';
import { BadArguments, HELP, readArguments, type Settings } from './arguments';
import { isConfirmed } from './confirm';
import { webhookAccess, type Access } from './net/access';
import { http as realHttp, type Http } from './net/http';
import { NoToken, oauthAccess } from './net/oauth';
import { realClock, type Clock } from './net/pace';
import { CannotRun, probe, type Outcome } from './probe';
import { jsonReport, markdownReport, type Circumstances } from './report/files';
import { linesOf } from './report/lines';
import { exitCodeOf } from './report/summary';

/** What the command needs of the world. */
export interface World {
	readonly version: string;
	/** Aborted by Ctrl-C. */
	readonly signal: AbortSignal;
	/** What belongs to the result. */
	readonly say: (line: string) => void;
	/** What is said meanwhile. */
	readonly note: (line: string) => void;
	readonly input: Readable;
	readonly writeFile: (file: string, text: string, mode: number) => void;
	readonly readFile: (file: string) => string;
	/** Throws, as writing it would, where the file cannot be written; leaves it as it is. */
	readonly checkWritable: (file: string) => void;
	readonly http?: Http;
	readonly clock?: Clock;
}

type Environment = NodeJS.ProcessEnv;

const FOR_ALL = 0o644;
const FOR_THE_OWNER = 0o600;

const AUTHORIZATION_SERVER = 'https://oauth.bitrix.info';

const REPEATED =
	'npm has just repeated the command, and with it the webhook: do not paste those lines anywhere. npm run -s probe keeps it from doing so.';

/** npm prints the command that it runs, unless it was told to be silent. */
function repeatedByNpm({ npm_lifecycle_event: script, npm_config_loglevel: level }: Environment) {
	return script === 'probe' && level !== 'silent';
}

/**
 * The command `npm run probe`.
 * @returns the exit code: 0 nothing differs, 1 something does, 2 it did not come to its end
 */
export async function run(
	args: string[],
	environment: Environment,
	world: World,
): Promise<0 | 1 | 2> {
	try {
		const isTyped = args.some((word) => word.startsWith('--webhook'));
		if (isTyped && repeatedByNpm(environment)) world.note(REPEATED);
		const settings = readArguments(args, environment);
		if (settings !== 'help') return await runWith(settings, environment, world);
		world.say(HELP);
		return 0;
	} catch (error) {
		const words = wordsOf(error);
		if (words === undefined) throw error;
		world.note(words);
		return 2;
	}
}

async function runWith(
	settings: Settings,
	environment: Environment,
	world: World,
): Promise<0 | 1 | 2> {
	const { signal, note, say, input, http = realHttp, clock = realClock } = world;
	// Now, and not after two minutes of asking.
	for (const file of settings.reports) world.checkWritable(file);
	const access = await enter(settings, environment, world);
	if (settings.mayWrite && !(await isConfirmed(access.host, settings.yes, note, input, signal))) {
		note('Not confirmed: that is not the host of this portal. Nothing was written or read.');
		return 2;
	}
	note('Asking the portal. This takes up to two minutes; Ctrl-C stops it.');
	const tools = { http, clock, signal, now: () => Date.now() };
	const outcome = await probe(access, tools, settings.mayWrite);
	for (const line of linesOf(outcome)) say(line);
	const circumstances: Circumstances = { version: world.version, nowMs: Date.now(), access };
	const written = settings.reports.map((file) => report(file, outcome, circumstances, world));
	return written.every(Boolean) ? exitCodeOf(outcome) : 2;
}

/** Whether the report was written; one that cannot be does not cost the others. */
function report(
	file: string,
	outcome: Outcome,
	circumstances: Circumstances,
	{ writeFile, note }: World,
): boolean {
	const made = /\.json$/i.test(file) ? jsonReport : markdownReport;
	try {
		writeFile(file, made(outcome, circumstances), FOR_ALL);
		note(`Report written: ${file}`);
		return true;
	} catch (error) {
		note(wordsOf(error) ?? 'A report could not be written.');
		return false;
	}
}

async function enter(
	{ access }: Settings,
	environment: Environment,
	world: World,
): Promise<Access> {
	if (access.kind === 'webhook') return webhookAccess(access.url);
	const { http = realHttp, note, writeFile } = world;
	const file = environment.BITRIX24_REFRESH_TOKEN_FILE;
	const settings = {
		clientId: needed(environment, 'BITRIX24_CLIENT_ID'),
		clientSecret: needed(environment, 'BITRIX24_CLIENT_SECRET'),
		refreshToken: file ? tokenIn(file, world) : needed(environment, 'BITRIX24_REFRESH_TOKEN'),
		...(environment.BITRIX24_PORTAL ? { portal: environment.BITRIX24_PORTAL } : {}),
		authorizationServer: environment.BITRIX24_AUTHORIZATION_SERVER || AUTHORIZATION_SERVER,
	};
	note(
		file
			? 'The refresh token is used up now; the new one goes into its file.'
			: 'The refresh token is used up now. Bitrix24 gives a new one, which is not shown: whoever else has the old one (an n8n credential) has to connect again. To keep the new one, use BITRIX24_REFRESH_TOKEN_FILE.',
	);
	return await oauthAccess(settings, http, (refreshToken) => {
		if (file) writeFile(file, `${refreshToken}\n`, FOR_THE_OWNER);
	});
}

/** The token that is used up, from a file that surely takes the new one. */
function tokenIn(file: string, { readFile, checkWritable }: World): string {
	const token = readFile(file).trim();
	if (token === '') throw new BadArguments('The file with the refresh token is empty.');
	checkWritable(file);
	return token;
}

function needed(environment: Environment, name: string): string {
	const value = environment[name]?.trim();
	if (value) return value;
	throw new BadArguments(`--oauth needs ${name} in the environment. See --help.`);
}

/** What to tell of an error that was to be expected; undefined for a fault of the probe itself. */
function wordsOf(error: unknown): string | undefined {
	if (error instanceof Failure) {
		const message = error.message.replace("'Webhook URL' of the credential", 'webhook address');
		return `${message}. ${error.description}.`;
	}
	if (error instanceof BadArguments || error instanceof CannotRun || error instanceof NoToken) {
		return error.message;
	}
	const code = (error as NodeJS.ErrnoException)?.code;
	const isOfFile = typeof code === 'string' && (error as NodeJS.ErrnoException).path !== undefined;
	return isOfFile ? `A file could not be read or written (${code}). Check its path.` : undefined;
}
