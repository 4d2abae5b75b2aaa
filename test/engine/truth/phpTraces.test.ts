import type { FaultName } from '../../../sandbox/portal';
import { leaksIn } from '../../support/leaks';
import type { RunResult } from '../../support/rig';
import {
	add,
	ask,
	BOTH_MODES,
	create,
	CREATE,
	PAY,
	PAY_SYSTEM_PAY,
	UPDATE,
	useRig,
	wordsOf,
} from './support';

/**
 * PHP cuts the arguments of calls in its traces at fifteen characters, which is nearly all of a
 * webhook's code: the beginning of a secret is masked like the whole of it.
 */
const use = useRig();

const TELLTALE = 12;

const codeOfWebhook = () => use.portal.webhook.split('/')[5] ?? '';

function expectNoBeginning({ record, items }: RunResult, secret: string): void {
	const output = (record + JSON.stringify(items)).toLowerCase();
	expect(leaksIn(output, [secret])).toEqual([]);
	expect(output).not.toContain(secret.slice(0, TELLTALE).toLowerCase());
}

/** A trace as PHP prints it. */
const trace = (secret: string, shown = 15) =>
	`#0 /home/bitrix/rest.php(12): CRestUtil::checkAuth('${secret.slice(0, shown)}...', Array)`;

const FAULTS: readonly FaultName[] = ['errorCode', 'refusedAfterSave', 'vetoed'];

describe.each(FAULTS)('A trace in an error (%s)', (fault) => {
	it.each([12, 13, 14, 15, 16])('shows none of a code of which it holds %d', async (shown) => {
		const value = trace(codeOfWebhook(), shown);
		use.portal.faults.add({ fault, method: PAY.method, value, code: 'ERROR_CORE', times: 9 });
		for (const onError of BOTH_MODES) {
			const result = await ask(use, PAY, add(use, PAY, 2), { onError });
			expectNoBeginning(result, codeOfWebhook());
			// The rest of it may help to find what is wrong.
			expect(wordsOf(result)).toContain('checkAuth');
			use.portal.reset();
			use.portal.faults.add({ fault, method: PAY.method, value, code: 'ERROR_CORE', times: 9 });
		}
	});
});

describe('The beginning of a secret', () => {
	const answer = (value: string, method: string = PAY.method) =>
		use.portal.faults.add({ fault: 'errorCode', method, value, code: 'ERROR_CORE', times: 9 });

	it.each<[string, (secret: string) => string]>([
		['in capitals', (secret) => secret.slice(0, 15).toUpperCase()],
		['in HTML', (secret) => `<b>${secret.slice(0, 15)}</b>&nbsp;`],
		['in an address', (secret) => `https://portal.example/rest/1/${secret.slice(0, 15)}`],
		['twice', (secret) => `${secret.slice(0, 15)} ${secret.slice(0, 14)}`],
		['at the end', (secret) => `auth=${secret.slice(0, 15)}`],
		['in Base64', (secret) => Buffer.from(secret).toString('base64')],
	])('is masked %s', async (_, form) => {
		answer(form(codeOfWebhook()));
		expectNoBeginning(await ask(use, PAY, add(use, PAY, 2)), codeOfWebhook());
	});

	it.each<[string, () => string]>([
		['an access token', () => String(tokens().access_token)],
		['a refresh token', () => String(tokens().refresh_token)],
		['a client secret', () => use.portal.oauth.clientSecret],
	])('is masked when it is that of %s', async (_, secret) => {
		use.rig.useOAuth();
		answer(trace(secret()));
		for (const onError of BOTH_MODES) {
			expectNoBeginning(await ask(use, PAY, add(use, PAY, 2), { onError }), secret());
			use.portal.reset();
			answer(trace(secret()));
		}
	});

	const tokens = () =>
		use.rig.engine.credentials.read('credential').oauthTokenData as Record<string, unknown>;

	it('is masked in every kind of change', async () => {
		for (const act of [UPDATE, PAY_SYSTEM_PAY]) {
			answer(trace(codeOfWebhook()), act.method);
			expectNoBeginning(await ask(use, act, add(use, act, 2)), codeOfWebhook());
			use.portal.reset();
		}
		answer(trace(codeOfWebhook()), CREATE.method);
		expectNoBeginning(await create(use), codeOfWebhook());
	});

	it.each(['get', 'getAll', 'getPublicUrl'])('is masked in a lookup: %s', async (operation) => {
		use.portal.faults.add({
			fault: 'errorCode',
			value: trace(codeOfWebhook()),
			code: 'ERROR_CORE',
			times: Infinity,
		});
		for (const onError of BOTH_MODES) {
			const result = await use.rig.run({
				operation,
				items: [{ id: 1001 }, { id: 1002 }],
				parameters: {
					paymentId: '={{ $json.id }}',
					entityTypeId: 0,
					returnAll: true,
					includeQrCode: false,
				},
				onError,
			});
			expectNoBeginning(result, codeOfWebhook());
		}
	});

	it('is masked in the fields of a payment, too', async () => {
		const [id = 0] = add(use, UPDATE);
		use.ledger.change(id, { reasonMarked: trace(codeOfWebhook()) });
		const result = await use.rig.run({
			operation: 'get',
			items: [{ id }],
			options: { simplify: false },
		});
		expectNoBeginning(result, codeOfWebhook());
		expect(result.items[0]?.json.reasonMarked).toContain('checkAuth');
	});

	it('is no reason to mask what only begins alike', async () => {
		const value = `No document ${codeOfWebhook().slice(0, 5)}`;
		answer(value);
		expect(wordsOf(await ask(use, PAY, add(use, PAY)))).toContain(value);
	});
});
