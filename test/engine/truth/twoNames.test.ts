import type { IDataObject } from 'n8n-workflow';

import { DIALECTS } from '../../faults/support/cases';
import { startSteppingRig, type SteppingRig } from '../../faults/support/steppingRig';
import { pairs, type RunResult } from '../../support/rig';
import { BOTH_MODES, CONTINUE, jsonOf, STOP, WAYS, type Way } from './support';

/**
 * One portal under two names, as a cloud portal with a domain of its own has them
 * (docs/bitrix24.md#names-of-a-portal): whoever comes by the one waits for who comes by the other.
 */
let rig: SteppingRig;

beforeEach(async () => {
	rig = await startSteppingRig({
		latency: { perRequestMs: 30, perCommandMs: { '*': 300, 'crm.item.payment.get': 40 } },
	});
	const webhookUrl = '={{ $json.hook }}';
	rig.engine.credentials.save('credential', { grantType: 'webhook', webhookUrl });
});
afterEach(async () => {
	const overlaps = rig.portal.ledger.overlaps();
	await rig.close();
	expect(overlaps).toBe(0);
});

const add = (count: number, rest: IDataObject = {}) =>
	Array.from({ length: count }, (_, index) =>
		rig.portal.ledger.addPayment({ id: 7001 + index, sum: 100, paySystemId: 4, ...rest }),
	);

/** A webhook of its own for each name, so that the two have nothing in common but the portal. */
function hooks([reads, dialect]: Way = WAYS[0] ?? ['by lists', 'new dialect']): string[] {
	rig.portal.dialect = { ...rig.portal.dialect, ...DIALECTS[dialect] };
	const scopes = reads === 'by lists' ? undefined : ['crm', 'pay_system'];
	return ['127.0.0.1', 'localhost'].map((host) =>
		rig.portal.webhookAt(host, rig.portal.webhookFor({ scopes })),
	);
}

async function run(operation: string, items: IDataObject[], rest = {}): Promise<RunResult> {
	return await rig.run({
		operation,
		items,
		parameters: {
			paymentId: '={{ $json.id }}',
			updateFields: { comments: 'x' },
			paySystemId: 4,
		},
		onError: CONTINUE,
		options: { maxWait: 3600 },
		...rest,
	});
}

const changed = (results: readonly RunResult[]) =>
	results.flatMap(({ items }) => jsonOf(items)).filter((json) => json.changed === true).length;

const triggers = (ids: readonly number[]) =>
	ids.map((id) => rig.portal.ledger.effects(id).triggers);

describe('Two executions that know the portal by different names', () => {
	it.each(WAYS)('book each payment once, read %s, %s', async (...way) => {
		const ids = add(8);
		const results = await Promise.all(
			hooks(way).map(async (hook, index) => {
				const own = index === 0 ? ids : [...ids].reverse();
				return await run(
					'pay',
					own.map((id) => ({ id, hook })),
				);
			}),
		);
		expect(triggers(ids)).toEqual(ids.map(() => 1));
		expect(changed(results)).toBe(8);
	});

	it.each(['unpay', 'update', 'delete', 'paySystemPay'])('%s once', async (operation) => {
		const isPaid = operation === 'unpay';
		const ids = add(6, isPaid ? { paid: 'Y', datePaid: '2026-05-09T11:20:00+02:00' } : {});
		const results = await Promise.all(
			hooks().map(
				async (hook) =>
					await run(
						operation,
						ids.map((id) => ({ id, hook })),
					),
			),
		);
		expect(changed(results)).toBe(6);
	});

	it('write to one order one after the other', async () => {
		const ids = add(8, { orderId: 9100, entityId: 50 });
		const [one = '', two = ''] = hooks();
		await Promise.all([
			run(
				'pay',
				ids.slice(0, 4).map((id) => ({ id, hook: one })),
			),
			run(
				'pay',
				ids.slice(4).map((id) => ({ id, hook: two })),
			),
		]);
		expect(triggers(ids)).toEqual(ids.map(() => 1));
	});

	it('wait for what one of them has lost', async () => {
		const [id] = add(1);
		const [one = '', two = ''] = hooks();
		rig.portal.faults.add({ fault: 'resetThenFinish', method: 'batch', delayMs: 40_000 });
		await run('pay', [{ id: id ?? 0, hook: one }], { options: { settleTime: 0 } });
		await run('pay', [{ id: id ?? 0, hook: two }]);
		await rig.portal.finishPending();
		expect(triggers([id ?? 0])).toEqual([1]);
	});
});

describe('One execution that knows the portal by two names', () => {
	it.each(BOTH_MODES)('books the same payment once: %s', async (onError) => {
		const [id = 0] = add(1);
		const [one = '', two = ''] = hooks();
		const items = [one, two, one].map((hook) => ({ id, hook }));
		const result = await run('pay', items, { onError });
		expect(triggers([id])).toEqual([1]);
		expect(jsonOf(result.items).filter((json) => json.changed === true)).toHaveLength(1);
		expect(pairs(result.items)).toEqual([0, 1, 2]);
	});

	it.each([CONTINUE, STOP])('books siblings one after the other: %s', async (onError) => {
		const ids = add(6, { orderId: 9100, entityId: 50 });
		const own = hooks();
		const items = ids.map((id, index) => ({ id, hook: own[index % 2] ?? '' }));
		await run('pay', items, { onError });
		expect(triggers(ids)).toEqual(ids.map(() => 1));
	});
});

describe('A webhook and a token of the same portal', () => {
	it('book each payment once', async () => {
		const ids = add(6);
		const { oauth, url, webhook } = rig.portal;
		rig.engine.credentials.save('credential', {
			grantType: '={{ $json.method }}',
			webhookUrl: webhook,
			portalUrl: url,
			clientId: oauth.clientId,
			clientSecret: oauth.clientSecret,
			authorizationServer: oauth.authorizationServer,
			oauthTokenData: { ...oauth.issueTokens() },
		});
		const results = await Promise.all(
			['webhook', 'authorizationCode'].map(
				async (method) =>
					await run(
						'pay',
						ids.map((id) => ({ id, method })),
					),
			),
		);
		expect(triggers(ids)).toEqual(ids.map(() => 1));
		expect(changed(results)).toBe(6);
	});
});
