import { SEED, startPortal, virtualClock, type SandboxPortal } from '../../sandbox/portal';
import { PAYMENT_FIELDS } from '../../sandbox/portal/paymentFields';
import {
	AUTH_KINDS,
	PAGES,
	replay,
	send,
	shapeOf,
	speak,
	type Body,
	type DocumentedMethod,
} from './documentation';

/** The samples of the documentation pages, replayed against the portal as the pages show it. */

let portal: SandboxPortal;
beforeAll(async () => {
	// Commands take as long as in the samples, so that `time` has something to say.
	const latency = { perCommandMs: { '*': 380 } };
	portal = await startPortal({ clock: virtualClock(), latency });
});
afterAll(async () => await portal.close());
beforeEach(() => {
	portal.reset();
	speak(portal, 'docs');
});

const PAYMENT_OF_SAMPLE: Record<string, number> = {
	'crm.item.payment.pay': SEED.docsPay,
	'crm.item.payment.unpay': SEED.docsPay,
	'sale.payment.update': SEED.docsUpdate,
	'sale.paysystem.pay.payment': SEED.docsPaySystemPay,
};

/** The pages print `operating` only where the load limiter was on when the sample was recorded. */
function speakAsRecorded({ success }: DocumentedMethod): void {
	const operating = 'operating' in (success.body.time as Body);
	portal.dialect = { ...portal.dialect, operating };
}

function withoutUnset(fields: Body): Body {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

describe.each(Object.values(PAGES))('the page of $method', (page) => {
	it.each(AUTH_KINDS)('answers the %s sample with the documented status and keys', async (kind) => {
		speakAsRecorded(page);
		const { status, body } = await replay(portal, page, { kind });
		expect(status).toBe(page.success.status);
		expect(Object.keys(body)).toEqual(Object.keys(page.success.body));
		expect(portal.requests.at(-1)).toMatchObject({ method: page.method, verb: 'POST' });
	});

	it.each(AUTH_KINDS)('gives `time` the documented form to the %s sample', async (kind) => {
		speakAsRecorded(page);
		const { body } = await replay(portal, page, { kind });
		expect(shapeOf(body.time)).toEqual(shapeOf(page.success.body.time));
		const time = body.time as Record<string, number> & Record<'date_start', string>;
		expect(time.duration).toBeCloseTo((time.finish ?? 0) - (time.start ?? 0), 6);
		expect(time.date_start).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
	});

	it('concerns the payment that the sample names', async () => {
		await replay(portal, page);
		const { paymentId } = portal.ledger.journal.at(-1) ?? {};
		expect(paymentId).toBe(PAYMENT_OF_SAMPLE[page.method]);
	});

	it('needs the documented scope', async () => {
		const others = ['crm', 'sale', 'pay_system'].filter((scope) => scope !== page.scope);
		const poor = portal.webhookFor({ scopes: others });
		const refused = await replay(portal, page, { webhook: poor });
		expect(refused).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } });
		const rich = portal.webhookFor({ scopes: [page.scope] });
		expect(await replay(portal, page, { webhook: rich })).toMatchObject({ status: 200 });
	});

	it('takes the token from the body, as the OAuth sample shows, and nothing without it', async () => {
		const { auth, ...body } = page.samples.oauth.body;
		expect(auth).toBe('**put_access_token_here**');
		expect(body).toEqual(page.samples.webhook.body);
		const url = `${portal.url}/rest/${page.method}`;
		const refused = await send({ url, data: body, headers: page.headers });
		expect(refused).toMatchObject({ status: 401, body: { error: 'NO_AUTH_FOUND' } });
	});
});

describe.each([PAGES.pay, PAGES.unpay, PAGES.paySystemPay])('the result of $method', (page) => {
	it('is `true`, as documented', async () => {
		const { body } = await replay(portal, page);
		expect(body.result).toBe(true);
		expect(page.success.body.result).toBe(true);
	});
});

describe('the payment that sale.payment.update answers with', () => {
	const documented = (PAGES.update.success.body.result as { payment: Body }).payment;
	const full = PAGES.update.samples.full?.body ?? {};
	const updated = async (body: Body): Promise<Body> => {
		const answer = await replay(portal, PAGES.update, { body });
		return (answer.body.result as { payment: Body }).payment;
	};

	/** The two fields that the page prints in another JSON type than the code gives. */
	const printedOtherwise = { priceCod: 'number', psInvoiceId: 'string' };

	it.each(AUTH_KINDS)('has exactly the documented keys after the %s sample', async (kind) => {
		const { body } = await replay(portal, PAGES.update, { kind });
		const { payment } = body.result as { payment: Body };
		expect(Object.keys(payment).sort()).toEqual(Object.keys(documented).sort());
	});

	it('has the documented JSON types after the call with all fields, but for two', async () => {
		expect(shapeOf(await updated(full))).toEqual({
			...(shapeOf(documented) as Body),
			...printedOtherwise,
		});
		expect(shapeOf(documented)).toMatchObject({ priceCod: 'string', psInvoiceId: 'number' });
	});

	it('has the documented JSON types or null after the short sample', async () => {
		const payment = withoutUnset(await updated(PAGES.update.samples.webhook.body));
		const expected = { ...(shapeOf(documented) as Body), ...printedOtherwise };
		for (const [name, type] of Object.entries(shapeOf(payment))) {
			expect([name, type]).toEqual([name, expected[name as keyof typeof expected]]);
		}
	});

	it('has the documented values of everything that is no date', async () => {
		const payment = await updated(full);
		const isDate = (value: unknown) => typeof value === 'string' && /^\d{4}-/.test(value);
		const values = Object.entries(documented).filter(([, value]) => !isDate(value));
		expect(values).toHaveLength(36);
		for (const [name, value] of values) {
			expect([name, String(payment[name])]).toEqual([name, String(value)]);
		}
	});

	it('prints dates as ISO 8601 with offset, as documented', async () => {
		const payment = await updated(full);
		const dates = Object.entries(documented).filter(([name]) => name.includes('ate'));
		const isoDates = dates.filter(([, value]) => /^\d{4}-\d\d-\d\dT/.test(String(value)));
		expect(isoDates.map(([name]) => name)).toContain('datePaid');
		for (const [name] of isoDates) {
			expect(String(payment[name])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
		}
	});

	it('offers the 35 documented fields to be set, in the documented types', () => {
		const types: Record<string, string[]> = {
			string: ['string', 'char'],
			double: ['double', 'float'],
			integer: ['integer', 'int'],
			'user.id': ['integer', 'int'],
			'sale_paysystem.id': ['integer', 'int'],
			datetime: ['datetime'],
			date: ['date'],
		};
		const fields = PAGES.update.fields ?? [];
		expect(fields).toHaveLength(35);
		for (const { name, type, required } of fields) {
			const known = PAYMENT_FIELDS[name as keyof typeof PAYMENT_FIELDS];
			expect([name, types[type]]).toEqual([name, expect.arrayContaining([known.type])]);
			expect([name, known.readOnly === true]).toEqual([name, false]);
			expect([name, known.required === true]).toEqual([name, required]);
		}
	});
});
