import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';

import type { ICredentialDataDecryptedObject, IExecuteFunctions, INodeType } from 'n8n-workflow';

import { loadPackage } from '../../sandbox/engine/engine';
import { startRig, type Rig } from '../support/rig';

/** Webhooks whose address is wrong: what the node says of it, and what the credential's dialog. */
const PATH = '/rest/1/abcdefgh12345678/';
const CERTIFICATE = join(__dirname, '../fixtures/certificate');

const credentialType = new (loadPackage().Credential)();

let rig: Rig;
const servers: Server[] = [];

beforeAll(async () => {
	rig = await startRig();
});

afterAll(async () => {
	for (const server of servers) server.close();
	await rig.close();
});

async function listen(server: Server): Promise<number> {
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

async function answering(handler: RequestListener): Promise<string> {
	return `http://127.0.0.1:${await listen(createServer(handler))}${PATH}`;
}

async function ownCertificate(): Promise<string> {
	const read = (name: string) => readFileSync(join(CERTIFICATE, name));
	const options = { key: read('key.pem'), cert: read('certificate.pem') };
	const server = createHttpsServer(options, (_, response) => response.end());
	return `https://127.0.0.1:${await listen(server)}${PATH}`;
}

async function closedPort(): Promise<string> {
	const server = createServer();
	const port = await listen(server);
	await new Promise((resolve) => server.close(resolve));
	return `http://127.0.0.1:${port}${PATH}`;
}

async function plainPort(): Promise<string> {
	return (await answering((_, response) => response.end())).replace('http:', 'https:');
}

const webPage = () => answering((_, response) => response.end('<html>Welcome</html>'));

const elsewhere = () =>
	answering((_, response) => response.writeHead(302, { location: 'https://www.example/' }).end());

const notFound = () => answering((_, response) => response.writeHead(404).end('Not found'));

/** What the credential's dialog shows; n8n hands its own `httpRequest` over, as to a node. */
async function dialogFor(webhookUrl: string): Promise<string> {
	let shown = '';
	const { engine } = rig;
	const node: INodeType = engine['node'];
	const { execute } = node;
	node.execute = async function (this: IExecuteFunctions) {
		const credential: ICredentialDataDecryptedObject = { grantType: 'webhook', webhookUrl };
		const { preAuthentication } = credentialType;
		await preAuthentication?.call({ helpers: this.helpers }, credential).then(
			() => (shown = 'Connection successful'),
			(error: Error) => (shown = error.message),
		);
		return [[]];
	};
	await rig.run({ operation: 'pay', items: [{ id: 1001 }] });
	node.execute = execute;
	return shown;
}

interface Words {
	readonly message: RegExp;
	readonly cure: RegExp;
}

const UNREACHABLE: Array<[string, () => Promise<string>, Words]> = [
	[
		'a host that nobody has',
		async () => `https://no-such-portal.invalid${PATH}`,
		{
			// Without a network, nobody can say that there is no such host.
			message: /: (there is no host no-such-portal\.invalid|the host .* could not be looked up)$/,
			cure: /Check how it is spelt in the credential/,
		},
	],
	[
		'a closed port',
		closedPort,
		{
			message: /: 127\.0\.0\.1:\d+ refuses the connection$/,
			cure: /Check host and port in the credential/,
		},
	],
	[
		'a certificate of its own',
		ownCertificate,
		{
			message: /: the certificate of 127\.0\.0\.1:\d+ is not trusted by n8n$/,
			cure: /NODE_EXTRA_CA_CERTS/,
		},
	],
];

describe.each(UNREACHABLE)('A webhook with %s', (_, url, { message, cure }) => {
	it('says so in the node, and that nothing was changed', async () => {
		rig.useWebhook(await url());
		const { error } = await rig.run({ operation: 'pay', items: [{ id: 1001 }] });
		expect(error?.message).toMatch(/Bitrix24 could not be reached: /);
		expect(error?.message).toMatch(message);
		expect(error?.description).toMatch(/nothing was changed/);
		expect(error?.description).toMatch(cure);
	});

	it('says so in the dialog of the credential, and nothing of payments', async () => {
		const [first = '', ...others] = (await dialogFor(await url())).split(/\. (?=[A-Z])/);
		expect(first).toMatch(message);
		expect(others.join('. ')).toMatch(cure);
		expect(others.join('. ')).not.toMatch(/changed|run again/);
	});
});

const FOREIGN: Array<[string, () => Promise<string>, RegExp]> = [
	[
		'a page of somebody else',
		webPage,
		/^No Bitrix24 REST API answers at this address \(HTTP 200\)/,
	],
	['nothing at its path', notFound, /^No Bitrix24 REST API answers at this address \(HTTP 404\)/],
	['a host that leads elsewhere', elsewhere, /^There is no portal at this address: it leads on/],
	['https at a port without it', plainPort, /may not speak https at this port/],
];

describe.each(FOREIGN)('A webhook with %s', (_, url, words) => {
	it('is told from one that works, with what to check', async () => {
		const shown = await dialogFor(await url());
		expect(shown).toMatch(words);
		expect(shown).toMatch(/[Cc]heck how the host is spelt|check the port/);
	});
});

const MALFORMED: Array<[string, (webhook: string) => string, RegExp]> = [
	['without its path', (webhook) => new URL(webhook).origin, /has no '\/rest\/' part/],
	['without its code', (webhook) => webhook.replace(/\w+\/$/, ''), /the code is missing/],
	['cut off in the middle', (webhook) => webhook.replace(/\w{12}\/$/, ''), /copied incompletely/],
	['that is empty', () => '', /is empty/],
	['of another code', (webhook) => webhook.replace(/\w{5}\/$/, 'wrong/'), /does not accept this/],
];

describe.each(MALFORMED)('A webhook %s', (_, spoil, words) => {
	it('is explained in the dialog without being shown', async () => {
		const shown = await dialogFor(spoil(rig.portal.webhook));
		expect(shown).toMatch(words);
		expect(shown).not.toContain(rig.portal.webhook.slice(-17, -1));
	});
});

const PASSING: Array<[string, number, string]> = [
	['a limit', 429, 'QUERY_LIMIT_EXCEEDED'],
	['a fault of its own', 500, 'INTERNAL_SERVER_ERROR'],
	['words of a proxy', 403, 'upstream_error'],
];

describe.each(PASSING)('A portal that answers the dialog with %s', (_, status, code) => {
	it('is tried again later, and no workflow is spoken of', async () => {
		const body = JSON.stringify({ error: code });
		const url = await answering((_request, response) => response.writeHead(status).end(body));
		const shown = await dialogFor(url);
		expect(shown).toMatch(/\. Try again in a minute$/);
		expect(shown).not.toMatch(/workflow|option|this node/);
	});
});

it('A portal that was renamed is said to be, without a word on payments', async () => {
	const url = await answering((request, response) =>
		response.writeHead(302, { location: `https://renamed.example${request.url}` }).end(),
	);
	const shown = await dialogFor(url);
	expect(shown).toMatch(/^The portal now has the address renamed\.example\. Enter the new address/);
	expect(shown).not.toMatch(/changed/);
});

describe('A webhook that works', () => {
	it('is left to the test of n8n where n8n itself lets no request through', async () => {
		const helpers = { httpRequest: async () => Promise.reject(new Error('Not allowed here')) };
		const credential = { grantType: 'webhook', webhookUrl: rig.portal.webhook };
		const { preAuthentication } = credentialType;
		const answer = preAuthentication?.call({ helpers } as never, credential);
		await expect(answer).resolves.toMatchObject({ oauthTokenData: { token_type: 'none' } });
	});

	it('needs at least one permission that payments need', async () => {
		const none = rig.portal.webhookFor({ scopes: ['task'] });
		expect(await dialogFor(none)).toMatch(/has no permission for payments/);
		const one = rig.portal.webhookFor({ scopes: ['crm'] });
		expect(await dialogFor(one)).toBe('Connection successful');
	});
});
