import { readArguments } from '../../probe/arguments';
import { http as realHttp, type Http } from '../../probe/net/http';
import { runCommand, SCOPES, usePortal } from './support';

const bench = usePortal();
const webhook = () => bench.portal.webhookFor({ scopes: SCOPES });
const HOST = '127.0.0.1';

describe('the exit code', () => {
	it('is 0 when nothing differs, whatever could not be tried', async () => {
		const { code, said } = await runCommand(bench, ['--webhook', webhook()]);
		expect(said).toMatch(/\d+ hold, 0 differ, \d+ could not be tried; \d+ requests, \d+ s\.$/);
		expect(code).toBe(0);
	});

	it('is 1 when something differs', async () => {
		bench.portal.faults.add({ fault: 'ignoredFilter', method: 'crm.orderentity.list', times: 9 });
		const { code, said } = await runCommand(bench, ['--webhook', webhook()]);
		expect(said).toMatch(/^DIFFERS +owners-at: /m);
		expect(code).toBe(1);
	});

	it('is 2 when a limit ended the walk, which is said', async () => {
		bench.portal.faults.add({ fault: 'rateLimit', skip: 20, times: 99 });
		const { code, said } = await runCommand(bench, ['--webhook', webhook()]);
		expect(said).toContain('Ended early: the portal said QUERY_LIMIT_EXCEEDED.');
		expect(code).toBe(2);
	});

	it('is 2 when the walk was interrupted', async () => {
		const stop = new AbortController();
		let sent = 0;
		const http: Http = async (request) => {
			sent += 1;
			if (sent === 10) stop.abort();
			return await realHttp(request);
		};
		const run = await runCommand(bench, ['--webhook', webhook()], { http, signal: stop.signal });
		expect(run.code).toBe(2);
		expect(run.said).toContain('Interrupted');
		expect(sent).toBe(10);
	});
});

describe('what cannot be run says why, and how to mend it', () => {
	it.each([
		['nothing to go by', [], 'Give --webhook <url> or --oauth'],
		['both', ['--oauth', '--webhook', 'x'], 'not both'],
		[
			'an unknown option',
			['--webhok', 'https://portal.example/rest/1/abcdef0123456789/'],
			'--help',
		],
		['a report of another kind', ['--oauth', '--report', 'r.txt'], '.json or .md'],
		['--yes alone', ['--oauth', '--yes', 'x'], 'nothing to confirm'],
		[
			'http to elsewhere',
			['--webhook', 'http://portal.example/rest/1/abcdef0123456789/'],
			"starts with 'http://'",
		],
		['no code', ['--webhook', 'https://portal.example/rest/1/'], 'the code is missing'],
		['nothing in the environment', ['--oauth'], 'BITRIX24_CLIENT_ID in the environment'],
	])('%s', async (_, args, words) => {
		const { code, said } = await runCommand(bench, args);
		expect(said).toContain(words);
		expect(said).not.toContain('abcdef0123456789');
		expect(code).toBe(2);
		expect(bench.portal.requests).toHaveLength(0);
	});

	it('nobody there', async () => {
		const { code, said } = await runCommand(bench, [
			'--webhook',
			'http://127.0.0.1:9/rest/1/abcdef0123456789/',
		]);
		expect(said).toContain('could not be reached (ECONNREFUSED). Check the address');
		expect(code).toBe(2);
	});

	it.each([
		['html502', 'What answers there is no Bitrix24 (status 502)'],
		['redirect302', 'The portal redirects to another address (status 302)'],
		['rateLimit', 'receives too many requests'],
	] as const)('%s', async (fault, words) => {
		bench.portal.faults.add({ fault, times: 9 });
		const { code, said } = await runCommand(bench, ['--webhook', webhook()]);
		expect(said).toContain(words);
		expect(code).toBe(2);
	});

	it('a webhook that is not valid', async () => {
		const gone = webhook();
		bench.portal.revokeWebhook(gone);
		const { code, said } = await runCommand(bench, ['--webhook', gone]);
		expect(said).toContain('does not accept this webhook');
		expect(code).toBe(2);
	});
});

describe('--write', () => {
	const write = ['--write', '--webhook'];

	it.each(['', 'y', 'yes', 'bitrix24.com'])('does nothing when "%s" is typed', async (typed) => {
		const { code, said } = await runCommand(bench, [...write, webhook()], { typed });
		expect(said).toContain('Not confirmed');
		expect(code).toBe(2);
		expect(bench.portal.requests).toHaveLength(0);
	});

	it('says what it will do, and does it when the host is typed', async () => {
		const { code, said } = await runCommand(bench, [...write, webhook()], { typed: ` ${HOST} ` });
		expect(said).toContain('one deal, with one order and two payments');
		expect(said).toMatch(/^holds +pay-again: /m);
		expect(said).toContain('Removed again: ');
		expect(code).toBe(0);
	});

	it('takes --yes for it, if that is the host', async () => {
		const [good, bad] = [
			await runCommand(bench, [...write, webhook(), '--yes', HOST]),
			await runCommand(bench, [...write, webhook(), '--yes', 'portal.example']),
		];
		expect([good.code, bad.code]).toEqual([0, 2]);
	});
});

describe('a report', () => {
	const report = async (...more: string[]) =>
		await runCommand(bench, [
			'--webhook',
			webhook(),
			'--report',
			'r.json',
			'--report',
			'r.md',
			...more,
		]);

	it('as JSON says of each assumption what was seen, where it stands and what relies on it', async () => {
		const { files } = await report();
		const { results, summary, portal } = JSON.parse(files.get('r.json') ?? '');
		expect(summary.differs).toBe(0);
		expect(portal).toBe('a domain of its own, or self-hosted');
		expect(results.find(({ id }: { id: string }) => id === 'error-code-type')).toEqual({
			id: 'error-code-type',
			assumed: 'Numeric error codes are strings or numbers; `0` is an error, too',
			verdict: 'holds',
			observed: 'strings',
			variant: 'code',
			writes: false,
			source: 'docs/bitrix24.md#errors',
			code: ['nodes/Bitrix24Payments/portal/errorCatalogue.ts'],
		});
	});

	it('that cannot be written is told before anything is asked', async () => {
		const unwritable = ['r.md'];
		const args = ['--webhook', webhook(), '--report', 'r.md'];
		const { code, said } = await runCommand(bench, args, { unwritable });
		expect(said).toContain('could not be read or written (EACCES)');
		expect(code).toBe(2);
		expect(bench.portal.requests).toHaveLength(0);
	});

	it('that cannot be written in the end does not cost the others', async () => {
		const args = ['--webhook', webhook(), '--report', 'full.md', '--report', 'r.json'];
		const { code, said, files } = await runCommand(bench, args, { full: ['full.md'] });
		expect(said).toContain('could not be read or written (EACCES)');
		expect([...files.keys()]).toEqual(['r.json']);
		expect(code).toBe(2);
	});

	it('as Markdown begins with what differs', async () => {
		bench.portal.faults.add({ fault: 'ignoredFilter', method: 'crm.orderentity.list', times: 9 });
		const { files } = await report();
		const headings = [...(files.get('r.md') ?? '').matchAll(/^## (.+)$/gm)].map(([, one]) => one);
		expect(headings).toEqual(['Differs', 'Could not be tried', 'Holds']);
	});
});

describe('OAuth', () => {
	const environment = () => {
		const { clientId, clientSecret, authorizationServer } = bench.portal.oauth;
		return {
			BITRIX24_CLIENT_ID: clientId,
			BITRIX24_CLIENT_SECRET: clientSecret,
			BITRIX24_AUTHORIZATION_SERVER: authorizationServer,
		};
	};
	const token = () => bench.portal.oauth.issueTokens({ scopes: SCOPES }).refresh_token;

	it('tries what a webhook cannot, with one token, and says that the old one is used up', async () => {
		const { code, said } = await runCommand(bench, ['--oauth'], {
			environment: { ...environment(), BITRIX24_REFRESH_TOKEN: token() },
		});
		expect(said).toContain('The refresh token is used up now. Bitrix24 gives a new one');
		for (const id of ['token-in-body', 'token-endpoint', 'token-answer']) {
			expect(said).toMatch(new RegExp(`^holds +${id}: `, 'm'));
		}
		expect(code).toBe(0);
		expect(bench.portal.oauth.refreshes).toBe(1);
	});

	it('keeps the new refresh token in its file, with which the next call works', async () => {
		const set = { ...environment(), BITRIX24_REFRESH_TOKEN_FILE: 'token' };
		const first = token();
		const run = await runCommand(bench, ['--oauth'], { environment: set, files: { token: first } });
		const kept = run.files.get('token') ?? '';
		expect(kept.trim()).not.toBe(first);
		const again = await runCommand(bench, ['--oauth'], {
			environment: set,
			files: { token: kept },
		});
		expect([run.code, again.code]).toEqual([0, 0]);
		expect(run.said).not.toContain(kept.trim());
	});

	it('uses no token up whose successor could not be kept', async () => {
		const set = { ...environment(), BITRIX24_REFRESH_TOKEN_FILE: 'token' };
		const more = { environment: set, files: { token: token() }, unwritable: ['token'] };
		const { code } = await runCommand(bench, ['--oauth'], more);
		expect(code).toBe(2);
		expect(bench.portal.oauth.refreshes).toBe(0);
	});

	it('writes as well, and removes what it made', async () => {
		const { code, said } = await runCommand(bench, ['--oauth', '--write', '--yes', HOST], {
			environment: { ...environment(), BITRIX24_REFRESH_TOKEN: token() },
		});
		expect(said).toContain('Removed again: ');
		expect(code).toBe(0);
	});

	it.each([
		[
			'a used up token',
			{ BITRIX24_REFRESH_TOKEN: 'used-up-token' },
			'has to be renewed (invalid_grant)',
		],
		['a wrong secret', { BITRIX24_CLIENT_SECRET: 'wrong-secret' }, '(invalid_client)'],
		['another portal', { BITRIX24_PORTAL: 'https://other.example' }, 'another portal'],
		[
			'no server there',
			{ BITRIX24_AUTHORIZATION_SERVER: 'http://127.0.0.1:9' },
			'could not be reached',
		],
		['http to elsewhere', { BITRIX24_AUTHORIZATION_SERVER: 'http://a.example' }, "'http://'"],
	])('%s', async (_, changes, words) => {
		const set = { ...environment(), BITRIX24_REFRESH_TOKEN: token(), ...changes };
		const { code, said } = await runCommand(bench, ['--oauth'], { environment: set });
		expect(said).toContain(words);
		expect(code).toBe(2);
	});

	it('quotes nothing of what the authorization server answers', async () => {
		const body = { error: 'k3v9q2m8x7c1b5n4', error_description: 'k3v9q2m8x7c1b5n4' };
		bench.portal.faults.add({ fault: 'foreignError', method: 'oauth/token', body });
		const set = { ...environment(), BITRIX24_REFRESH_TOKEN: token() };
		const { code, said } = await runCommand(bench, ['--oauth'], { environment: set });
		expect(said).toContain('gave no token. Connect the application again.');
		expect(said).not.toContain('k3v9q2m8x7c1b5n4');
		expect(code).toBe(2);
	});

	it('takes nothing secret from the command line', () => {
		expect(() => readArguments(['--oauth', 'secret-on-the-line'], {})).toThrow(/--help/);
	});
});

it('a webhook may stand in the environment instead of the command line', async () => {
	const { code } = await runCommand(bench, [], { environment: { BITRIX24_WEBHOOK: webhook() } });
	expect(code).toBe(0);
});

it('an empty webhook in the environment counts as none', async () => {
	const { code, said } = await runCommand(bench, [], { environment: { BITRIX24_WEBHOOK: '' } });
	expect(said).toContain('Give --webhook <url> or --oauth');
	expect(code).toBe(2);
});

it('warns that npm has repeated a webhook that was typed, and only then', async () => {
	const repeated = { npm_lifecycle_event: 'probe', npm_config_loglevel: 'notice' };
	const silent = { ...repeated, npm_config_loglevel: 'silent' };
	const args = ['--webhook', webhook()];
	const warned = async (words: string[], environment: NodeJS.ProcessEnv) =>
		(await runCommand(bench, words, { environment })).said.includes('do not paste those lines');
	expect(await warned(args, repeated)).toBe(true);
	expect(await warned(args, silent)).toBe(false);
	expect(await warned([], { ...repeated, BITRIX24_WEBHOOK: webhook() })).toBe(false);
});

it('--help tells all options', async () => {
	const { code, said } = await runCommand(bench, ['--help']);
	expect(code).toBe(0);
	for (const option of ['--webhook', '--oauth', '--write', '--yes', '--report']) {
		expect(said).toContain(option);
	}
});
