import type { FaultRule } from '../../../sandbox/portal';
import { leaksIn } from '../../support/leaks';
import {
	add,
	ALL_ACTS,
	ask,
	askOne,
	BOTH_MODES,
	create,
	jsonOf,
	meet,
	newPayments,
	PAY,
	sent,
	STOP,
	useRig,
	WAYS,
	wordsOf,
} from './support';

/** Only the same request at another host is a portal that was renamed (docs/bitrix24.md#redirects). */
const use = useRig();

const code = () => use.portal.webhook.split('/')[5] ?? '';

/** Where a script that has run may send somebody; none of it is a new address of the portal. */
const ELSEWHERE: ReadonlyArray<[string, () => string]> = [
	[
		'the page of a payment system that leads back',
		() => `https://pay.psp.example/checkout?back=${use.portal.webhook}batch`,
	],
	['the login page', () => `/auth/?backurl=/rest/1/${code()}/batch`],
	['the login page of this host', () => `${use.portal.url}/auth/?backurl=%2Frest%2F`],
	['the same address', () => `${use.portal.webhook}batch`],
	['the same path', () => `/rest/1/${code()}/batch`],
	['the same path with a slash', () => `/rest/1/${code()}/batch/`],
	['another host', () => 'https://renamed.example/'],
	['the REST API of another host', () => 'https://renamed.example/rest/'],
	['another method of another host', () => `https://renamed.example/rest/1/${code()}/scope`],
	[
		'the same path in the query of another host',
		() => `https://renamed.example/?to=/rest/1/${code()}/batch`,
	],
	['nowhere', () => ''],
	['a script', () => 'javascript:alert(1)'],
	['half an address', () => 'https://'],
];

const lead = (value: string, rule: Partial<FaultRule> = {}) =>
	use.portal.faults.add({ fault: 'redirectAfter', method: 'batch', value, ...rule });

const FOUND_DONE = { success: true, verified: true, warning: expect.any(String) };

describe('A redirect after the payment was made', () => {
	it.each(ELSEWHERE)('to %s is no new address', async (_, target) => {
		lead(target());
		const json = await askOne(use, PAY, add(use, PAY)[0]);
		expect(json).toMatchObject(FOUND_DONE);
		expect(json).not.toHaveProperty('changed');
		expect(JSON.stringify(json)).not.toMatch(/now has the address|Nothing was changed/);
		expect(sent(use, PAY.method)).toBe(1);
	});

	it.each([301, 302, 303, 307, 308])('is looked at whatever its status: %i', async (status) => {
		lead('https://pay.psp.example/checkout', { status });
		expect(await askOne(use, PAY, add(use, PAY)[0])).toMatchObject(FOUND_DONE);
	});

	it.each(ALL_ACTS)('is looked at whatever the change: %s', async (_, act) => {
		const method = new RegExp(`^(batch|${act.method})$`);
		lead('https://pay.psp.example/checkout', { method });
		expect(await askOne(use, act, add(use, act)[0])).toMatchObject(FOUND_DONE);
		expect(use.ledger.executed(act.method)).toBe(1);
	});

	it.each(WAYS)('concerns all payments of the request, read %s, %s', async (...way) => {
		meet(use, way);
		lead('/auth/?backurl=/rest/', { skip: way[0] === 'by lists' ? 0 : 1 });
		const ids = add(use, PAY, 3);
		const { items } = await ask(use, PAY, ids);
		expect(jsonOf(items)).toMatchObject([FOUND_DONE, FOUND_DONE, FOUND_DONE]);
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual([1, 1, 1]);
	});

	it.each(BOTH_MODES)('does not stop a run: %s', async (onError) => {
		lead('/auth/');
		const { items, error } = await ask(use, PAY, add(use, PAY, 3), { onError });
		expect(error).toBeUndefined();
		expect(items.every(({ json }) => json.success === true)).toBe(true);
	});

	it('names the payment that was created', async () => {
		lead('https://pay.psp.example/checkout');
		const { items } = await create(use);
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(wordsOf({ items })).toContain(String(newPayments(use)[0]));
	});

	it.each(ELSEWHERE)('carries no secret into the output: to %s', async (_, target) => {
		lead(target(), { times: Infinity, method: /.*/ });
		const ids = add(use, PAY, 2);
		for (const onError of BOTH_MODES) {
			const { record } = await ask(use, PAY, ids, { onError, options: { settleTime: 0 } });
			expect(leaksIn(record, use.portal.secrets)).toEqual([]);
			expect(record).not.toContain(code().slice(0, 12));
		}
	});
});

describe('A redirect to the same request at another host', () => {
	const renamed = (rule: Partial<FaultRule> = {}) =>
		use.portal.faults.add({ fault: 'redirect302', value: 'renamed.example', ...rule });

	it.each(WAYS)('is the new address of the portal, read %s, %s', async (...way) => {
		meet(use, way);
		renamed({ times: Infinity });
		const ids = add(use, PAY, 2);
		const { items } = await ask(use, PAY, ids);
		for (const json of jsonOf(items)) {
			expect(json).toMatchObject({
				errorDetails: expect.objectContaining({ code: 'CONNECTION_FAILED', retryable: false }),
			});
			expect(json.error).toContain('renamed.example');
		}
		expect(use.ledger.executed(PAY.method)).toBe(0);
	});

	it('says that nothing was changed when it meets the write', async () => {
		renamed({ method: 'batch' });
		const { error } = await ask(use, PAY, add(use, PAY), { onError: STOP });
		expect(error?.message).toBe('The portal now has the address renamed.example');
		expect(error?.description).toContain('Nothing was changed');
		expect(sent(use, PAY.method)).toBe(1);
		expect(use.ledger.executed(PAY.method)).toBe(0);
	});

	it('is told with a token, too', async () => {
		use.rig.useOAuth();
		renamed({ method: 'batch' });
		const json = await askOne(use, PAY, add(use, PAY)[0]);
		expect(json.error).toBe('The portal now has the address renamed.example');
	});
});
