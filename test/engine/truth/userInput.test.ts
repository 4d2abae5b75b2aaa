import type { IDataObject } from 'n8n-workflow';

import { BOTH_MODES, CONTINUE, jsonOf, useRig, wordsOf } from './support';
import { detailsOf } from '../../support/details';

/**
 * A secret that the user has pasted into the wrong place is refused without being repeated: it would
 * stand in the execution record, in the error output and in the mail that somebody makes of it.
 */
const use = useRig();

const code = () => use.portal.webhook.split('/')[5] ?? '';
const host = () => new URL(use.portal.url).host;

const FORMS: ReadonlyArray<[string, () => string]> = [
	['the URL of the webhook', () => use.portal.webhook],
	['the URL with a method', () => `${use.portal.webhook}crm.item.payment.get?id=1001`],
	['the URL without its scheme', () => `${host()}/rest/1/${code()}/`],
	['the URL of another portal', () => `https://other.bitrix24.com/rest/1/${code()}/`],
	['another host without its scheme', () => `portal.example/rest/1/${code()}/`],
	["another portal's webhook", () => 'portal.example/rest/1/a1b2c3d4e5f6g7h8/'],
	['the code alone', code],
	['the code with a slash', () => `1/${code()}`],
	['the code in quotes', () => `"${code()}"`],
];

const PLACES: ReadonlyArray<[string, string, (value: string) => IDataObject]> = [
	['the payment ID', 'pay', (value) => ({ paymentId: value })],
	[
		'the payment ID in a list',
		'pay',
		(value) => ({ paymentId: { __rl: true, mode: 'id', value } }),
	],
	['the payment ID of a lookup', 'get', (value) => ({ paymentId: value })],
	['the payment ID of a link', 'getPublicUrl', (value) => ({ paymentId: value })],
	['the payment ID of a deletion', 'delete', (value) => ({ paymentId: value })],
	[
		'the payment system',
		'paySystemPay',
		(value) => ({ paymentId: 1020, paySystemId: { __rl: true, mode: 'id', value } }),
	],
	['the deal', 'create', (value) => ({ entityTypeId: 2, entityId: value })],
	['the kind of record', 'create', (value) => ({ entityTypeId: value, entityId: 1 })],
	['an amount', 'update', (value) => ({ paymentId: 1001, updateFields: { sum: value } })],
	['a date', 'update', (value) => ({ paymentId: 1001, updateFields: { datePaid: value } })],
	['a user', 'update', (value) => ({ paymentId: 1001, updateFields: { empPaidId: value } })],
	['a switch', 'update', (value) => ({ paymentId: 1001, updateFields: { paid: value } })],
	['a choice', 'update', (value) => ({ paymentId: 1001, updateFields: { isReturn: value } })],
	['a currency', 'update', (value) => ({ paymentId: 1001, updateFields: { psCurrency: value } })],
	['a name of a field', 'update', (value) => ({ paymentId: 1001, updateFields: { [value]: 'x' } })],
	['all fields', 'update', (value) => ({ paymentId: 1001, updateFields: value })],
	['a filter', 'getAll', (value) => ({ entityTypeId: 0, filters: { orderId: value } })],
	[
		'a date of a filter',
		'getAll',
		(value) => ({ entityTypeId: 0, filters: { datePaidTo: value } }),
	],
];

/** The options of a run, which are read before its portal is known. */
const OPTIONS: ReadonlyArray<[string, (value: string) => unknown]> = [
	['all of them', (value) => value],
	['a name of one', (value) => ({ [value]: 1 })],
	['a number', (value) => ({ batchSize: value })],
	['a switch', (value) => ({ verify: value })],
	['all conditions', (value) => ({ onlyIf: value })],
	['a name of a condition', (value) => ({ onlyIf: { [value]: 1 } })],
];

const ours = /a1b2c3d4e5f6/;

function expectNoSecret(output: string): void {
	expect(output).not.toContain(code().slice(0, 12));
	expect(output).not.toMatch(ours);
}

describe.each(PLACES)('A secret entered as %s', (_, operation, parameters) => {
	it.each(FORMS)('is not repeated: %s', async (_form, text) => {
		for (const onError of BOTH_MODES) {
			const { items, error, hints } = await use.rig.run({
				operation,
				items: [{ line: 1 }],
				parameters: parameters(text()),
				onError,
			});
			expectNoSecret(JSON.stringify([items, hints]));
			expectNoSecret(`${error?.message}\n${error?.description}\n${error?.stack}`);
			expectNoSecret(JSON.stringify(error?.context ?? {}));
			// It is refused, and says which parameter is meant.
			const words = wordsOf({ items, error });
			expect(words).toMatch(/'[^']+'/);
			expect(jsonOf(items)[0]?.success).not.toBe(true);
		}
		expect(use.portal.requests).toHaveLength(0);
	});
});

describe.each(OPTIONS)('A secret entered as an option, %s', (_, options) => {
	it.each(FORMS)('is not repeated: %s', async (_form, text) => {
		for (const onError of BOTH_MODES) {
			const { items, error } = await use.rig.run({
				operation: 'pay',
				items: [{}],
				parameters: { paymentId: 1001, options: options(text()) as IDataObject },
				onError,
			});
			// n8n itself leaves out what is no option; what it hands on is refused.
			expectNoSecret(JSON.stringify(items));
			expectNoSecret(`${error?.message}\n${error?.description}`);
		}
	});
});

describe('A secret entered as the value of an option', () => {
	it.each([
		['batchSize', 'Batch Size'],
		['verify', 'Verify'],
		['onlyIf', 'Only If'],
	])('is refused before anything is sent: %s', async (name, label) => {
		const options = { [name]: code() };
		const { error } = await use.rig.run({ operation: 'pay', items: [{ id: 1001 }], options });
		expect(error?.message).toContain(`'${label}'`);
		expect(use.portal.requests).toHaveLength(0);
	});
});

/** Places where a text may be the number of something, so that the portal is asked for it. */
const LOOKED_FOR: ReadonlyArray<[string, string, (value: string) => IDataObject]> = [
	['a payment number', 'pay', (value) => ({ paymentId: located('number', value) })],
	['a payment number of a lookup', 'get', (value) => ({ paymentId: located('number', value) })],
	['an order', 'unpay', (value) => ({ paymentId: located('order', value) })],
	[
		'an order of a new payment',
		'create',
		(value) => ({ entityTypeId: 14, entityId: located('number', value), paySystemId: 4 }),
	],
	[
		'an order whose payments are listed',
		'getAll',
		(value) => ({ entityTypeId: 14, entityId: located('number', value) }),
	],
	[
		'a condition',
		'pay',
		(value) => ({ paymentId: 1001, options: { onlyIf: { accountNumber: value } } }),
	],
	['a filter', 'getAll', (value) => ({ entityTypeId: 0, filters: { accountNumber: value } })],
	['the text of a bank line', 'match', (value) => ({ text: `Invoice ${value}`, amount: 5 })],
];

const located = (mode: string, value: string) => ({ __rl: true, mode, value });

describe.each(LOOKED_FOR)('A secret entered as %s', (_, operation, parameters) => {
	const encoded: typeof FORMS = [
		['the code in Base64', () => Buffer.from(code()).toString('base64')],
		['the code in hexadecimal digits', () => Buffer.from(code()).toString('hex')],
	];

	it.each([...FORMS, ...encoded])('is looked for and not repeated: %s', async (_form, text) => {
		const base64 = Buffer.from(code()).toString('base64').slice(0, 16);
		const hex = Buffer.from(code()).toString('hex').slice(0, 24);
		for (const onError of [...BOTH_MODES, 'continueErrorOutput'] as const) {
			const result = await use.rig.run({
				operation,
				items: [{ line: 1 }],
				parameters: parameters(text()),
				onError,
			});
			const { items, errors, error, hints } = result;
			const output = JSON.stringify([items, errors, hints, error?.context]);
			for (const told of [output, `${error?.message}\n${error?.description}\n${error?.stack}`]) {
				expectNoSecret(told);
				expect(told).not.toContain(base64);
				expect(told).not.toContain(hex);
			}
			expect(jsonOf(items).map(({ success, matched }) => success ?? matched)).not.toContain(true);
		}
	});
});

describe('A token entered as a payment ID', () => {
	it.each(['access_token', 'refresh_token'])('is not repeated: %s', async (name) => {
		use.rig.useOAuth();
		const tokens = use.rig.engine.credentials.read('credential').oauthTokenData as IDataObject;
		const secret = String(tokens[name]);
		for (const onError of BOTH_MODES) {
			const { items, error } = await use.rig.run({
				operation: 'pay',
				items: [{}],
				parameters: { paymentId: secret },
				onError,
			});
			expect(wordsOf({ items, error })).toContain('is not an ID');
			expect(JSON.stringify(items) + error?.message).not.toContain(secret.slice(0, 12));
		}
	});
});

describe('A condition of Only If', () => {
	it.each(FORMS)('does not repeat a secret: %s', async (_form, text) => {
		for (const name of ['amount', 'currency', 'paySystemId']) {
			const { items } = await use.rig.run({
				operation: 'pay',
				items: [{ id: 1001 }],
				options: { onlyIf: { [name]: text() } },
				onError: CONTINUE,
			});
			expectNoSecret(JSON.stringify(items));
			expect(detailsOf(items[0]?.json).code).toBe('INVALID_INPUT');
		}
	});
});

describe('What is no secret', () => {
	it('is repeated, so that it can be found', async () => {
		const { items } = await use.rig.run({
			operation: 'pay',
			items: [{ id: 'portal.example/shop/orders/1001' }],
			onError: CONTINUE,
		});
		expect(items[0]?.json.error).toContain('portal.example/shop');
	});
});
