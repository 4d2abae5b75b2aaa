import type { IDataObject } from 'n8n-workflow';

import { SEED, startPortal, type SandboxPortal } from '../../sandbox/portal';
import { pairs, startRig, type OnError, type Rig } from '../support/rig';

const [one, two, three, four] = SEED.bankStatement;
const onError: OnError = 'continueRegularOutput';

/** Two portals, A and B, and one credential whose expressions choose between them for each item. */
let rig: Rig;
let a: SandboxPortal;
let b: SandboxPortal;

beforeAll(async () => {
	rig = await startRig();
	a = rig.portal;
	b = await startPortal({ clock: rig.clock });
});
afterAll(async () => {
	await rig.close();
	await b.close();
});
beforeEach(() => {
	a.reset();
	b.reset();
	rig.engine.credentials.save('credential', {
		grantType: 'webhook',
		webhookUrl: '={{ $json.hook }}',
	});
});

const at = (portal: SandboxPortal, id: number | undefined): IDataObject => ({
	hook: portal.webhook,
	id,
});

/** The payments that a portal booked, in the order in which it did. */
function booked(portal: SandboxPortal): number[] {
	return portal.ledger.journal
		.filter(({ method, changed }) => method === 'crm.item.payment.pay' && changed)
		.map(({ paymentId }) => paymentId ?? 0);
}

describe('A credential that differs by item', () => {
	it.each<[OnError]>([['stopWorkflow'], [onError]])(
		'books each payment where its own credential says (%s)',
		async (mode) => {
			const items = [at(a, one), at(b, two), at(a, three), at(b, four)];
			const result = await rig.run({ operation: 'pay', items, onError: mode });
			expect(booked(a)).toEqual([one, three]);
			expect(booked(b)).toEqual([two, four]);
			expect(result.items.map(({ json }) => json.paymentId)).toEqual([one, two, three, four]);
			expect(result.items.every(({ json }) => json.verified === true)).toBe(true);
			expect(pairs(result.items)).toEqual([0, 1, 2, 3]);
		},
	);

	it('books the same payment ID once in each portal', async () => {
		const result = await rig.run({ operation: 'pay', items: [at(a, one), at(b, one), at(a, one)] });
		expect([booked(a), booked(b)]).toEqual([[one], [one]]);
		expect(result.items.map(({ json }) => json.changed)).toEqual([true, true, false]);
	});

	it('shares requests among the items of one portal, wherever they stand', async () => {
		const ids = SEED.bankStatement;
		const items = ids.flatMap((id) => [at(a, id), at(b, id)]);
		await rig.run({ operation: 'pay', items, onError });
		expect([booked(a), booked(b)]).toEqual([ids, ids]);
		expect(a.requests.length).toBeLessThanOrEqual(3);
		expect(b.requests.length).toBe(a.requests.length);
	});

	it('stops at the first failed item in input order, whichever portal it belongs to', async () => {
		const items = [at(b, one), at(a, SEED.unknown), at(b, two), at(a, three)];
		const { error } = await rig.run({ operation: 'pay', items });
		expect([booked(a), booked(b)]).toEqual([[], [one]]);
		expect(error?.context?.itemIndex).toBe(1);
		expect(error?.description).toContain('Done: 1 of 4 payments. Not started: 2.');
	});

	it('changes a payment of two credentials of one portal in the order of the input', async () => {
		const hooks = [1, 2].map(() => a.webhookFor({ scopes: ['crm', 'sale'] }));
		const { items } = await rig.run({
			operation: 'update',
			parameters: { paymentId: '={{ $json.id }}', updateFields: { comments: '={{ $json.c }}' } },
			items: ['1', '2', '3'].map((c, index) => ({ id: one, c, hook: hooks[index % 2] ?? '' })),
			onError,
		});
		expect(items.map(({ json }) => json.changed)).toEqual([true, true, true]);
		expect(a.ledger.payment(one)?.comments).toBe('3');
	});

	it('looks each payment up where its own credential says', async () => {
		const invoiceOfB = SEED.invoice;
		const items = [at(b, invoiceOfB), at(a, one), at(b, two)];
		const result = await rig.run({ operation: 'get', items });
		expect(result.items.map(({ json }) => json.id)).toEqual([invoiceOfB, one, two]);
		expect(pairs(result.items)).toEqual([0, 1, 2]);
		expect(a.requests.map(({ method }) => method)).toEqual(['crm.item.payment.get']);
		expect(b.requests.map(({ method }) => method)).toEqual(['sale.payment.list']);
	});

	it('may come to both connection methods', async () => {
		rig.engine.credentials.save('credential', {
			grantType: '={{ $json.method }}',
			webhookUrl: '={{ $json.hook }}',
			portalUrl: b.url,
			clientId: b.oauth.clientId,
			clientSecret: b.oauth.clientSecret,
			authorizationServer: b.oauth.authorizationServer,
			oauthTokenData: b.oauth.issueTokens() as unknown as IDataObject,
		});
		b.oauth.expireAccessTokens();
		const items = [
			{ ...at(a, one), method: 'webhook' },
			{ id: two, method: 'authorizationCode' },
			{ ...at(a, three), method: 'webhook' },
		];
		const result = await rig.run({ operation: 'pay', items });
		expect([booked(a), booked(b)]).toEqual([[one, three], [two]]);
		expect(b.oauth.refreshes).toBe(1);
		expect(pairs(result.items)).toEqual([0, 1, 2]);
	});

	it.each([
		['is missing', {}],
		['is malformed', { hook: 'https://portal.example/rest/' }],
		['is unsafe', { hook: 'http://portal.example/rest/1/a1b2c3d4e5f6g7h8/' }],
	])('fails alone with Continue when its URL %s', async (_case, json) => {
		const items = [at(a, one), { id: two, ...json }, at(b, three)];
		const result = await rig.run({ operation: 'pay', items, onError });
		expect([booked(a), booked(b)]).toEqual([[one], [three]]);
		expect(result.items[1]?.json).toMatchObject({
			error: expect.stringContaining('Webhook URL'),
			paymentId: two,
		});
		expect(pairs(result.items)).toEqual([0, 1, 2]);
	});

	it('is known to be unusable before anything is sent without Continue', async () => {
		const items = [at(a, one), at(b, two), { id: three }];
		const { error } = await rig.run({ operation: 'pay', items });
		expect(error?.message).toContain('Webhook URL');
		expect(error?.context?.itemIndex).toBe(2);
		expect(a.requests.length + b.requests.length).toBe(0);
	});

	it('fails alone when its expression cannot be evaluated', async () => {
		rig.engine.credentials.save('credential', {
			grantType: 'webhook',
			webhookUrl: '={{ $json.hook ?? $("Nobody").item.json.hook }}',
		});
		const items = [at(a, one), { id: two }, at(b, three)];
		const result = await rig.run({ operation: 'pay', items, onError });
		expect([booked(a), booked(b)]).toEqual([[one], [three]]);
		expect(result.items[1]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'CREDENTIAL_INVALID', retryable: false }),
		});
	});

	it('never tells one portal the secret of the other', async () => {
		const hook = b.webhookFor({});
		await rig.run({ operation: 'pay', items: [at(a, one), { hook, id: two }], onError });
		const codeOf = (url: string) => url.split('/').at(-2) ?? '';
		expect(codeOf(hook)).not.toBe(codeOf(a.webhook));
		expect(JSON.stringify(a.requests)).not.toContain(codeOf(hook));
		expect(JSON.stringify(b.requests)).not.toContain(codeOf(a.webhook));
	});
});

describe('A credential that is the same for all items', () => {
	it('is decrypted no more often for many items than for two', async () => {
		rig.useWebhook();
		const decryptions = async (count: number) => {
			const before = rig.engine.credentials.decryptions;
			const items = Array.from({ length: count }, () => ({ id: SEED.alreadyPaid }));
			await rig.run({ operation: 'get', items });
			return rig.engine.credentials.decryptions - before;
		};
		const few = await decryptions(2);
		expect(few).toBeLessThanOrEqual(2);
		expect(await decryptions(300)).toBe(few);
	});

	it('may hold expressions that do not speak of items', async () => {
		rig.engine.credentials.save('credential', {
			grantType: 'webhook',
			webhookUrl: `={{ $execution.id ? "${a.webhook}" : "" }}`,
		});
		const before = rig.engine.credentials.decryptions;
		const items = SEED.bankStatement.map((id) => ({ id }));
		await rig.run({ operation: 'pay', items });
		expect(booked(a)).toEqual(SEED.bankStatement);
		expect(rig.engine.credentials.decryptions - before).toBeLessThanOrEqual(2);
	});
});
