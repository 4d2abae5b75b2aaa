import { webhookAccess } from '../../probe/net/access';
import { http as realHttp, type Http } from '../../probe/net/http';
import { MARK } from '../../probe/walk/mark';
import { differing, probePortal, SEED, usePortal, type ProbeOptions } from './support';

/** What `--write` makes, removes, and never touches: by the portal's ledger and its records. */

const bench = usePortal();

/** Everything that the portal keeps, but for the bodies of the probe's own. */
async function state(): Promise<unknown> {
	const { portal } = bench;
	const list = async (method: string, params: object) => {
		const answer = await realHttp({
			url: `${portal.webhook}${method}`,
			verb: 'POST',
			body: JSON.stringify({ ...params, order: { id: 'desc' } }),
		});
		return answer.kind === 'answered' ? (JSON.parse(answer.text) as { result: unknown }).result : 0;
	};
	return {
		payments: portal.ledger.payments(),
		deals: await list('crm.item.list', { entityTypeId: 2 }),
		orders: await list('sale.order.list', {}),
		owners: await list('crm.orderentity.list', {}),
	};
}

class Killed extends Error {}

/** From this request on the process is gone: nothing is sent any more, nothing is cleaned up. */
function killedAt(count: number): Http {
	let sent = 0;
	return async (request) => {
		sent += 1;
		if (sent >= count) throw new Killed();
		return await realHttp(request);
	};
}

/** The request is carried out, and its answer is lost. */
function losingAnswer(count: number): Http {
	let sent = 0;
	return async (request) => {
		sent += 1;
		const exchange = await realHttp(request);
		return sent === count ? { kind: 'failed', code: 'ECONNRESET', isSent: true } : exchange;
	};
}

const write = async (options: ProbeOptions = {}) =>
	await probePortal(bench, { write: true, ...options });

const requestsBefore = async (method: string, commands?: RegExp) => {
	bench.portal.requests.length = 0;
	await write();
	const index = bench.portal.requests.findIndex(
		(one) => one.method === method && (!commands || commands.test(one.rawBody)),
	);
	bench.portal.reset();
	return index + 1;
};

it('leaves everything as it was, down to the last field', async () => {
	const before = await state();
	const { tidying } = await write();
	expect(tidying).toEqual({ found: 0, removed: 2, left: [] });
	expect(await state()).toEqual(before);
});

it('changes nothing but what it has made, by the ledger', async () => {
	const foreign = new Set(bench.portal.ledger.payments().map(({ id }) => id));
	await write();
	const { journal } = bench.portal.ledger;
	const changes = journal.filter(({ changed }) => changed);
	expect(changes.length).toBeGreaterThan(10);
	expect(changes.filter(({ paymentId }) => foreign.has(paymentId ?? 0))).toEqual([]);
	for (const id of foreign) {
		expect(Object.values(bench.portal.ledger.effects(id)).every((count) => count === 0)).toBe(true);
	}
});

it('names, in calls that write, nothing but its own and what does not exist', async () => {
	const ids = new Set(bench.portal.ledger.payments().map(({ id }) => id));
	await write();
	const writing = /\.(pay|unpay|update|delete)$|pay\.payment$/;
	const named = bench.portal.ledger.journal
		.filter(({ method }) => writing.test(method))
		.map(({ paymentId }) => paymentId ?? 0);
	expect(named.length).toBeGreaterThan(10);
	expect(named.filter((id) => ids.has(id))).toEqual([]);
});

it('refunds nothing and charges nobody', async () => {
	await write();
	const made = bench.portal.ledger.journal.flatMap(({ paymentId }) => paymentId ?? []);
	for (const id of new Set(made)) {
		expect(bench.portal.ledger.effects(id)).toMatchObject({ refunds: 0, charges: 0 });
	}
});

describe('killed at any request', () => {
	/** Before the first write it makes no difference when. */
	const FIRST = 35;
	const LAST = 70;
	const AT = [2, ...Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index)];

	it('is tried up to the last one', async () => {
		expect((await write()).requests).toBe(LAST);
		const made = bench.portal.requests.findIndex(({ method }) => method === 'crm.item.add') + 1;
		expect(made).toBeGreaterThanOrEqual(FIRST);
	});

	it.each(AT)('no. %i: the next call finds and removes what was left', async (count) => {
		const before = await state();
		await expect(write({ http: killedAt(count) })).rejects.toThrow(Killed);
		const { tidying } = await write();
		expect(tidying.left).toEqual([]);
		expect(await state()).toEqual(before);
	});
});

describe('interrupted by Ctrl-C', () => {
	it.each([20, 37, 38, 40, 43, 50, 58, 62])(
		'at request %i: it removes what it has made',
		async (count) => {
			const before = await state();
			const stop = new AbortController();
			let sent = 0;
			const http: Http = async (request) => {
				sent += 1;
				if (sent === count) stop.abort();
				return await realHttp(request);
			};
			const outcome = await write({ http, signal: stop.signal });
			expect(outcome.isInterrupted).toBe(true);
			expect(outcome.tidying.left).toEqual([]);
			expect(await state()).toEqual(before);
			expect(outcome.requests).toBeLessThan(count + 15);
		},
	);
});

describe('an answer that is lost', () => {
	it.each(['crm.item.add', 'crm.item.payment.add', 'crm.item.payment.delete', 'sale.order.delete'])(
		'to %s: nothing is left behind, at the latest after the next call',
		async (method) => {
			const before = await state();
			const at = await requestsBefore(method);
			expect(at).toBeGreaterThan(0);
			await write({ http: losingAnswer(at) });
			const { tidying } = await write();
			expect(tidying.left).toEqual([]);
			expect(await state()).toEqual(before);
		},
	);

	it('to the making of the deal: found by its mark in the same call', async () => {
		const before = await state();
		await write({ http: losingAnswer(await requestsBefore('crm.item.add')) });
		expect(await state()).toEqual(before);
	});
});

describe('an answer that names something else than was made', () => {
	const answering =
		(method: string, result: unknown): Http =>
		async (request) => {
			const exchange = await realHttp(request);
			const isIt = request.url.endsWith(method) && exchange.kind === 'answered';
			return isIt ? { ...exchange, text: JSON.stringify({ result }) } : exchange;
		};

	it.each([
		['crm.item.add', { item: { id: SEED.dealWithoutPayments, title: 'Website relaunch' } }],
		['crm.item.add', { item: { id: SEED.dealWithoutPayments } }],
		['crm.item.payment.add', SEED.bankStatement[0]],
		['crm.item.payment.add', SEED.alreadyPaid],
	])('%s %j: nothing of it is touched, and what was made is removed', async (method, result) => {
		const before = await state();
		const ids = new Set(bench.portal.ledger.payments().map(({ id }) => id));
		const { tidying } = await write({ http: answering(method, result) });
		expect(tidying.left).toEqual([]);
		const touched = bench.portal.ledger.journal.filter(({ changed }) => changed);
		expect(touched.filter(({ paymentId }) => ids.has(paymentId ?? 0))).toEqual([]);
		expect(await state()).toEqual(before);
	});
});

describe('a connection that is lost for good', () => {
	const from = (count: number): Http => {
		let sent = 0;
		return async (request) => {
			sent += 1;
			if (sent < count) return await realHttp(request);
			const exchange = sent === count ? await realHttp(request) : undefined;
			return { kind: 'failed', code: exchange ? 'ECONNRESET' : 'ENOTFOUND', isSent: !!exchange };
		};
	};

	it('is told, and what may be left is named', async () => {
		const before = await state();
		const at = await requestsBefore('crm.item.add');
		const { tidying, cutOff } = await write({ http: from(at) });
		expect(cutOff).toMatch(/^the probe could not make a deal: the answer did not arrive/);
		expect(tidying.left).toEqual([
			expect.stringMatching(/^It is not known whether a deal was made/),
		]);
		expect((await write()).tidying).toMatchObject({ found: 1, left: [] });
		expect(await state()).toEqual(before);
	});

	it('ends the walk at once, and nothing passes for another answer', async () => {
		const outcome = await write({ http: from(20) });
		expect(outcome.requests).toBeLessThan(26);
		expect(differing(outcome)).toEqual([]);
		expect(outcome.cutOff).toBe('the connection to the portal was lost');
	});

	it('so does a credential that is withdrawn in the middle', async () => {
		const webhook = bench.portal.webhookFor({ scopes: ['crm', 'sale', 'pay_system'] });
		let sent = 0;
		const http: Http = async (request) => {
			sent += 1;
			if (sent === 22) bench.portal.revokeWebhook(webhook);
			return await realHttp(request);
		};
		const outcome = await write({ http, access: webhookAccess(webhook) });
		expect(differing(outcome)).toEqual([]);
		expect(outcome.cutOff).toBe('the portal no longer accepts the credential');
		expect(outcome.requests).toBeLessThan(27);
	});
});

describe('what people have made', () => {
	const killWithPayment = async () => {
		await expect(
			write({ http: killedAt(await requestsBefore('batch', /psSum/)) }),
		).rejects.toThrow();
		const own = bench.portal.ledger.payments().at(-1);
		if (own === undefined) throw new Error('Nothing was left');
		return own;
	};
	const dealOf = async () => {
		const { deals } = (await state()) as { deals: { items: Array<{ id: number; title: string }> } };
		return deals.items.find(({ title }) => title.includes(MARK));
	};

	it('a payment that somebody added to the probe’s deal stays, and so does the deal', async () => {
		await killWithPayment();
		const deal = await dealOf();
		const foreign = bench.portal.person.addsPayment({ entityId: deal?.id ?? 0 });
		bench.portal.person.sets(foreign, { paySystemId: SEED.paySystems.cash, sum: 50 });
		const { tidying } = await write();
		expect(tidying.left.join('\n')).toContain(`payment ${foreign} of deal ${deal?.id}`);
		expect(bench.portal.ledger.payment(foreign)).toMatchObject({ sum: 50, paid: 'N' });
		expect(await dealOf()).toEqual(deal);
	});

	const stamp = () => Math.floor(bench.clock.now() / 1000);

	it.each([
		['a mention', () => `${MARK} is what we should run`],
		['more behind', () => `[TEST] ${MARK} ${stamp()}-0123456789ab (may be deleted) not`],
		['more before', () => `Not: [TEST] ${MARK} ${stamp()}-0123456789ab (may be deleted)`],
		['another number', () => `[TEST] ${MARK} ${stamp()}-0123456789 (may be deleted)`],
	])('a deal with a title like the probe’s stays: %s', async (_, title) => {
		const add = { entityTypeId: 2, fields: { title: title() } };
		const url = `${bench.portal.webhook}crm.item.add`;
		await realHttp({ url, verb: 'POST', body: JSON.stringify(add) });
		const before = await state();
		const { tidying } = await write();
		expect(tidying.found).toBe(0);
		expect(await state()).toEqual(before);
	});

	it('an order with something in it stays, and so does its deal', async () => {
		const http: Http = async (request) => {
			const exchange = await realHttp(request);
			if (exchange.kind !== 'answered' || !request.url.endsWith('sale.order.get')) return exchange;
			return { ...exchange, text: exchange.text.replace('"price":0', '"price":99') };
		};
		const { tidying } = await write({ http });
		expect(tidying.left[0]).toMatch(/^order \d+ of deal \d+: there is something in it/);
		expect(tidying.left[1]).toMatch(/^deal \d+: it is kept/);
		expect(await dealOf()).toBeDefined();
	});

	it('a copy that somebody makes at once stays as well', async () => {
		await killWithPayment();
		const deal = await dealOf();
		const add = { entityTypeId: 2, fields: { title: deal?.title } };
		const url = `${bench.portal.webhook}crm.item.add`;
		await realHttp({ url, verb: 'POST', body: JSON.stringify(add) });
		const { tidying } = await write();
		expect(tidying).toMatchObject({ found: 1, left: [] });
		expect((await dealOf())?.id).toBeGreaterThan(deal?.id ?? 0);
	});

	it('a copy of the probe’s deal that somebody made later stays', async () => {
		await killWithPayment();
		const deal = await dealOf();
		bench.clock.advance(3_600_000);
		const add = { entityTypeId: 2, fields: { title: deal?.title } };
		const url = `${bench.portal.webhook}crm.item.add`;
		await realHttp({ url, verb: 'POST', body: JSON.stringify(add) });
		const { tidying } = await write();
		expect(tidying.found).toBe(1);
		const copy = await dealOf();
		expect(copy?.id).not.toBe(deal?.id);
		expect(copy?.title).toBe(deal?.title);
	});
});

it('without --write, what an earlier call left is told and not touched', async () => {
	await expect(write({ http: killedAt(50) })).rejects.toThrow(Killed);
	const before = await state();
	const { tidying } = await probePortal(bench);
	expect(tidying).toMatchObject({ found: 1, removed: 0 });
	expect(tidying.left[0]).toMatch(/^deal \d+ of an earlier --write/);
	expect(await state()).toEqual(before);
});

it('without the permission to look for deals nothing is written', async () => {
	const access = webhookAccess(bench.portal.webhookFor({ scopes: ['sale', 'pay_system'] }));
	const before = await state();
	const outcome = await write({ access });
	expect(outcome.tidying.left[0]).toContain('Nothing was written');
	expect(differing(outcome)).toEqual([]);
	expect(await state()).toEqual(before);
});

it('a payment that cannot be marked is not booked, and removed all the same', async () => {
	const before = await state();
	const http: Http = async (request) => {
		const exchange = await realHttp(request);
		if (exchange.kind !== 'answered') return exchange;
		return { ...exchange, text: exchange.text.replaceAll(/probe-\d+-[0-9a-f]+/g, '') };
	};
	const { tidying } = await write({ http });
	expect(tidying.left).toEqual([]);
	expect(bench.portal.ledger.executed('crm.item.payment.pay')).toBe(0);
	expect(await state()).toEqual(before);
});

it('where orders cannot be deleted at all, the order alone is left and told', async () => {
	const http: Http = async (request) => {
		if (!request.url.endsWith('sale.order.delete')) return await realHttp(request);
		const text = JSON.stringify({ error: 'ERROR_METHOD_NOT_FOUND', error_description: '' });
		return { kind: 'answered', status: 404, text, ms: 1 };
	};
	const { tidying } = await write({ http });
	expect(tidying.left).toHaveLength(1);
	expect(tidying.left[0]).toMatch(/^order \d+ of deal \d+: Bitrix24 refused it with ERROR_METHOD/);
	expect((await write()).tidying.found).toBe(0);
});

it('a portal that makes no deals says why in every line that writes', async () => {
	bench.portal.faults.add({
		fault: 'errorCode',
		method: 'crm.item.add',
		code: 'CRM_FIELD_MISSING',
	});
	const { results, tidying } = await write();
	const words = results.find(({ assumption: { id } }) => id === 'pay')?.verdict.observed;
	expect(words).toBe('the probe could not make a deal: refused with CRM_FIELD_MISSING');
	expect(tidying.left).toEqual([]);
});

it('what cannot be deleted is told, with how to go on', async () => {
	bench.portal.faults.add({ fault: 'errorCode', method: 'crm.item.delete', times: 9 });
	const { tidying } = await write();
	expect(tidying.left).toHaveLength(1);
	expect(tidying.left[0]).toMatch(/^deal \d+: Bitrix24 refused it with ERROR_CORE\. Delete it/);
});
