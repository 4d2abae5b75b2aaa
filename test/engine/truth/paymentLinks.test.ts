import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../../sandbox/portal';
import { pairs, type RunResult } from '../../support/rig';
import { BOTH_MODES, CONTINUE, jsonOf, STOP, useRig, wordsOf } from './support';

/** The link on which a customer pays: one that leads nowhere, or for nothing, is no success. */
const use = useRig();

const [first, second, third] = SEED.bankStatement;

async function link(
	ids: readonly number[],
	parameters: IDataObject = {},
	onError: typeof CONTINUE | typeof STOP = CONTINUE,
): Promise<RunResult> {
	return await use.rig.run({
		operation: 'getPublicUrl',
		items: ids.map((id) => ({ id })),
		parameters: { paymentId: '={{ $json.id }}', includeQrCode: true, ...parameters },
		onError,
	});
}

describe('A picture that cannot be stored', () => {
	/** n8n's store of files is full when the n-th picture comes. */
	function breakStore(nth: number): jest.SpyInstance {
		const service = Container.get(BinaryDataService);
		const store = service.store.bind(service);
		let pictures = 0;
		return jest.spyOn(service, 'store').mockImplementation(async (...args) => {
			pictures += 1;
			if (pictures === nth) throw new Error('ENOSPC: no space left on device');
			return await store(...args);
		});
	}

	afterEach(() => jest.restoreAllMocks());

	it.each([1, 2, 3])('leaves the others as they are: picture %d', async (nth) => {
		breakStore(nth);
		const { items } = await link([first, second, third]);
		expect(pairs(items)).toEqual([0, 1, 2]);
		items.forEach(({ json, binary }, index) => {
			if (index === nth - 1) return expect(binary?.data).toBeUndefined();
			expect(json).toMatchObject({ url: expect.stringContaining('http') });
			expect(binary?.data).toBeDefined();
		});
	});

	it('is told of the payment that it belongs to, with the link if it is there', async () => {
		breakStore(2);
		const { items } = await link([first, second, third]);
		const words = wordsOf({ items: items.slice(1, 2) });
		expect(words).toMatch(/QR|picture/i);
		expect(words).not.toMatch(/Check the credential/);
		expect(items[1]?.json.paymentId).toBe(second);
		expect(items[1]?.json.url ?? 'http').toContain('http');
	});

	it('stops a run that stops at the first failure with that reason, or leaves a warning', async () => {
		breakStore(1);
		const result = await link([first, second], {}, STOP);
		expect(wordsOf(result)).toMatch(/QR|picture/i);
		expect(wordsOf(result)).not.toMatch(/Check the credential/);
	});

	it('is none where no picture is wanted', async () => {
		const store = breakStore(1);
		const { items } = await link([first], { includeQrCode: false });
		expect(items[0]?.json).toMatchObject({ url: expect.stringContaining('http') });
		expect(store).not.toHaveBeenCalled();
	});
});

/** Puts another link into everything that holds one. */
function relink(value: unknown, payment: IDataObject): unknown {
	if (Array.isArray(value)) return value.map((one) => relink(one, payment));
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([name, entry]) => [
		name,
		name === 'payment' && JSON.stringify(entry).includes('shortUrl')
			? payment
			: relink(entry, payment),
	]);
	return Object.fromEntries(entries);
}

let server: Server | undefined;

afterEach(() => {
	server?.closeAllConnections();
	server?.close();
	server = undefined;
});

/** The portal answers this instead of a link, however it is asked. */
async function answer(payment: IDataObject): Promise<void> {
	const forward = async (request: IncomingMessage, response: ServerResponse) => {
		const body = (await request.toArray()).join('');
		const headers = { 'content-type': 'application/json' };
		const url = `${use.portal.url}${request.url}`;
		const answered = await fetch(url, { method: 'POST', headers, body });
		const changed = relink(await answered.json(), payment);
		response.writeHead(answered.status, headers).end(JSON.stringify(changed));
	};
	const started = createServer((request, response) => void forward(request, response));
	server = started;
	await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
	const { port } = started.address() as AddressInfo;
	use.rig.useWebhook(use.portal.webhook.replace(/:\d+\//, `:${port}/`));
}

const GOOD = 'https://portal.example/pub/payment/1/2/abc/';

describe('A link that leads nowhere', () => {
	it.each<[string, IDataObject]>([
		['empty', { url: '', shortUrl: '', qr: '' }],
		['of spaces', { url: '  ', shortUrl: GOOD }],
		['a script', { url: 'javascript:alert(1)', shortUrl: GOOD }],
		['a script in capitals', { url: 'JavaScript:alert(1)' }],
		['a script behind a space', { url: ' javascript:alert(1)' }],
		['data', { url: 'data:text/html,<script>alert(1)</script>' }],
		['a file', { url: 'file:///etc/passwd' }],
		['no address', { url: 'pay here' }],
		['half an address', { url: 'https://' }],
		['null', { url: null }],
		['a number', { url: 17 }],
		['missing', { shortUrl: GOOD }],
	])('is no success: %s', async (_, payment) => {
		await answer(payment);
		const { items } = await link([first]);
		expectRefused(items, [first]);
	});

	it('is no success for any of several', async () => {
		const ids = [first, second];
		await answer({ url: 'javascript:alert(1)', shortUrl: GOOD });
		const { items } = await link(ids);
		expectRefused(items, ids);
	});

	function expectRefused(items: RunResult['items'], ids: readonly number[]): void {
		expect(pairs(items)).toEqual(ids.map((_, index) => index));
		for (const [index, json] of jsonOf(items).entries()) {
			expect(json).toMatchObject({
				paymentId: ids[index],
				error: expect.any(String),
				errorDetails: expect.objectContaining({ code: 'BAD_RESPONSE' }),
			});
			expect(json).not.toHaveProperty('url');
			expect(JSON.stringify(json)).not.toMatch(/javascript:|data:text/i);
		}
	}

	it('stops a run that stops at the first failure', async () => {
		await answer({ url: 'javascript:alert(1)' });
		const { error, items } = await link([first], {}, STOP);
		expect(items).toEqual([]);
		expect(error?.message).toBeDefined();
	});

	it.each(['javascript:alert(1)', '', 'data:text/html,x', 17, null])(
		'in short is left out: %j',
		async (shortUrl) => {
			await answer({ url: GOOD, shortUrl, qr: '' });
			const { items } = await link([first]);
			expect(items[0]?.json).toMatchObject({ url: GOOD });
			expect(items[0]?.json.shortUrl ?? null).toBeNull();
		},
	);

	it.each(['http://portal.example/pub/1/', 'https://xn--e1afmkfd.xn--p1ai/~a1', GOOD])(
		'is not %s',
		async (url) => {
			await answer({ url, shortUrl: url, qr: '' });
			const { items } = await link([first]);
			expect(items[0]?.json).toMatchObject({ url, shortUrl: url });
		},
	);
});

describe('A QR code that is asked for', () => {
	it.each([undefined, null, '', 5, false, 'data:image/png;base64,', 'no picture!', 'aGVsbG8='])(
		'and is no picture is missed with a word: %j',
		async (qr) => {
			await answer({ url: GOOD, shortUrl: GOOD, qr });
			const { items } = await link([first]);
			expect(items[0]?.json).toMatchObject({
				url: GOOD,
				warning: expect.stringMatching(/QR code/),
			});
			expect(items[0]?.binary?.data).toBeUndefined();
			const unasked = await link([first], { includeQrCode: false });
			expect(unasked.items[0]?.json.warning).toBeUndefined();
		},
	);

	it('is missed beside what else there is to say', async () => {
		const id = use.portal.person.addsPayment({ entityId: SEED.dealWithoutPayments });
		await answer({ url: GOOD, qr: null });
		const { items } = await link([id]);
		expect(items[0]?.json.warning).toMatch(/is 0: .*\. Bitrix24 gave no QR code/);
	});

	it('keeps its own kind of picture', async () => {
		await answer({ url: GOOD, qr: 'data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=' });
		const { items } = await link([first]);
		expect(items[0]?.binary?.data).toMatchObject({
			mimeType: 'image/svg+xml',
			fileName: `payment-${first}.svg`,
		});
	});
});

describe('A link for a payment of nothing', () => {
	const empty = () => use.portal.person.addsPayment({ entityId: SEED.dealWithoutPayments });

	it('comes with a warning', async () => {
		const { items } = await link([empty()]);
		expect(items[0]?.json).toMatchObject({ url: expect.stringContaining('http') });
		expect(items[0]?.json.warning).toMatch(/\b0\b|amount/i);
	});

	it('is told from the others', async () => {
		const { items } = await link([first, empty(), third]);
		expect(jsonOf(items).map(({ warning }) => warning !== undefined)).toEqual([false, true, false]);
	});

	it('does not stop a run', async () => {
		const { items, error } = await link([empty(), first], {}, STOP);
		expect(error).toBeUndefined();
		expect(items).toHaveLength(2);
	});

	it('is given all the same where the amount may not be read', async () => {
		const id = empty();
		use.rig.useWebhook(use.portal.webhookFor({ scopes: ['salescenter'] }));
		for (const onError of BOTH_MODES) {
			const { items } = await link([id, first], {}, onError);
			expect(jsonOf(items)).toMatchObject([
				{ url: expect.stringContaining('http') },
				{ url: expect.stringContaining('http') },
			]);
		}
	});
});

describe('Links of many payments', () => {
	it('cost few requests', async () => {
		const { items } = await link(SEED.bankStatement);
		expect(items).toHaveLength(SEED.bankStatement.length);
		expect(use.portal.requests.length).toBeLessThanOrEqual(3);
	});
});
