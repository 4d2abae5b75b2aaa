import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import type { Closing } from '../../../sandbox/closing';
import { withCredential } from '../../../sandbox/editor/furnish';
import { CREDENTIAL_TYPE, NODE_TYPE } from '../../../sandbox/names';
import { recentPayments, startPortal, type SandboxPortal } from '../../../sandbox/portal';
import { startingWith } from '../../../sandbox/startingWith';
import { newProfile, openBrowser } from '../browser/browser';
import { logIn } from '../browser/login';
import {
	N8nClient,
	type Json,
	type SavedWorkflow,
	type WorkflowDraft,
} from '../../../sandbox/n8n/client';
import { oauthData, webhookData } from '../../../sandbox/n8n/credentialData';
import { installPackage, packTarball } from '../../../sandbox/n8n/packaging';
import { ROOT } from '../../../sandbox/n8n/runtime';
import { startN8n, type N8nServer } from '../../../sandbox/n8n/server';
import { Pictures } from './pictures';

export { CREDENTIAL_TYPE, NODE_TYPE };
/** Credentials that work, whatever scenarios do with those that they enter. */
export const WEBHOOK_CREDENTIAL = 'Sandbox Webhook';
export const OAUTH_CREDENTIAL = 'Sandbox OAuth2';

/** What every scenario plays on: the portal, n8n with the package in it, and a person's browser. */
export interface Stage {
	readonly portal: SandboxPortal;
	/** Another one after {@link restart}. */
	n8n: N8nServer;
	readonly client: N8nClient;
	readonly page: Page;
	readonly tarball: string;
	readonly userFolder: string;
	readonly pictures: Pictures;
	/** For a look at what went wrong. */
	keepFiles(): void;
	restart(): Promise<void>;
}

/** At this level n8n tells the most, secrets included if it could. */
const ENV = { N8N_LOG_LEVEL: 'debug' };

/** @param closing takes the stage down again, also when it could not be set up to the end */
export async function setUpStage(closing: Closing): Promise<Stage> {
	const folder = new KeepableFolder();
	closing.keep(folder);
	const userFolder = folder.path;
	const tarball = packTarball(userFolder);
	installPackage(userFolder, tarball);
	const portal = await startPortal({ payments: recentPayments() });
	closing.later(() => portal.close());
	const start = (port?: number) =>
		closing.keepStarting(startN8n({ userFolder, port, env: ENV, signal: closing.signal }));
	const n8n = await start();
	const browser = await openBrowser();
	closing.later(() => browser.close());
	const client = new N8nClient(n8n.url);
	await client.setUpOwner();
	const page = await loggedInPage(browser, n8n.url);
	const stage: Stage = {
		...{ portal, n8n, client, page, tarball, userFolder },
		pictures: new Pictures(page),
		keepFiles: () => folder.keep(),
		async restart() {
			await stage.n8n.stop();
			stage.n8n = await start(Number(new URL(n8n.url).port));
		},
	};
	return stage;
}

/** n8n's folder: removed at the end, unless somebody wants to look what went wrong. */
class KeepableFolder {
	readonly path = mkdtempSync(join(tmpdir(), 'bitrix24-payments-e2e-'));

	private isKept = false;

	keep(): void {
		this.isKept = true;
	}

	stop(): void {
		if (!this.isKept) rmSync(this.path, { recursive: true, force: true });
	}
}

async function loggedInPage(browser: Browser, url: string): Promise<Page> {
	const profile = await newProfile(browser, Pictures.areWanted());
	const page = await profile.newPage();
	await logIn(page, url);
	return page;
}

/** ID of a saved credential. One of the stage's own is made when it is asked for first. */
export async function credentialId(stage: Stage, name: string): Promise<string> {
	const all = (await stage.client.request('GET', '/rest/credentials')) as Json[];
	const known = all.find((credential) => credential.name === name);
	if (known) return String(known.id);
	if (![WEBHOOK_CREDENTIAL, OAUTH_CREDENTIAL].includes(name)) {
		throw new Error(`There is no credential ${name}`);
	}
	const data = (name === OAUTH_CREDENTIAL ? oauthData : webhookData)(stage.portal);
	const id = await stage.client.createCredential(name, CREDENTIAL_TYPE, data);
	if (name === OAUTH_CREDENTIAL) await stage.client.connect(id);
	return id;
}

/** A start that gives out these items, and one node of ours behind it. */
export async function singleNodeWorkflow(
	stage: Stage,
	settings: {
		name: string;
		credential: string;
		items: Json[];
		parameters?: Json;
		node?: Json;
	},
): Promise<SavedWorkflow> {
	const id = await credentialId(stage, settings.credential);
	const node = {
		id: 'payments',
		name: 'Payments',
		type: NODE_TYPE,
		typeVersion: 1,
		position: [220, 0],
		parameters: settings.parameters ?? {
			resource: 'payment',
			operation: 'pay',
			paymentId: { __rl: true, mode: 'id', value: '={{ $json.paymentId }}' },
			options: {},
		},
		credentials: { [CREDENTIAL_TYPE]: { id, name: settings.credential } },
		...settings.node,
	};
	const { name, items } = settings;
	return await stage.client.createWorkflow({ name, ...startingWith(items, node) });
}

/** The workflow of `npm start`, with the saved webhook credential. */
export async function demoWorkflow(stage: Stage): Promise<SavedWorkflow> {
	const file = join(ROOT, 'sandbox', 'demo.workflow.json');
	const draft = JSON.parse(readFileSync(file, 'utf8')) as WorkflowDraft;
	const id = await credentialId(stage, WEBHOOK_CREDENTIAL);
	return await stage.client.createWorkflow(withCredential(draft, { id, name: WEBHOOK_CREDENTIAL }));
}
