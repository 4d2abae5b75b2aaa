import { SEED, type FaultRule } from '../../../sandbox/portal';
import { MINUTE, pollRigOf, told } from '../../support/pollRig';
import { ORDERS, PAYMENTS, watching } from './support';

/** What goes wrong between a poll and the portal. */

const [FIRST] = SEED.bankStatement;

const on = watching();

const NO_ROWS: FaultRule = { fault: 'wrongPage', page: { rows: 0 }, times: 9 };

/** Nothing is told, a failure is recorded, and once the fault is over everything is told. */
async function isMadeUpFor(expected: unknown[]): Promise<void> {
	await on.use.pollAfter(MINUTE);
	expect(on.use.poller.executions).toEqual([]);
	expect(on.use.poller.errors).toHaveLength(1);
	on.rig.portal.faults.clear();
	await on.use.pollAfter(15 * MINUTE);
	await on.use.pollAfter(MINUTE);
	expect(told(on.use.poller.events)).toEqual(expected);
	expect(on.use.poller.errors).toHaveLength(1);
}

describe('A poll that fails leaves everything as it was', () => {
	it.each<[string, FaultRule[]]>([
		['the portal is down', [{ fault: 'resetBefore', times: 9 }]],
		['the answer is lost', [{ fault: 'resetAfter', times: 9 }]],
		['a gateway answers', [{ fault: 'html502', times: 9 }]],
		['the answer is cut off', [{ fault: 'truncatedJson', times: 9 }]],
		['too many requests', [{ fault: 'rateLimit', times: 99 }]],
		['the operating limit strikes', [{ fault: 'operatingLimit', method: ORDERS, times: 99 }]],
		['it strikes for payments', [{ fault: 'operatingLimit', method: PAYMENTS, times: 99 }]],
		['the right is taken away', [{ fault: 'accessDenied', method: PAYMENTS, times: 9 }]],
		['the scope is taken away', [{ fault: 'insufficientScope', method: ORDERS, times: 9 }]],
		['the answer is no list', [{ fault: 'nullResult', method: PAYMENTS, times: 9 }]],
		['orders are counted, but not listed', [{ ...NO_ROWS, method: ORDERS }]],
		['payments are counted, but not listed', [{ ...NO_ROWS, method: PAYMENTS }]],
		['the filter of dates is dropped', [{ fault: 'ignoredFilter', method: ORDERS }]],
		['the filter of orders is dropped', [{ fault: 'ignoredFilter', method: PAYMENTS }]],
	])('when %s', async (_, rules) => {
		on.person.pays(FIRST);
		on.arrange(...rules);
		await isMadeUpFor([['paid', FIRST]]);
	});

	it('when a page in the middle fails', async () => {
		const ids = on.addOrders(200);
		on.arrange({ fault: 'errorCode', code: 'INTERNAL_SERVER_ERROR', method: ORDERS, skip: 3 });
		await isMadeUpFor(ids.map((id) => ['created', id]));
	});

	it('when a page of payments in the middle fails', async () => {
		const ids = on.addOrders(200);
		on.arrange({ fault: 'errorCode', code: 'ERROR_CORE', method: PAYMENTS, skip: 3 });
		await isMadeUpFor(ids.map((id) => ['created', id]));
	});

	it('when a batch breaks off in the middle', async () => {
		const ids = on.addOrders(200);
		on.arrange({ fault: 'resetMidBatch', method: 'batch', afterCommands: 2, times: 9 });
		await isMadeUpFor(ids.map((id) => ['created', id]));
	});

	it('when the next page is the same page again', async () => {
		const ids = on.addOrders(120);
		on.arrange({ fault: 'ignoredFilter', method: ORDERS, value: '>id', skip: 1, times: 9 });
		await isMadeUpFor(ids.map((id) => ['created', id]));
	});

	it('and says what happened, how to mend it and that nothing is lost, but no secret', async () => {
		on.arrange({ fault: 'insufficientScope', method: ORDERS });
		await on.use.pollAfter(MINUTE);
		const [error] = on.use.poller.errors;
		expect(error?.message).toBe("The credential lacks the permission 'sale' in Bitrix24");
		expect(error?.description).toMatch(/^Add 'sale' .*\. Nothing is lost: what changes meanwhile/);
		for (const secret of on.rig.portal.secrets) expect(JSON.stringify(error)).not.toContain(secret);
	});

	it('and that nothing is watched yet where there is nothing to go on from', async () => {
		on.arrange({ fault: 'resetBefore', times: 99 });
		const other = pollRigOf(on.rig);
		const failed = await other.poller.activate().catch((error: unknown) => error);
		expect(failed).toMatchObject({ description: expect.stringMatching(/Nothing is watched yet/) });
		const tested = await other.poller.test().catch((error: unknown) => error);
		expect(tested).toMatchObject({ description: expect.stringMatching(/This was a test/) });
	});

	it('and a dropped filter tells nothing of the whole portal', async () => {
		on.arrange({ fault: 'ignoredFilter', method: ORDERS, times: 9 });
		await on.use.pollAfter(MINUTE);
		expect(on.use.poller.executions).toEqual([]);
		expect(on.use.poller.errors[0]?.message).toMatch(/other orders or payments than those/);
		expect(on.use.poller.errors[0]?.message).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
	});
});

it.each([
	['events', (code: string) => ({ events: [code] })],
	['a payment system', (code: string) => ({ options: { paySystemId: code } })],
	['an amount', (code: string) => ({ options: { sumFrom: `1/${code}` } })],
	['a name of an option', (code: string) => ({ options: { [code]: 1 } })],
])('A secret that was entered as %s is refused and not repeated', async (_, parameters) => {
	const code = on.rig.portal.webhook.split('/')[5] ?? '';
	const { poller } = pollRigOf(on.rig, {
		parameters: { events: ['paid'], ...parameters(code) },
	});
	const refusal: unknown = await poller.activate().catch((error: unknown) => error);
	const { message, description, stack } = refusal as Error & { description: string };
	expect(message).toContain('***');
	expect(`${message} ${description} ${stack}`).not.toContain(code.slice(0, 12));
});

describe('What passes by itself costs nothing', () => {
	it.each<[string, FaultRule]>([
		['a lost answer', { fault: 'resetAfter' }],
		['a limit of requests', { fault: 'rateLimit', times: 2 }],
		['a page of a proxy', { fault: 'html502' }],
		['an operating limit of one list', { fault: 'operatingLimit', method: PAYMENTS }],
		['a count that is wrong', { fault: 'wrongPage', method: ORDERS, page: { total: 3 } }],
		[
			'a list without a count',
			{ fault: 'wrongPage', method: ORDERS, page: { without: ['total'] } },
		],
		['a short page with a next', { fault: 'wrongPage', method: PAYMENTS, page: { rows: 10 } }],
		['an expired token', { fault: 'expiredToken' }],
	])('%s', async (_, rule) => {
		on.rig.useOAuth();
		const ids = on.addOrders(120);
		on.arrange(rule);
		await on.use.pollAfter(MINUTE);
		await on.use.pollAfter(MINUTE);
		expect(told(on.use.poller.events)).toEqual(ids.map((id) => ['created', id]));
		expect(on.use.poller.errors).toEqual([]);
	});
});
