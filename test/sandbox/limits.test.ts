import { startPortal, virtualClock, type SandboxPortal } from '../../sandbox/portal';
import { batch, call, usePortal } from './support';

const PAY = 'crm.item.payment.pay';

describe('leaky bucket (docs/bitrix24.md#request-rate)', () => {
	const use = usePortal({ limits: { burst: 3 } });

	test('refuses above the threshold and drains with time', async () => {
		const statuses = async (count: number) => {
			const seen = [];
			for (let index = 0; index < count; index += 1) {
				seen.push((await call(use.portal.webhook, 'scope')).status);
			}
			return seen;
		};
		expect(await statuses(4)).toEqual([200, 200, 200, 503]);
		use.clock.advance(1000);
		expect(await statuses(3)).toEqual([200, 200, 503]);
	});

	test('a batch is one request, and a refused one runs nothing', async () => {
		const cmd = { a: `${PAY}?id=1001`, b: `${PAY}?id=1002` };
		for (let index = 0; index < 3; index += 1) await batch(use.portal.webhook, cmd);
		const { status, body } = await batch(use.portal.webhook, { c: `${PAY}?id=1003` });
		expect([status, body]).toEqual([
			503,
			{ error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' },
		]);
		expect(use.portal.ledger.payment(1003)?.paid).toBe('N');
	});

	test('all credentials behind one address share it', async () => {
		const hooks = [use.portal.webhook, use.portal.webhookFor({}), use.portal.webhookFor({})];
		for (const hook of hooks) expect((await call(hook, 'scope')).status).toBe(200);
		const { access_token: auth } = use.portal.oauth.issueTokens();
		expect((await call(`${use.portal.url}/rest/`, 'scope', { auth })).status).toBe(503);
	});

	test('a reset empties it', async () => {
		for (let index = 0; index < 4; index += 1) await call(use.portal.webhook, 'scope');
		use.portal.reset();
		expect((await call(use.portal.webhook, 'scope')).status).toBe(200);
	});
});

describe('operating time', () => {
	const use = usePortal({
		limits: { burst: 1000, operatingSeconds: 10 },
		latency: { perCommandMs: { [PAY]: 4000 } },
	});

	test('counts per method and blocks above the limit until the oldest minute drops out', async () => {
		const pay = async () => await call(use.portal.webhook, PAY, { id: 1001 });
		const first = (await pay()).body.time;
		expect([first.duration, first.processing, first.operating]).toEqual([4, 4, 4]);
		expect(first.operating_reset_at).toBe(Math.floor(first.finish / 60) * 60 + 600);
		await pay();
		expect((await pay()).body.time.operating).toBe(12);
		const blocked = await pay();
		expect([blocked.status, blocked.body]).toEqual([
			429,
			{
				error: 'OPERATION_TIME_LIMIT',
				error_description: 'Method is blocked due to operation time limit.',
			},
		]);
		expect((await call(use.portal.webhook, 'crm.item.payment.get', { id: 1001 })).status).toBe(200);
		use.clock.advance(601_000);
		expect((await pay()).status).toBe(200);
	});

	test('inside a batch only the method that is used up is blocked', async () => {
		const cmd = Object.fromEntries(['a', 'b', 'c', 'd'].map((key) => [key, `${PAY}?id=1001`]));
		const { status, body } = await batch(use.portal.webhook, { ...cmd, get: 'scope' });
		expect(status).toBe(200);
		expect(Object.keys(body.result.result)).toEqual(['a', 'b', 'c', 'get']);
		expect(body.result.result_error.d.error).toBe('OPERATION_TIME_LIMIT');
		expect(body.time.duration).toBe(12);
		expect(body.time.operating).toBe(0);
	});
});

describe('latency', () => {
	let portal: SandboxPortal;

	afterEach(async () => await portal.close());

	test('can be reported without anybody waiting', async () => {
		const clock = virtualClock();
		const start = clock.now();
		const latency = { perRequestMs: 500, perCommandMs: { '*': 250 }, awaitClock: false };
		portal = await startPortal({ clock, latency });
		const { body } = await batch(portal.webhook, { a: 'scope', b: 'scope' });
		expect(clock.now()).toBe(start);
		expect(body.time.duration).toBe(1);
		expect(body.result.result_time.b).toMatchObject({
			start: start / 1000 + 0.75,
			duration: 0.25,
			processing: 0.25,
		});
	});

	test('stretches the gap between load and save: overlapping writes both take effect', async () => {
		let wake: () => void = () => undefined;
		const bothLoaded = new Promise<void>((resolve) => {
			wake = resolve;
		});
		let sleepers = 0;
		const sleep = async () => {
			sleepers += 1;
			if (sleepers === 2) wake();
			await bothLoaded;
		};
		const clock = { now: () => 0, sleep };
		portal = await startPortal({ clock, latency: { perCommandMs: { [PAY]: 800 } } });
		await Promise.all([1, 2].map(async () => await call(portal.webhook, PAY, { id: 1001 })));
		expect(portal.ledger.effects(1001)).toMatchObject({ triggers: 2, overlappingWrites: 1 });
	});

	test('without limits nothing is ever refused', async () => {
		portal = await startPortal({ clock: virtualClock() });
		const answers = await Promise.all(
			Array.from({ length: 60 }, async () => await call(portal.webhook, 'scope')),
		);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
	});

	test('many payments are no problem', async () => {
		const payments = Array.from({ length: 10_000 }, (_, index) => ({ id: index + 1, sum: 5 }));
		portal = await startPortal({ clock: virtualClock(), payments, keepBodies: false });
		const { body } = await call(portal.webhook, 'sale.payment.list', { start: 9950 });
		expect([body.total, body.result.payments.at(-1).id]).toEqual([10_000, 10_000]);
		expect(portal.requests[0]?.rawBody).toBe('');
	});
});
