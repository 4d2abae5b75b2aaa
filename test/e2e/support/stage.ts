import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import { CREDENTIAL_TYPE, withCredential } from '../../../sandbox/editor/furnish';
import { startPortal, type SandboxPortal } from '../../../sandbox/portal';
import { newProfile, openBrowser } from '../browser/browser';
import { logIn } from '../browser/login';
import {
	N8nClient,
	type Json,
	type SavedWorkflow,
	type WorkflowDraft,
} from '../../../sandbox/n8n/client';
import { installPackage, packTarball } from '../../../sandbox/n8n/packaging';
import { ROOT } from '../../../sandbox/n8n/runtime';
import { startN8n, type N8nServer } from '../../../sandbox/n8n/server';
import { Pictures } from './pictures';
import { secretsIn } from './secrets';

export { CREDENTIAL_TYPE };
export const NODE_TYPE = 'n8n-nodes-bitrix24-payments.bitrix24Payments';
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
	/** Everything that must not be found in what n8n stores. */
	readonly secrets: Set<string>;
	/** The portal as at the start; what it has seen of secrets is kept. */
	resetPortal(): void;
	restart(): Promise<void>;
	/** @param keepFiles for a look at what went wrong */
	close(keepFiles: boolean): Promise<void>;
}

/** At this level n8n tells the most, secrets included if it could. */
const ENV = { N8N_LOG_LEVEL: 'debug' };

export async function setUpStage(): Promise<Stage> {
	const userFolder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-e2e-'));
	const tarball = packTarball();
	installPackage(userFolder, tarball);
	const portal = await startPortal();
	const n8n = await startN8n({ userFolder, env: ENV });
	const browser = await openBrowser();
	const client = new N8nClient(n8n.url);
	await client.setUpOwner();
	const page = await loggedInPage(browser, n8n.url);
	return makeStage({ userFolder, tarball, portal, n8n, browser, client, page });
}

async function loggedInPage(browser: Browser, url: string): Promise<Page> {
	const profile = await newProfile(browser);
	const page = await profile.newPage();
	await logIn(page, url);
	return page;
}

interface Parts
	extends Pick<Stage, 'userFolder' | 'tarball' | 'portal' | 'n8n' | 'client' | 'page'> {
	browser: Browser;
}

function makeStage({ browser, ...parts }: Parts): Stage {
	const { portal, userFolder, tarball, page } = parts;
	const code = new URL(portal.webhook).pathname.split('/')[3] ?? '';
	const stage: Stage = {
		...parts,
		pictures: new Pictures(page),
		secrets: new Set([code, portal.oauth.clientSecret]),
		resetPortal() {
			for (const secret of secretsIn(portal.requests)) stage.secrets.add(secret);
			portal.reset();
		},
		async restart() {
			await stage.n8n.stop();
			const port = Number(new URL(stage.n8n.url).port);
			stage.n8n = await startN8n({ userFolder, port, env: ENV });
		},
		async close(keepFiles) {
			await browser.close();
			await stage.n8n.stop();
			await portal.close();
			rmSync(join(tarball, '..'), { recursive: true, force: true });
			if (!keepFiles) rmSync(userFolder, { recursive: true, force: true });
		},
	};
	return stage;
}

/** The data of a credential of the sandbox portal. */
export function webhookData({ portal }: Stage): Json {
	return { grantType: 'webhook', webhookUrl: portal.webhook };
}

export function oauthData({ portal }: Stage): Json {
	const { clientId, clientSecret, authorizationServer } = portal.oauth;
	const portalUrl = portal.url;
	return {
		grantType: 'authorizationCode',
		portalUrl,
		clientId,
		clientSecret,
		authorizationServer,
	};
}

/** ID of a saved credential. One of the stage's own is made when it is asked for first. */
export async function credentialId(stage: Stage, name: string): Promise<string> {
	const all = (await stage.client.request('GET', '/rest/credentials')) as Json[];
	const known = all.find((credential) => credential.name === name);
	if (known) return String(known.id);
	if (![WEBHOOK_CREDENTIAL, OAUTH_CREDENTIAL].includes(name)) {
		throw new Error(`There is no credential ${name}`);
	}
	const data = name === OAUTH_CREDENTIAL ? oauthData(stage) : webhookData(stage);
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
	return await stage.client.createWorkflow({
		name: settings.name,
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
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
			},
		],
		connections: { Start: { main: [[{ node: 'Payments', type: 'main', index: 0 }]] } },
		pinData: { Start: settings.items.map((json) => ({ json })) },
	});
}

/** The workflow of `npm start`, with the saved webhook credential. */
export async function demoWorkflow(stage: Stage): Promise<SavedWorkflow> {
	const file = join(ROOT, 'sandbox', 'demo.workflow.json');
	const draft = JSON.parse(readFileSync(file, 'utf8')) as WorkflowDraft;
	const id = await credentialId(stage, WEBHOOK_CREDENTIAL);
	return await stage.client.createWorkflow(withCredential(draft, { id, name: WEBHOOK_CREDENTIAL }));
}
