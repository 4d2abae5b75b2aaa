import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { waitFor } from '../../../sandbox/n8n/poll';
import { SEED } from '../../../sandbox/portal';
import { pairs } from '../../support/rig';
import { load } from './resolution';
import type { Rig } from './rig';

export interface Scenario {
	readonly name: string;
	/** Rejects when the version does not do what the node counts on. */
	play(rig: Rig): Promise<void>;
}

const [open, second] = SEED.bankStatement;
const ids = (...values: Array<number | string>) => values.map((id) => ({ id }));
const jsons = (items: readonly INodeExecutionData[]) => items.map(({ json }) => json);
/** How long the node waits for an answer by default. */
const TIMEOUT_MS = 60_000;
const CHANGED = { success: true, changed: true, verified: true };

/** What the node's failed items carry, for a payment that does not exist. */
const UNKNOWN_PAYMENT = {
	error: `Payment ${SEED.unknown}: There is no payment with this ID`,
	paymentId: SEED.unknown,
	code: 'PAYMENT_NOT_FOUND',
	bitrixCode: '0',
	retryable: false,
};

/** Everything the node asks of n8n, once per version. */
export const SCENARIOS: readonly Scenario[] = [
	{
		name: "the package loads with this version's n8n-workflow",
		async play({ engine }) {
			const own = createRequire(load.resolve('n8n-nodes-bitrix24-payments/package.json'));
			assert.equal(
				realpathSync(own.resolve('n8n-workflow')),
				realpathSync(load.resolve('n8n-workflow')),
			);
			assert.equal(engine.node.description.name, 'bitrix24Payments');
			assert.deepEqual(engine.node.description.inputs, ['main']);
		},
	},
	{
		name: 'webhook: pay, unpay, update and pay via a payment system',
		async play(rig) {
			const [first = 0] = SEED.restHandler;
			const paySystemId = { __rl: true, mode: 'id', value: SEED.paySystems.restHandler };
			const paymentId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
			const runs = [
				await rig.run({ operation: 'pay', items: ids(open) }),
				await rig.run({ operation: 'unpay', items: ids(open) }),
				await rig.run({
					operation: 'update',
					items: ids(open),
					parameters: {
						paymentId,
						updateFields: { comments: 'from the bank', datePaid: '2026-05-13T10:00:00' },
					},
				}),
				await rig.run({
					operation: 'paySystemPay',
					items: ids(first),
					parameters: { paymentId, paySystemId },
				}),
			];
			for (const { items, error } of runs) {
				assert.equal(error, undefined);
				assertIncludes(items[0]?.json, CHANGED);
				assert.deepEqual(pairs(items), [0]);
			}
			assert.equal(rig.portal.ledger.payment(first)?.paid, 'Y');
			assert.equal(rig.portal.ledger.payment(open)?.comments, 'from the bank');
		},
	},
	{
		name: 'webhook: get, list, create, payment link and delete',
		async play(rig) {
			const paymentId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
			const deal = { entityTypeId: 2, entityId: { __rl: true, mode: 'id', value: '1' } };
			const one = { items: ids(open), parameters: { paymentId } };
			const created = await rig.run({ operation: 'create', items: [{}], parameters: deal });
			const createdId = Number(created.items[0]?.json.paymentId);
			const runs = [
				created,
				await rig.run({ operation: 'get', ...one }),
				await rig.run({ operation: 'getAll', items: [{}], parameters: { returnAll: true } }),
				await rig.run({ operation: 'getPublicUrl', ...one }),
				await rig.run({ operation: 'delete', items: ids(createdId), parameters: { paymentId } }),
				await rig.run({ resource: 'paySystem', operation: 'getAll', items: [{}], parameters: {} }),
			];
			for (const { items, error } of runs) {
				assert.equal(error?.message, undefined);
				assert.ok(items.length > 0);
			}
			assert.equal(rig.portal.ledger.payment(createdId), undefined);
		},
	},
	{
		name: 'OAuth2: an expired token is refreshed, stored, and the request repeated',
		async play(rig) {
			rig.useOAuth();
			const before = rig.storedToken();
			rig.portal.oauth.expireAccessTokens();
			const { items, error } = await rig.run({ operation: 'pay', items: ids(open) });
			assert.equal(error?.message, undefined);
			assertIncludes(items[0]?.json, CHANGED);
			assert.equal(rig.portal.oauth.refreshes, 1);
			assert.notEqual(rig.storedToken().access_token, before.access_token);
			assert.notEqual(rig.storedToken().refresh_token, before.refresh_token);
			await rig.run({ operation: 'pay', items: ids(second) });
			assert.equal(rig.portal.oauth.refreshes, 1);
		},
	},
	{
		name: 'OAuth2: two executions at once after the token has expired both succeed',
		async play(rig) {
			rig.useOAuth();
			rig.portal.oauth.expireAccessTokens();
			const runs = await Promise.all([
				rig.run({ operation: 'pay', items: ids(open) }),
				rig.run({ operation: 'pay', items: ids(second) }),
			]);
			for (const { items, error } of runs) {
				assert.equal(error?.message, undefined);
				assertIncludes(items[0]?.json, CHANGED);
			}
			assert.equal(rig.portal.oauth.refreshes, 1);
			for (const id of [open, second]) assert.equal(receipts(rig, id), 1);
		},
	},
	{
		name: 'OAuth2: a dead refresh token asks to reconnect',
		async play(rig) {
			rig.useOAuth();
			rig.portal.oauth.expireAccessTokens();
			rig.portal.oauth.revokeRefreshTokens();
			const { error } = await rig.run({ operation: 'pay', items: ids(open) });
			assert.equal(error?.message, 'The connection to Bitrix24 has to be renewed');
			assert.match(error?.description ?? '', /connect it again/);
		},
	},
	{
		name: 'a bulk run of 60 payments books each once, in few requests, and says so in a hint',
		async play(rig) {
			const payments = rig.addPayments(60);
			const { items, error, hints } = await rig.run({ operation: 'pay', items: ids(...payments) });
			assert.equal(error?.message, undefined);
			assert.deepEqual(pairs(items), [...payments.keys()]);
			for (const json of jsons(items)) assertIncludes(json, CHANGED);
			for (const id of payments) assert.equal(receipts(rig, id), 1);
			assert.ok(rig.portal.requests.length <= 10, `${rig.portal.requests.length} requests`);
			assert.deepEqual(hints, [{ message: '60 paid', location: 'outputPane' }]);
		},
	},
	{
		name: 'running again books nothing twice',
		async play(rig) {
			const payments = rig.addPayments(12);
			await rig.run({ operation: 'pay', items: ids(...payments) });
			const { items } = await rig.run({ operation: 'pay', items: ids(...payments) });
			assert.ok(jsons(items).every(({ changed }) => changed === false));
			for (const id of payments) assert.equal(receipts(rig, id), 1);
		},
	},
	...(['onError', 'continueOnFail'] as const).map(
		(setting): Scenario => ({
			name: `Continue On Fail (${setting}): failed items with code and cure on the regular output`,
			async play(rig) {
				const { outputs, items, error } = await rig.run({
					operation: 'pay',
					items: mixture(),
					node: setting === 'continueOnFail' ? { continueOnFail: true } : {},
					...(setting === 'onError' ? { onError: 'continueRegularOutput' as const } : {}),
				});
				assert.equal(error?.message, undefined);
				assert.equal(outputs.length, 1);
				assert.deepEqual(pairs(items), [0, 1, 2, 3]);
				assertIncludes(items[0]?.json, CHANGED);
				assertFailed(items[1], { code: 'INVALID_INPUT', retryable: false });
				assertFailed(items[2], UNKNOWN_PAYMENT);
				assertIncludes(items[3]?.json, CHANGED);
			},
		}),
	),
	{
		name: 'error output: failed items with code, cure and the input item, others as usual',
		async play(rig) {
			const { outputs, error } = await rig.run({
				operation: 'pay',
				items: mixture(),
				onError: 'continueErrorOutput',
			});
			assert.equal(error?.message, undefined);
			const [done = [], failed = []] = outputs;
			assert.deepEqual(pairs(done), [0, 3]);
			for (const json of jsons(done)) assertIncludes(json, CHANGED);
			assert.deepEqual(pairs(failed), [1, 2]);
			assertFailed(failed[0], { code: 'INVALID_INPUT', line: 2 });
			assertFailed(failed[1], { ...UNKNOWN_PAYMENT, line: 3 });
			for (const id of [open, second]) assert.equal(receipts(rig, id), 1);
		},
	},
	{
		name: 'error output: when all items fail, also those of an unusable credential',
		async play(rig) {
			rig.engine.credentials.save('credential', { grantType: 'webhook', webhookUrl: '' });
			const { outputs, error } = await rig.run({
				operation: 'pay',
				items: ids(open, second),
				onError: 'continueErrorOutput',
			});
			assert.equal(error?.message, undefined);
			assert.deepEqual(outputs[0], []);
			assert.deepEqual(pairs(outputs[1] ?? []), [0, 1]);
			for (const item of outputs[1] ?? []) assertFailed(item, { code: 'INVALID_INPUT' });
		},
	},
	{
		name: 'error output with Retry On Fail books nothing twice',
		async play(rig) {
			const { outputs, error } = await rig.run({
				operation: 'pay',
				items: ids(SEED.unknown, open, second),
				onError: 'continueErrorOutput',
				node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 },
			});
			assert.equal(error?.message, undefined);
			assert.equal(outputs[0]?.length, 2);
			assert.equal(outputs[1]?.length, 1);
			for (const id of [open, second]) assert.equal(receipts(rig, id), 1);
		},
	},
	{
		name: 'Continue On Fail off: stops with message, cure and progress',
		async play(rig) {
			const { items, error } = await rig.run({
				operation: 'pay',
				items: ids(open, SEED.unknown, second),
			});
			assert.deepEqual(items, []);
			assert.equal(error?.message, UNKNOWN_PAYMENT.error);
			assert.match(error?.description ?? '', /Done: 1 of 3 payments\. Not started: 1\./);
			assert.equal(rig.portal.ledger.payment(second)?.paid, 'N');
		},
	},
	{
		name: 'the webhook code and tokens are in no execution record',
		async play(rig) {
			const webhook = await rig.run({ operation: 'pay', items: ids(open, SEED.unknown) });
			assert.ok(webhook.error);
			assert.ok(!webhook.record.includes(rig.portal.webhook.split('/').at(-2) ?? ''));
			rig.useOAuth();
			const oauth = await rig.run({ operation: 'pay', items: ids(second, SEED.unknown) });
			const { access_token, refresh_token } = rig.storedToken() as Record<string, string>;
			for (const secret of [access_token, refresh_token, rig.portal.oauth.clientSecret]) {
				assert.ok(secret && !oauth.record.includes(secret));
			}
		},
	},
	{
		name: 'stopping the execution ends the run between two requests',
		async play(rig) {
			const payments = rig.addPayments(30);
			const stop = new AbortController();
			const hang = { fault: 'hangBefore', method: 'batch' } as const;
			rig.portal.faults.add(hang);
			const running = rig.run({ operation: 'pay', items: ids(...payments), signal: stop.signal });
			await waitFor('the fault', () => rig.portal.faults.struck.length > 0 || undefined);
			stop.abort();
			const stoppedAt = Date.now();
			const { items } = await running;
			assert.ok(Date.now() - stoppedAt < TIMEOUT_MS, 'it does not wait for the answer');
			assert.deepEqual(items, []);
			assert.equal(rig.portal.requests.length, 2);
		},
	},
	{
		name: 'the pickers list deals, payments and payment systems',
		async play(rig) {
			const deals = await rig.search('searchDealsOrInvoices', { entityTypeId: 2 });
			assert.equal(deals.results.length, 50);
			const latest = await rig.search('searchPayments', { entityTypeId: 0 }, '356/1');
			assert.deepEqual(
				latest.results.map(({ value }) => value),
				[String(SEED.docsUpdate)],
			);
			const byTitle = await rig.search('searchPayments', {}, 'office furniture, café');
			const found = byTitle.results.map(({ value }) => value);
			assert.ok(SEED.sharedOrder.every((id) => found.includes(String(id))));
			const systems = await rig.search('searchPaySystems', {});
			assert.ok(systems.results.some(({ name }) => name.startsWith('Acme Pay (REST)')));
		},
	},
	{
		name: 'the pickers refresh an expired token',
		async play(rig) {
			rig.useOAuth();
			rig.portal.oauth.expireAccessTokens();
			const { results } = await rig.search('searchPaySystems', {});
			assert.ok(results.length > 0);
			assert.equal(rig.portal.oauth.refreshes, 1);
		},
	},
	{
		name: 'the trigger: a baseline first, then each change once, kept in static data',
		async play(rig) {
			const { poll, remembers } = rig.watch({ events: ['paid', 'unpaid'] });
			assert.deepEqual(await poll(), []);
			assert.ok(JSON.stringify(remembers()).includes('"version":1'));
			rig.portal.person.pays(open);
			const [item, ...others] = await poll();
			assert.deepEqual(others, []);
			assertIncludes(item?.json, { event: 'paid', paymentId: open, certain: true });
			assert.deepEqual(await poll(), []);
			rig.useOAuth();
			rig.portal.oauth.expireAccessTokens();
			rig.portal.person.unpays(open);
			assert.deepEqual(
				jsons(await poll()).map(({ event, paymentId }) => [event, paymentId]),
				[['unpaid', open]],
			);
			assert.equal(rig.portal.oauth.refreshes, 1);
		},
	},
];

/** Paid, wrong, unknown, paid; with a property of the input item that n8n adds to failed ones. */
function mixture(): IDataObject[] {
	return ids(open, '12,5', SEED.unknown, second).map((item, index) => ({
		...item,
		line: index + 1,
	}));
}

function receipts(rig: Rig, id: number): number {
	return rig.portal.ledger.effects(id).receipts;
}

function assertFailed(item: INodeExecutionData | undefined, expected: IDataObject): void {
	const { errorDetails, ...json } = item?.json ?? {};
	const details = errorDetails as IDataObject | undefined;
	assertIncludes({ ...details, ...json }, { ...expected, success: false });
	assert.ok(json.error, 'the item says what happened');
	assert.ok(details?.description, 'the item says how to mend it');
}

function assertIncludes(actual: IDataObject | undefined, expected: IDataObject): void {
	assert.deepEqual({ ...actual, ...expected }, actual);
}
