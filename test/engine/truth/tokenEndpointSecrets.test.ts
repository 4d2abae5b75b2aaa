import type { FaultRule } from '../../../sandbox/portal';
import { leaksIn } from '../../support/leaks';
import type { RunResult } from '../../support/rig';
import {
	add,
	ALL_ACTS,
	ask,
	BOTH_MODES,
	create,
	jsonOf,
	PAY,
	sent,
	useRig,
	wordsOf,
} from './support';
import { detailsOf } from '../../support/details';

/**
 * The token endpoint hands out new tokens in an answer that n8n cannot read: they are live, nobody
 * knows them yet, and what holds them must not be quoted anywhere.
 */
const use = useRig();

type Rule = Partial<FaultRule> & Pick<FaultRule, 'fault'>;

const ANSWERS: ReadonlyArray<[string, Rule]> = [
	['is cut off in the middle', { fault: 'truncatedJson' }],
	['is cut off in the refresh token', { fault: 'truncatedJson', value: '-30' }],
	['is cut off at its end', { fault: 'truncatedJson', value: '-1' }],
	['breaks off', { fault: 'truncatedSocket' }],
	['has a PHP warning before it', { fault: 'phpWarning', value: 'before' }],
	['has a PHP warning behind it', { fault: 'phpWarning', value: 'behind' }],
	['stands in an error, HTTP 400', { fault: 'answerInError' }],
	['stands in an error, HTTP 401', { fault: 'answerInError', status: 401 }],
	['stands in an error, HTTP 500', { fault: 'answerInError', status: 500, code: 'server_error' }],
	['stands in an error, HTTP 200', { fault: 'answerInError', status: 200 }],
	['stands in invalid_grant', { fault: 'answerInError', code: 'invalid_grant' }],
	['is empty', { fault: 'emptyBody' }],
	['is a page', { fault: 'html502After' }],
	['is lost', { fault: 'resetAfter' }],
	['is a redirect', { fault: 'redirectAfter', value: 'https://elsewhere.example/' }],
	['echoes the request', { fault: 'echoSecret' }],
	['echoes the request in HTML', { fault: 'echoSecret', value: 'html' }],
	['echoes the request encoded', { fault: 'echoSecret', value: 'encoded' }],
];

/** What PHP shows of a secret in a trace is as good as the secret. */
const TELLTALE = 12;

function expectNoSecret({ record, items, errors }: RunResult): void {
	const output = `${record}${JSON.stringify([items, errors])}`;
	const { secrets } = use.portal;
	expect(leaksIn(output, secrets)).toEqual([]);
	const beginnings = secrets.map((secret) => secret.slice(0, TELLTALE));
	expect(beginnings.filter((beginning) => output.includes(beginning))).toEqual([]);
}

beforeEach(() => {
	use.rig.useOAuth();
	use.portal.oauth.expireAccessTokens();
});

const spoil = (rule: Rule) =>
	use.portal.faults.add({ method: 'oauth/token', times: Infinity, ...rule });

describe.each(ANSWERS)('A new token whose answer %s', (_, rule) => {
	it.each(BOTH_MODES)('stands neither in items nor in the record: %s', async (onError) => {
		const fault = spoil(rule);
		const result = await ask(use, PAY, add(use, PAY, 2), { onError });
		expect(fault.struck).toBeGreaterThan(0);
		expectNoSecret(result);
		expect(wordsOf(result)).not.toMatch(/access_token|refresh_token|Warning/);
	});

	it('leaves the payments unchanged and says so', async () => {
		spoil(rule);
		const { items } = await ask(use, PAY, add(use, PAY, 2));
		for (const json of jsonOf(items)) {
			if (json.success === true) continue;
			expect(`${json.error}. ${detailsOf(json).description}`).toMatch(
				/Nothing was changed|connect it again|has to be renewed/,
			);
		}
		const paid = jsonOf(items).filter(({ success }) => success === true).length;
		expect(use.ledger.executed(PAY.method)).toBe(paid);
	});

	it('stands nowhere with the error output either', async () => {
		spoil(rule);
		const onError = 'continueErrorOutput' as const;
		expectNoSecret(await ask(use, PAY, add(use, PAY, 2), { onError }));
	});
});

describe('A new token that cannot be read', () => {
	it.each(ALL_ACTS)('stands in no answer of %s', async (_, act) => {
		spoil({ fault: 'phpWarning' });
		expectNoSecret(await ask(use, act, add(use, act, 2)));
	});

	it('stands in no answer of create', async () => {
		spoil({ fault: 'answerInError' });
		expectNoSecret(await create(use));
	});

	it.each([
		['get', {}],
		['getAll', { entityTypeId: 0, returnAll: true }],
		['getPublicUrl', { includeQrCode: false }],
	])('stands in no answer of %s', async (operation, parameters) => {
		spoil({ fault: 'truncatedJson', value: '-30' });
		for (const onError of BOTH_MODES) {
			const result = await use.rig.run({
				operation,
				items: [{ id: 1001 }],
				parameters: { paymentId: '={{ $json.id }}', ...parameters },
				onError,
			});
			expectNoSecret(result);
		}
	});

	it('in the middle of a run leaves a write that was sent before as it is', async () => {
		use.rig.useOAuth();
		const ids = add(use, PAY, 6);
		use.portal.when({ method: 'batch' }, 'after', () => use.portal.oauth.expireAccessTokens());
		spoil({ fault: 'phpWarning', value: 'behind' });
		const result = await ask(use, PAY, ids, { options: { batchSize: 3 } });
		expectNoSecret(result);
		const codes = jsonOf(result.items).map((json) => json.success || detailsOf(json).code);
		expect(codes.slice(0, 3)).toEqual([true, true, true]);
		expect(codes.slice(3)).not.toContain('OUTCOME_UNKNOWN');
		expect(use.ledger.executed(PAY.method)).toBe(codes.filter((code) => code === true).length);
		expect(sent(use, PAY.method)).toBeGreaterThanOrEqual(3);
	});
});
