import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { loadPackage } from '../../sandbox/engine/engine';
import { SEED } from '../../sandbox/portal';
import { startRig, type Rig, type RunResult } from '../support/rig';
import { AUTH_KINDS, PAGES, shapeOf, type AuthKind, type Body } from './documentation';

/** What this node sends, compared with the samples of the documentation pages. */

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(() => rig.portal.reset());

const { pay, unpay, update, paySystemPay } = PAGES;
const locator = (value: unknown) => ({ __rl: true, mode: 'id', value });

const connect = (kind: AuthKind) => (kind === 'oauth' ? rig.useOAuth() : rig.useWebhook());

/** With a batch size of 1, each write is a call of its own, as in the samples. */
const run = async (operation: string, parameters: IDataObject): Promise<RunResult> =>
	await rig.run({ operation, items: [{}], parameters, options: { batchSize: 1 } });

/** The one request of this method, as it went over the wire. */
function sent(method: string): { path: string; body: Body; headers: Record<string, unknown> } {
	const requests = rig.portal.requests.filter((request) => request.method === method);
	expect(requests).toHaveLength(1);
	const { path = '', verb, headers = {}, rawBody = '' } = requests[0] ?? {};
	expect(verb).toBe('POST');
	return { path, headers, body: JSON.parse(rawBody) as Body };
}

/** The sample's body with a real token in the place of the page's placeholder. */
function sampleBody(page: { samples: Record<AuthKind, { body: Body }> }, kind: AuthKind): Body {
	const { auth, ...body } = page.samples[kind].body;
	return auth === undefined ? body : { ...body, auth: expect.stringMatching(/^[0-9a-f]{70}$/) };
}

const SIMPLE = [
	{ operation: 'pay', page: pay, parameters: { paymentId: locator(SEED.docsPay) } },
	{ operation: 'unpay', page: unpay, parameters: { paymentId: locator(SEED.docsPay) } },
	{
		operation: 'paySystemPay',
		page: paySystemPay,
		parameters: {
			paymentId: locator(SEED.docsPaySystemPay),
			paySystemId: locator(SEED.paySystems.docsBankTransfer),
		},
	},
];

describe.each(AUTH_KINDS)('with the %s credential', (kind) => {
	beforeEach(() => connect(kind));

	it.each(SIMPLE)('$operation sends the body of the sample and nothing else', async (one) => {
		if (one.operation === 'unpay') rig.portal.ledger.change(SEED.docsPay, { paid: 'Y' });
		await run(one.operation, one.parameters);
		expect(sent(one.page.method).body).toEqual(sampleBody(one.page, kind));
	});

	it.each(Object.values(PAGES))(
		'$method goes to the address and in the form of the sample',
		async (page) => {
			const one = SIMPLE.find((simple) => simple.page === page);
			rig.portal.ledger.change(SEED.docsPay, { paid: page === unpay ? 'Y' : 'N' });
			await (one ? run(one.operation, one.parameters) : runUpdate(update.samples.webhook.body));
			const { path, headers } = sent(page.method);
			const [userId, code] = new URL(rig.portal.webhook).pathname.split('/').slice(2);
			const expected = page.samples[kind].url
				.replace('https://**put_your_bitrix24_address**', '')
				.replace('**put_your_user_id_here**', String(userId))
				.replace('**put_your_webhook_here**', String(code));
			expect(path).toBe(expected);
			expect(headers['content-type']).toContain(page.headers['Content-Type']);
			expect(headers.accept).toContain(page.headers.Accept);
			expect(headers).not.toHaveProperty('authorization');
			expect(headers).not.toHaveProperty('cookie');
		},
	);

	it('update sends the keys and JSON types of the short sample, but for one', async () => {
		await runUpdate(update.samples.webhook.body);
		const { body } = sent(update.method);
		const sample = update.samples[kind].body;
		expect(Object.keys(body).sort()).toEqual(Object.keys(sample).sort());
		// The sample sends a number here; the page's own table of fields says string.
		const fields = { ...(shapeOf(sample.fields) as object), psInvoiceId: 'string' };
		expect(shapeOf(body)).toEqual({ ...(shapeOf(sample) as object), fields });
	});

	it('update sends the values of the short sample, with an offset added to its dates', async () => {
		await runUpdate(update.samples.webhook.body);
		const { fields } = sent(update.method).body as { fields: Body };
		const expected = Object.entries(update.samples.webhook.body.fields as Body).map(
			([name, value]) =>
				name.toLowerCase().includes('date') ? [name, `${String(value)}+02:00`] : [name, value],
		);
		expect(fields).toEqual({ ...Object.fromEntries(expected), psInvoiceId: '1' });
	});

	it('update sends all 35 fields of the long sample, in the types of the table', async () => {
		const sample = update.samples.full?.body as { fields: Body };
		await runUpdate(sample);
		const { fields } = sent(update.method).body as { fields: Body };
		expect(Object.keys(fields).sort()).toEqual(Object.keys(sample.fields).sort());
		const jsonTypes = (update.fields ?? []).map(({ name, type }) => [
			name,
			['string', 'datetime', 'date'].includes(type) ? 'string' : 'number',
		]);
		expect(shapeOf(fields)).toEqual(Object.fromEntries(jsonTypes));
	});
});

/** Fills in the node's form as the sample says; flags are switches there. */
async function runUpdate(sample: Body): Promise<RunResult> {
	const fields = { ...(sample.fields as IDataObject) };
	for (const { name, type } of updateOptions()) {
		if (type === 'boolean' && name in fields) fields[name] = fields[name] === 'Y';
		if (type === 'resourceLocator' && name in fields) fields[name] = locator(fields[name]);
	}
	return await run('update', {
		paymentId: locator(sample.id ?? SEED.docsUpdate),
		updateFields: fields,
	});
}

function updateOptions(): INodeProperties[] {
	const { description } = new (loadPackage().Node)();
	const collection = description.properties.find(({ name }) => name === 'updateFields');
	return (collection?.options ?? []) as INodeProperties[];
}

describe('the form of Update', () => {
	const documented = PAGES.update.fields ?? [];

	it('offers exactly the 35 documented fields, under the documented names', () => {
		const names = updateOptions().map(({ name }) => name);
		expect(names.sort()).toEqual(documented.map(({ name }) => name).sort());
	});

	it.each(documented)('offers $name, a $type, as what it is', ({ name, type, values = [] }) => {
		const option = updateOptions().find((property) => property.name === name);
		const forms: Record<string, string[]> = {
			string: values.length === 0 ? ['string'] : ['boolean', 'options'],
			double: ['number'],
			integer: ['number'],
			'user.id': ['number'],
			'sale_paysystem.id': ['resourceLocator'],
			datetime: ['dateTime'],
			date: ['dateTime'],
		};
		expect(forms[type]).toContain(option?.type);
		if (option?.type === 'boolean') expect(values).toEqual(['Y', 'N']);
		if (option?.type !== 'options') return;
		const offered = (option.options ?? []).map((choice) => ('value' in choice ? choice.value : ''));
		expect(offered).toEqual(expect.arrayContaining(values));
	});
});
