/**
 * Runs Bitrix24's official SDK in a process of its own, because it is made of ES modules, which
 * jest's module loader does not take. A task comes in as a message, its outcome goes back as one.
 */
import { ApiVersion, B24Hook, B24OAuth } from '@bitrix24/b24jssdk';

process.on('message', async ({ number, task }) => {
	const outcome = await perform(task).then(
		(value) => ({ value }),
		(error) => ({ failure: inWords(error) }),
	);
	process.send({ number, outcome });
});

async function perform({ action, client: described, ...task }) {
	const refreshed = [];
	const client = described.webhook
		? hookClient(described.webhook)
		: oauthClient(described, refreshed);
	client.offClientSideWarning();
	return { ...(await ACTIONS[action](client, task)), refreshed };
}

/**
 * The SDK insists on https, which a loopback portal does not speak, so the scheme is changed back
 * just before a request leaves. Everything else is its own.
 */
function hookClient(webhook) {
	const client = B24Hook.fromWebhookUrl(webhook.replace('http://', 'https://'));
	client.getHttpClient(ApiVersion.v2).ajaxClient.interceptors.request.use((request) => ({
		...request,
		url: request.url.replace('https://', 'http://'),
	}));
	return client;
}

function oauthClient({ options, secret }, refreshed) {
	const client = new B24OAuth(options, secret);
	client.setCallbackRefreshAuth(async ({ b24OAuthParams }) => {
		refreshed.push({ ...b24OAuthParams });
	});
	return client;
}

const ACTIONS = {
	async call(client, { method, params }) {
		const answer = await client.actions.v2.call.make({ method, params });
		return reply(answer);
	},

	async batch(client, { calls, halt }) {
		const options = { isHaltOnError: halt, returnAjaxResult: true };
		const answer = await client.actions.v2.batch.make({ calls, options });
		const replies = Object.entries(answer.getData() ?? {}).map(([key, one]) => [key, reply(one)]);
		return { isSuccess: answer.isSuccess, replies: Object.fromEntries(replies) };
	},

	async chunks(client, { calls }) {
		const answer = await client.actions.v2.batchByChunk.make({ calls });
		return { rows: answer.getData() };
	},

	async list(client, task) {
		const answer = await client.actions.v2.callList.make(task);
		return { rows: answer.getData() };
	},

	async pages(client, { method, params }) {
		const http = client.getHttpClient(ApiVersion.v2);
		let page = await client.actions.v2.call.make({ method, params });
		const total = page.getTotal();
		const pages = [];
		while (page) {
			pages.push(page.getData().result);
			page = await page.getNext(http);
		}
		return { total, pages };
	},

	async isAdmin(client) {
		await client.initIsAdmin();
		return { isAdmin: client.auth.isAdmin };
	},
};

function reply(answer) {
	const { result, time } = answer.getData() ?? {};
	const [error] = answer.getErrors();
	return {
		isSuccess: answer.isSuccess,
		status: answer.getStatus(),
		result,
		time,
		...(error ? { failure: inWords(error) } : {}),
	};
}

function inWords({ code, status, message }) {
	return { code, status, text: message };
}
