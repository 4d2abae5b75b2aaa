import { http as realHttp, type Http } from '../../probe/net/http';
import { MOST_REQUESTS, MOST_SECONDS } from '../../probe/net/session';
import { startPortal, virtualClock, type Latency } from '../../sandbox/portal';
import { differing, probePortal, untriedOf, usePortal, type Bench } from './support';

/** Server times of docs/bitrix24.md#server-times, in milliseconds. */
const DOCUMENTED: Latency = {
	perRequestMs: 300,
	perCommandMs: {
		'crm.item.payment.pay': 930,
		'crm.item.payment.unpay': 790,
		'crm.item.add': 1000,
		'crm.item.delete': 1000,
		'crm.item.payment.add': 650,
		'crm.item.payment.delete': 380,
		'crm.item.payment.list': 160,
		'crm.item.payment.get': 50,
		'sale.payment.update': 4140,
		'sale.payment.add': 3360,
		'sale.payment.get': 500,
		'sale.order.get': 500,
		'sale.order.delete': 1000,
		'sale.payment.list': 90,
		'sale.order.list': 130,
		'sale.paysystem.pay.payment': 30,
		'*': 50,
	},
};

/** Runs something on a portal of its own. */
async function on<T>(
	options: Parameters<typeof startPortal>[0],
	work: (bench: Bench) => Promise<T>,
): Promise<T> {
	const clock = virtualClock();
	const portal = await startPortal({ ...options, clock });
	try {
		return await work({ portal, clock });
	} finally {
		await portal.close();
	}
}

const SEEDS = Array.from({ length: 180 }, (_, index) => ({
	id: 2001 + index,
	sum: 10 + index,
	paySystemId: 2,
}));

describe('at the documented times and limits', () => {
	it.each([
		['reading', false],
		['writing', true],
	])('%s stays within two minutes and 120 requests, and is never refused', async (_, write) => {
		await on({ limits: {}, latency: DOCUMENTED, payments: SEEDS }, async (bench) => {
			const outcome = await probePortal(bench, { write });
			expect(differing(outcome)).toEqual([]);
			expect(outcome.requests).toBeLessThanOrEqual(MOST_REQUESTS);
			expect(outcome.requests).toBe(bench.portal.requests.length);
			expect(outcome.seconds).toBeLessThan(MOST_SECONDS);
			expect(bench.portal.requests.filter(({ status }) => status === 503)).toEqual([]);
			const limited = Object.entries(untriedOf(outcome)).filter(([, why]) => why === 'limit');
			expect(limited).toEqual([]);
		});
	});

	it('a portal that answers at once is not asked faster than it allows', async () => {
		await on({ limits: {} }, async (bench) => {
			const outcome = await probePortal(bench, { write: true });
			expect(bench.portal.requests.filter(({ status }) => status === 503)).toEqual([]);
			expect(differing(outcome)).toEqual([]);
		});
	});

	it('more than fifty payments are compared over several pages', async () => {
		await on({ payments: SEEDS }, async (bench) => {
			const { results } = await probePortal(bench);
			const observed = (wanted: string) =>
				results.find(({ assumption: { id } }) => id === wanted)?.verdict.observed;
			expect(observed('payment-numbers')).toBe('180 numbers');
			expect(observed('list-pages')).toBe('fifty rows and `next`');
			expect(observed('batch-reference')).toBe('begins where it should');
		});
	});
});

const bench = usePortal();

it('a portal that says it has enough is asked nothing more', async () => {
	bench.portal.faults.add({ fault: 'rateLimit', skip: 20, times: 9 });
	const outcome = await probePortal(bench);
	expect(outcome.requests).toBe(21);
	expect(differing(outcome)).toEqual(['request-rate']);
	expect(untriedOf(outcome)['payment-systems']).toBe('limit');
});

it('in the middle of writing, it waits and still removes what it has made', async () => {
	const before = bench.portal.ledger.payments();
	bench.portal.faults.add({ fault: 'rateLimit', skip: 50, times: 2 });
	const outcome = await probePortal(bench, { write: true });
	expect(outcome.tidying.left).toEqual([]);
	expect(bench.portal.ledger.payments()).toEqual(before);
});

it('a method that is paused is not called again', async () => {
	const method = 'sale.payment.list';
	bench.portal.faults.add({ fault: 'operatingLimit', method, times: 99 });
	const outcome = await probePortal(bench);
	expect(bench.portal.requests.filter((one) => one.method === method)).toHaveLength(1);
	expect(differing(outcome)).toEqual(['operating-limit']);
	expect(untriedOf(outcome)['list-by-ids']).toBe('limit');
});

it.each([
	['a page of a proxy', { status: 200, text: '<html>Sign in</html>' }],
	['a redirect', { status: 302, text: '' }],
	['a denial', { status: 403, text: '{"error":"ACCESS_DENIED","error_description":"no"}' }],
])('%s in place of every answer but the first says nothing of Bitrix24', async (what, answer) => {
	let sent = 0;
	const http: Http = async (request) => {
		sent += 1;
		return sent === 1 ? await realHttp(request) : { kind: 'answered', ...answer, ms: 1 };
	};
	const outcome = await probePortal(bench, { write: true, http });
	expect(differing(outcome)).toEqual(what === 'a redirect' ? ['no-redirects'] : []);
	const held = outcome.results.filter(({ verdict }) => verdict.verdict === 'holds');
	expect(held.length).toBeLessThan(10);
});

it('a portal without payments, deals and orders differs in nothing', async () => {
	await on({ payments: [] }, async (empty) => {
		const outcome = await probePortal(empty, { write: true });
		expect(differing(outcome)).toEqual([]);
		expect(untriedOf(outcome)).toMatchObject({ 'list-by-ids': 'data', 'crm-fields': 'data' });
		expect(outcome.tidying.left).toEqual([]);
	});
});

it('a portal with one payment does not pass for one that heeds its conditions', async () => {
	await on({ payments: [{ id: 5001, sum: 10, paySystemId: 2, xmlId: 'x' }] }, async (small) => {
		const outcome = await probePortal(small);
		expect(differing(outcome)).toEqual([]);
		expect(untriedOf(outcome)).toMatchObject({
			'list-by-number': 'data',
			'list-by-part-of-number': 'data',
			'list-by-order': 'data',
			'list-by-amount': 'data',
			'list-by-state': 'data',
			'list-by-external-id': 'data',
			'orders-by-id': 'data',
			'orders-by-number': 'data',
			'owners-equal': 'data',
		});
	});
});

it('a credential without the store reads payments by way of the deals', async () => {
	const { webhookAccess } = await import('../../probe/net/access');
	const access = webhookAccess(bench.portal.webhookFor({ scopes: ['crm'] }));
	const outcome = await probePortal(bench, { access });
	expect(differing(outcome)).toEqual([]);
	const untried = untriedOf(outcome);
	expect(untried['crm-fields']).toBeUndefined();
	expect(untried['list-by-ids']).toBe('permission');
	expect(untried['payment-systems']).toBe('permission');
});

it('a user who is no administrator makes permissions missing, and nothing differ', async () => {
	const { webhookAccess } = await import('../../probe/net/access');
	const scopes = ['crm', 'sale', 'pay_system', 'salescenter'];
	const access = webhookAccess(bench.portal.webhookFor({ scopes, userId: 2 }));
	const before = bench.portal.ledger.payments();
	const outcome = await probePortal(bench, { access, write: true });
	expect(differing(outcome)).toEqual([]);
	expect(untriedOf(outcome)).toMatchObject({
		'payment-systems': 'permission',
		'update-fields': 'permission',
	});
	expect(bench.portal.ledger.payments()).toEqual(before);
});

it('a portal that lacks every other method leaves its lines untried', async () => {
	bench.portal.faults.add({
		fault: 'errorCode',
		method: /sale\.order|orderentity|paysystem|getFields/,
		code: 'ERROR_METHOD_NOT_FOUND',
		times: 999,
	});
	const outcome = await probePortal(bench);
	expect(differing(outcome)).toEqual([]);
	expect(untriedOf(outcome)).toMatchObject({
		'orders-by-id': 'method',
		'owners-at': 'method',
		'payment-systems': 'method',
		'fields-described': 'method',
	});
});

it('answers that do not arrive in time cost no more than the time there is', async () => {
	await on({}, async (slow) => {
		const http: Http = async ({ timeoutMs = 30_000, signal }) => {
			signal?.throwIfAborted();
			await slow.clock.sleep(timeoutMs);
			return { kind: 'failed', code: 'ECONNABORTED', isSent: true };
		};
		let sent = 0;
		const first: Http = async (request) => {
			sent += 1;
			return sent === 1 ? await realHttp(request) : await http(request);
		};
		const outcome = await probePortal(slow, { http: first });
		expect(outcome.seconds).toBeLessThan(MOST_SECONDS);
		expect(differing(outcome)).toEqual([]);
	});
});
