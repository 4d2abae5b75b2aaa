import { createServer } from 'node:net';
import { startPortal, virtualClock, type SandboxPortal } from '../../sandbox/portal';
import { listenOnLoopback } from '../../sandbox/portal/listening';
import { call, usePortal } from './support';

describe('one portal under several names', () => {
	const use = usePortal({ limits: { burst: 4 } });

	test('has a webhook for each', async () => {
		expect(use.portal.hosts).toEqual(expect.arrayContaining(['127.0.0.1', 'localhost']));
		for (const host of use.portal.hosts) {
			use.portal.reset();
			const hook = use.portal.webhookAt(host);
			expect(new URL(hook).host).toBe(new URL(use.portal.url).host.replace('127.0.0.1', host));
			const { body } = await call(hook, 'crm.item.payment.pay', { id: 1001 });
			expect(body.result).toBe(true);
			expect(use.portal.ledger.payment(1001)?.paid).toBe('Y');
		}
	});

	test('for other webhooks and tokens as well', async () => {
		const hook = use.portal.webhookAt('localhost', use.portal.webhookFor({ scopes: ['crm'] }));
		expect((await call(hook, 'scope')).body.result).toEqual(['crm']);
		const { access_token: auth } = use.portal.oauth.issueTokens();
		const rest = `${use.portal.urlAt('localhost')}/rest/`;
		expect((await call(rest, 'scope', { auth })).status).toBe(200);
	});

	test('under none but these', () => {
		expect(() => use.portal.webhookAt('portal.example')).toThrow(
			/can only be reached at 127\.0\.0\.1, localhost/,
		);
	});

	test('is called from one address, whatever its name', async () => {
		const names = [...use.portal.hosts, ...use.portal.hosts, 'localhost', '127.0.0.1'];
		const statuses = [];
		for (const host of names.slice(0, 5)) {
			statuses.push((await call(use.portal.webhookAt(host), 'scope')).status);
		}
		expect(statuses).toEqual([200, 200, 200, 200, 503]);
	});
});

test('different portals can be told by their names for good', async () => {
	const clock = virtualClock();
	const portals: SandboxPortal[] = [];
	try {
		for (const memberId of ['one', 'two', undefined]) {
			portals.push(await startPortal({ clock, memberId }));
		}
		const names = portals.map(({ oauth }) => oauth.issueTokens().member_id);
		expect(names).toEqual(['one', 'two', expect.stringMatching(/^[0-9a-f]{32}$/)]);
	} finally {
		await Promise.all(portals.map(async (portal) => await portal.close()));
	}
});

test('a name that leads to somebody else is not given out', async () => {
	const stranger = createServer();
	const isListening = await new Promise<boolean>((resolve) => {
		stranger.once('error', () => resolve(false));
		stranger.listen(0, '::1', () => resolve(true));
	});
	// Where there is no IPv6, nobody else can be there.
	if (!isListening) return;
	const { port } = stranger.address() as { port: number };
	const listening = await listenOnLoopback(() => undefined, port);
	expect(listening.hosts).toEqual(['127.0.0.1']);
	await listening.close();
	await new Promise((resolve) => stranger.close(resolve));
});
