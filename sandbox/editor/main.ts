/**
 * `npm run editor`: n8n's editor with the package in it, connected to a sandbox portal of its own.
 * Every build is taken over at once; Ctrl-C ends everything and leaves nothing behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { N8nClient, OWNER } from '../n8n/client';
import { startScriptedModel } from '../model/scriptedModel';
import { installPackage } from '../n8n/packaging';
import { startN8n, type N8nServer } from '../n8n/server';
import { recentPayments, startPortal, type SandboxPortal } from '../portal';
import { Closing } from '../closing';
import { followBuilds, presentBuild } from './followBuilds';
import { furnish } from './furnish';
import { portFor } from './ports';

/** Ctrl-C also ends what this process waits for, a little before it hears of Ctrl-C itself. */
const SIGNAL_MS = 100;

const say = (text: string) => console.log(text);

/** @throws Error when it ends otherwise than through `closing` */
async function main(closing: Closing): Promise<void> {
	const userFolder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-editor-'));
	closing.later(() => rmSync(userFolder, { recursive: true, force: true }));
	const portal = await startPortal({
		port: await portFor('portal-port'),
		payments: recentPayments(),
	});
	closing.later(() => portal.close());
	const model = await startScriptedModel();
	closing.later(() => model.close());
	const port = await portFor('port');
	const packed = presentBuild();
	const folder = installPackage(userFolder);

	say('Starting n8n …');
	const { signal } = closing;
	const env = { N8N_DEV_RELOAD: 'true' };
	const n8n = await closing.keepStarting(startN8n({ userFolder, port, env, signal }));
	await welcome(n8n, portal, model.url);
	const onCopied = () => say('The new build is in the editor.');
	await Promise.race([failAtEndOf(n8n), followBuilds(folder, packed, signal, onCopied)]);
}

async function welcome({ url }: N8nServer, portal: SandboxPortal, modelUrl: string): Promise<void> {
	const client = new N8nClient(url);
	await client.setUpOwner();
	const workflows = await furnish(client, portal, modelUrl);
	const [first, ...others] = [...workflows].map(([name, id]) => ({
		name,
		link: `${url}/workflow/${id}`,
	}));
	const lines = [
		'',
		`${first?.name}:`,
		`  ${first?.link}`,
		'',
		`Login:     ${OWNER.email} / ${OWNER.password}`,
		`Editor:    ${url}`,
		`Portal:    ${portal.url} (its ledger in a browser)`,
		`Webhook:   ${portal.webhook}`,
		'Examples:',
		...others.map(({ name, link }) => `  ${name}: ${link}`),
		'',
		'After `npm run build` the editor has the new build. Ctrl-C ends everything.',
	];
	say(lines.join('\n'));
}

async function failAtEndOf(n8n: N8nServer): Promise<never> {
	const how = await n8n.ended;
	throw new Error(`${how}. The end of its log:\n${n8n.lastWords()}`);
}

const closing = new Closing();
closing.exitOnSignals(0);

main(closing).catch(async (error: unknown) => {
	await setTimeout(SIGNAL_MS);
	if (!closing.signal.aborted) {
		console.error(error instanceof Error ? error.message : error);
		process.exitCode = 1;
	}
	await closing.now();
});
