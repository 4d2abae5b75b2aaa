import fc from 'fast-check';

import { Seen } from '../../probe/judge/seen';
import { webhookAccess } from '../../probe/net/access';
import type { Answer } from '../../probe/net/answer';
import { http as realHttp, type Http } from '../../probe/net/http';
import { judgeAll, type Outcome } from '../../probe/probe';
import { jsonReport, markdownReport } from '../../probe/report/files';
import { linesOf } from '../../probe/report/lines';
import type { FaultName, SeedPayment } from '../../sandbox/portal';
import { leaksIn } from '../faults/support/secrets';
import { record, type Recording } from './recording';
import { runCommand, SCOPES, usePortal } from './support';

/** What nobody but the portal's people should read. */
const PRIVATE = {
	comments: 'Handed over by Rosalind Ellsworth',
	payVoucherNum: 'BANKREF-77120',
	reasonMarked: 'Called Ellsworth twice',
	psStatusMessage: 'Card of R. Ellsworth',
	accountNumber: 'ORD-KESTREL/1',
};

const AMOUNT = 48_213.57;

const payments: SeedPayment[] = [
	{ id: 5001, sum: AMOUNT, paySystemId: 2, entityId: 3, ...PRIVATE },
	{
		id: 5002,
		sum: AMOUNT + 1,
		paySystemId: 3,
		entityId: 4,
		paid: 'Y',
		datePaid: '2026-05-09T11:20:00+02:00',
	},
];

const bench = usePortal({ payments });

const args = (webhook: string) => [
	...['--webhook', webhook, '--report', 'r.json', '--report', 'r.md'],
	...['--write', '--yes', '127.0.0.1'],
];

/** All that a person sees of a run or may paste somewhere. */
async function everything(webhook: string, http?: Http): Promise<string> {
	const { said, files } = await runCommand(bench, args(webhook), http ? { http } : {});
	return [said, ...files.values()].join('\n');
}

function privateWords(): string[] {
	const titles = ['Website relaunch', 'Office furniture', 'Annual service', 'Spare parts'];
	const names = [
		'Bergmann',
		'Nordwind',
		'Vega Studio',
		'Anna',
		'Berger',
		'Bank Transfer',
		'YooKassa',
	];
	const { host } = new URL(bench.portal.url);
	return [
		...titles,
		...names,
		...Object.values(PRIVATE),
		String(AMOUNT),
		'48213',
		host,
		'127.0.0.1',
	];
}

const FAULTS: FaultName[] = [
	'echoSecret',
	'answerInError',
	'phpWarning',
	'foreignError',
	'error500After',
	'html502',
	'truncatedJson',
	'rateLimit',
	'redirect302',
	'emptyBody',
];

it('a good run tells nothing secret or personal', async () => {
	const webhook = bench.portal.webhookFor({ scopes: SCOPES });
	const text = await everything(webhook);
	expect(text).toContain('could not be tried');
	expect(leaksIn(text, [...bench.portal.secrets])).toEqual([]);
	expect(leaksIn(text, privateWords())).toEqual([]);
});

describe('a portal that sends its secrets back', () => {
	it.each(FAULTS.flatMap((fault) => [undefined, 'html', 'encoded'].map((value) => [fault, value])))(
		'%s (%s) tells nothing either',
		async (fault, value) => {
			const webhook = bench.portal.webhookFor({ scopes: SCOPES });
			bench.portal.faults.add({
				fault: fault as FaultName,
				skip: 1,
				times: 200,
				...(fault === 'echoSecret' ? { value: value as string } : {}),
			});
			const text = await everything(webhook);
			expect(leaksIn(text, [...bench.portal.secrets])).toEqual([]);
			expect(leaksIn(text, privateWords())).toEqual([]);
		},
	);

	it('refused from the first call on, tells nothing', async () => {
		const webhook = bench.portal.webhookFor({ scopes: SCOPES });
		for (const fault of FAULTS) {
			bench.portal.faults.clear();
			bench.portal.faults.add({ fault, times: 200 });
			expect(leaksIn(await everything(webhook), [...bench.portal.secrets])).toEqual([]);
		}
	});
});

/** Codes that checks wait for, so that they look at the text behind them. */
const CODES = ['0', '100', '200640400001', 'ERROR_CHECK_FAILURE', 'insufficient_scope'];

it('whatever a portal answers: no check breaks off, and nothing of it is told', async () => {
	const recording = await record(bench);
	const secret = 'k3v9q2m8x7c1b5n4';
	const names = [...recording.answers.keys()];
	const poison = fc.constantFrom(secret, PRIVATE.comments, AMOUNT, `/rest/1/${secret}/`);
	const json = fc.oneof(
		poison,
		fc.array(poison, { maxLength: 3 }),
		fc.dictionary(fc.constantFrom('id', 'payment', 'sum', 'orders', secret), poison),
		fc.dictionary(
			fc.constantFrom('payments', 'orders', 'items', 'orderEntity', 'payment'),
			fc.array(fc.dictionary(fc.constantFrom('id', 'sum', 'accountNumber', 'dateUpdate'), poison)),
		),
		fc.constantFrom(null, true, 0, '', [], {}),
	);
	const answer: fc.Arbitrary<Answer> = fc.oneof(
		fc.record({
			kind: fc.constant('value' as const),
			value: json,
			time: json,
			total: json,
			next: json,
		}),
		fc.record({
			kind: fc.constant('error' as const),
			code: fc.oneof(json, fc.constantFrom(...CODES)),
			text: json,
			hasTime: fc.boolean(),
			status: fc.constantFrom(200, 400, 403),
		}),
		fc.constant({ kind: 'absent' as const }),
		fc.record({ kind: fc.constant('unreadable' as const), status: fc.constant(502) }),
	);
	const changes = fc.dictionary(fc.constantFrom(...names), answer, { minKeys: 5, maxKeys: 60 });
	fc.assert(
		fc.property(changes, (changed) => {
			const text = reportsOf(recording, changed, secret);
			expect(leaksIn(text, [secret, PRIVATE.comments, '48213'])).toEqual([]);
		}),
		{ numRuns: 300 },
	);
});

it('a portal that refuses everything with the codes that are waited for, its texts are not told', async () => {
	const recording = await record(bench);
	const secret = 'k3v9q2m8x7c1b5n4';
	for (const code of CODES) {
		for (const status of [undefined, 200, 400, 401, 403, 404]) {
			const refusal: Answer = { kind: 'error', code, text: secret, hasTime: false, status };
			const names = [...recording.answers.keys()];
			const text = reportsOf(
				recording,
				Object.fromEntries(names.map((name) => [name, refusal])),
				secret,
			);
			expect(leaksIn(text, [secret])).toEqual([]);
		}
	}
});

/** All that is said about answers of which some are others. */
function reportsOf(recording: Recording, changed: Record<string, Answer>, secret: string): string {
	const answers = new Map([...recording.answers, ...Object.entries(changed)]);
	const access = { kind: 'webhook', host: 'portal.example', secrets: [secret] } as const;
	const seen = new Seen({ answers, asked: recording.asked }, { access, nowMs: recording.nowMs });
	const outcome: Outcome = {
		results: judgeAll(seen, true),
		connection: 'webhook',
		scopes: [],
		licence: '',
		figures: {},
		requests: 1,
		seconds: 1,
		isInterrupted: false,
		tidying: { found: 0, removed: 0, left: [] },
	};
	const circumstances = { version: '1', nowMs: 0, access: { host: 'portal.example', secrets: [] } };
	return [
		...linesOf(outcome),
		jsonReport(outcome, circumstances),
		markdownReport(outcome, circumstances),
	].join('\n');
}

it('no request has anything in its query, and no address but a webhook’s own holds a secret', async () => {
	const webhook = bench.portal.webhookFor({ scopes: SCOPES });
	await everything(webhook);
	const { requests, oauth } = bench.portal;
	expect(requests.length).toBeGreaterThan(50);
	expect(requests.filter(({ path }) => path.includes('?'))).toEqual([]);
	requests.length = 0;
	const environment = {
		BITRIX24_CLIENT_ID: oauth.clientId,
		BITRIX24_CLIENT_SECRET: oauth.clientSecret,
		BITRIX24_REFRESH_TOKEN: oauth.issueTokens().refresh_token,
		BITRIX24_AUTHORIZATION_SERVER: oauth.authorizationServer,
	};
	const { said, code } = await runCommand(bench, ['--oauth'], { environment });
	expect(code).toBe(0);
	const addresses = requests.map(({ path }) => path).join('\n');
	expect(leaksIn(addresses, [...bench.portal.secrets])).toEqual([]);
	expect(leaksIn(said, [...bench.portal.secrets])).toEqual([]);
});

it('follows no redirect, wherever it leads', async () => {
	const hosts = new Set<string>();
	const http: Http = async (request) => {
		hosts.add(new URL(request.url).host);
		return await realHttp(request);
	};
	bench.portal.faults.add({ fault: 'redirect302', skip: 1, times: 3, value: 'renamed.example' });
	await everything(webhookAccess(bench.portal.webhookFor({ scopes: SCOPES })).restUrl, http);
	expect([...hosts]).toEqual([new URL(bench.portal.url).host]);
});
