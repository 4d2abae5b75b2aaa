import type { IHttpRequestOptions } from 'n8n-workflow';

import { complaintAbout } from '../../nodes/Bitrix24Payments/portal/webhookCheck';

const WEBHOOK = 'https://acme.bitrix24.com/rest/7/abcdefgh12345678/';
const SPELLING = 'Check how the host is spelt';
const COPY_AGAIN =
	'Copy the whole URL again from Bitrix24: Developer resources > Other > Inbound webhook';

interface Check {
	/** What the dialog shows; undefined where nothing is wrong. */
	readonly complaint: string | undefined;
	readonly requests: IHttpRequestOptions[];
}

/** What the dialog says of a webhook whose portal gives this answer, or from which an error comes. */
async function check(answer: object, webhookUrl = WEBHOOK): Promise<Check> {
	const requests: IHttpRequestOptions[] = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		requests.push(options);
		if (answer instanceof Error) throw answer;
		return answer;
	};
	const credential = { grantType: 'webhook', webhookUrl };
	return { complaint: await complaintAbout({ helpers: { httpRequest } }, credential), requests };
}

function answered(body: unknown, statusCode = 200, headers = {}): object {
	return { statusCode, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function refused(error: string, text: string, statusCode: number): object {
	return answered({ error, error_description: text }, statusCode);
}

function broken(code: string): Error {
	return Object.assign(new Error(`POST ${WEBHOOK} failed`), { code });
}

describe('The dialog of a webhook', () => {
	it('asks the portal for the permissions of the webhook, and waits for twenty seconds', async () => {
		const { requests } = await check(answered({ result: ['crm'] }));
		expect(requests).toEqual([
			expect.objectContaining({ url: `${WEBHOOK}scope`, body: '{}', timeout: 20_000 }),
		]);
	});

	it.each([['crm'], ['sale'], ['pay_system'], ['salescenter']])(
		'has no complaint where %s is one of the permissions',
		async (scope) => {
			expect((await check(answered({ result: ['task', scope] }))).complaint).toBeUndefined();
		},
	);

	it.each([[['task']], [['']], [[]]])('says that %j are none for payments', async (result) => {
		expect((await check(answered({ result }))).complaint).toBe(
			'Bitrix24 accepts this webhook, but it has no permission for payments. Edit it in Bitrix24, tick crm, sale and pay_system, and save',
		);
	});

	it('says what is wrong with an address before anything is sent to it', async () => {
		const { complaint, requests } = await check(answered({ result: ['crm'] }), 'https://a.example');
		expect(complaint).toBe(
			"The 'Webhook URL' of the credential has no '/rest/' part after the host. Copy the whole URL from Bitrix24 (Developer resources > Other > Inbound webhook). It has the form https://your-portal.bitrix24.com/rest/{user ID}/{code}/",
		);
		expect(requests).toEqual([]);
	});
});

describe('The dialog of a webhook that is not answered', () => {
	it.each([
		[
			'ECONNREFUSED',
			'Bitrix24 could not be reached: acme.bitrix24.com refuses the connection. Check host and port in the credential, and that the portal is running',
		],
		['ETIMEDOUT', 'Bitrix24 did not answer in time'],
		['ECONNRESET', 'The connection to Bitrix24 broke before the answer arrived'],
		[
			'EPROTO',
			'The connection to Bitrix24 broke before the answer arrived. The server may not speak https at this port: check the port in the credential',
		],
	])('says why: %s', async (code, complaint) => {
		expect((await check(broken(code))).complaint).toBe(complaint);
	});

	it('leaves to the test of n8n what nobody can explain', async () => {
		expect((await check(new Error('Not allowed here'))).complaint).toBeUndefined();
	});
});

describe('The dialog of a webhook at an address that is none of Bitrix24', () => {
	const LEADS_ON = 'There is no portal at this address: it leads on to another page';

	it.each([
		[200, '<html>Welcome</html>'],
		[299, '<html>Welcome</html>'],
		[400, 'Bad request'],
		[404, 'Not found'],
	])('says so of a page with HTTP %i', async (status, page) => {
		expect((await check(answered(page, status))).complaint).toBe(
			`No Bitrix24 REST API answers at this address (HTTP ${status}). ${SPELLING}. ${COPY_AGAIN}`,
		);
	});

	it.each([[{}], ['crm'], [null], [true]])('says so of the permissions %j', async (result) => {
		expect((await check(answered({ result }))).complaint).toBe(
			`No Bitrix24 REST API answers at this address. ${SPELLING}. ${COPY_AGAIN}`,
		);
	});

	it.each([[300], [302], [399]])('says that it leads on (HTTP %i)', async (status) => {
		const elsewhere = answered('', status, { location: 'https://www.example/' });
		expect((await check(elsewhere)).complaint).toBe(`${LEADS_ON} (HTTP ${status}). ${SPELLING}`);
	});
});

describe('The dialog of a webhook that the portal refuses', () => {
	it('says how to mend it', async () => {
		const unknown = refused('INVALID_CREDENTIALS', 'Invalid request credentials', 401);
		expect((await check(unknown)).complaint).toBe(
			'Bitrix24 does not accept this webhook. Its URL was copied incompletely, or it was deleted, changed or blocked. Create a new inbound webhook in Bitrix24 and paste its URL into the credential. Bitrix24 says: Invalid request credentials',
		);
	});

	it('names the new address of a portal that was renamed, and speaks of no payment', async () => {
		const location = 'https://renamed.example/rest/7/abcdefgh12345678/scope';
		expect((await check(answered('', 302, { location }))).complaint).toBe(
			'The portal now has the address renamed.example. Enter the new address in the credential; n8n does not follow by itself, so that no secret reaches a host you did not name',
		);
	});

	it.each([
		['QUERY_LIMIT_EXCEEDED', 'Too many requests', 503],
		['INTERNAL_SERVER_ERROR', 'Internal server error', 500],
		['upstream_error', 'The server is busy', 502],
	])('advises patience where it may pass: %s', async (code, text, status) => {
		const { complaint } = await check(refused(code, text, status));
		expect(complaint).toMatch(/^[^.]+\. Try again in a minute$/);
	});

	it('shows the words of Bitrix24 where its code is an unknown one', async () => {
		const odd = refused('ODD_CODE', 'Something odd', 400);
		expect((await check(odd)).complaint).toMatch(/^Something odd\. /);
	});
});
