import { SEED, startPortal, virtualClock, type SandboxPortal } from '../../sandbox/portal';
import { PAGES, replay, send, speak, type Body } from './documentation';

/**
 * What the four methods do where the pages are silent or wrong
 * (docs/bitrix24.md#documentation-against-code).
 */

let portal: SandboxPortal;
beforeAll(async () => {
	portal = await startPortal({ clock: virtualClock() });
});
afterAll(async () => await portal.close());

const { pay, unpay, update, paySystemPay } = PAGES;
const id = SEED.docsUpdate;
const fieldsAfter = async (fields: Body, of: number = id): Promise<Body> => {
	const { paySystemId } = portal.ledger.payment(of) ?? {};
	const body = { id: of, fields: { paySystemId, ...fields } };
	const answer = await replay(portal, update, { body });
	return (answer.body.result as { payment: Body } | undefined)?.payment ?? answer.body;
};

// None of this depends on the dialect, which concerns the form of the answers only.
describe.each(['docs', 'code'] as const)('in the %s dialect', (dialect) => {
	beforeEach(() => {
		portal.reset();
		speak(portal, dialect);
	});

	it.each([
		['pay', pay, SEED.alreadyPaid],
		['unpay', unpay, SEED.docsPay],
	])(
		'%s on a payment that is so already answers true and does nothing (no. 3)',
		async (_name, page, of) => {
			const before = portal.ledger.payment(of);
			const { body } = await replay(portal, page, { body: { id: of } });
			expect(body.result).toBe(true);
			expect(portal.ledger.payment(of)).toEqual(before);
			expect(portal.ledger.effects(of)).toMatchObject({ triggers: 0, receipts: 0, mails: 0 });
		},
	);

	it('pay runs what the portal attaches to a payment, once (no. 4)', async () => {
		await replay(portal, pay);
		expect(portal.ledger.effects(SEED.docsPay)).toMatchObject({
			triggers: 1,
			receipts: 1,
			mails: 1,
		});
	});

	it('unpay leaves the payment date as it was (no. 5)', async () => {
		const { datePaid } = portal.ledger.payment(SEED.alreadyPaid) ?? {};
		await replay(portal, unpay, { body: { id: SEED.alreadyPaid } });
		expect(datePaid).toEqual(expect.any(String));
		expect(portal.ledger.payment(SEED.alreadyPaid)).toMatchObject({ paid: 'N', datePaid });
	});

	it('an update without `paid` leaves it, although the page says that N is its default (no. 7)', async () => {
		portal.ledger.change(id, { paid: 'Y' });
		expect(await fieldsAfter({ comments: 'x' })).toMatchObject({ paid: 'Y', comments: 'x' });
	});

	it.each([[true], [1], ['y'], ['true'], ['']])(
		'`paid: %j` unpays: only Y in capitals means paid (no. 7)',
		async (paid) => {
			portal.ledger.change(id, { paid: 'Y' });
			expect(await fieldsAfter({ paid })).toMatchObject({ paid: 'N' });
		},
	);

	it.each([[''], ['soon']])(
		'drops the date %j silently: no date can be cleared (no. 8)',
		async (date) => {
			const { dateBill } = await fieldsAfter({ dateBill: '2024-04-10T10:00:00+02:00' });
			expect(await fieldsAfter({ dateBill: date })).toMatchObject({ dateBill });
		},
	);

	it('reads an offset, and a date without one in its own time zone (no. 8)', async () => {
		const withOffset = await fieldsAfter({ datePaid: '2024-04-10T10:00:00+00:00' });
		expect(Date.parse(String(withOffset.datePaid))).toBe(Date.UTC(2024, 3, 10, 10));
		const without = await fieldsAfter({ datePaid: '2024-04-10T10:00:00' });
		expect(without.datePaid).toMatch(/^2024-04-10T10:00:00[+-]/);
	});

	it('drops unknown, read-only and immutable fields silently (no. 9)', async () => {
		const before = portal.ledger.payment(id);
		const after = await fieldsAfter({ nonsense: 1, currency: 'EUR', orderId: 1, id: 7 });
		expect(after).toMatchObject({ id, currency: before?.currency, orderId: before?.orderId });
		expect(after).not.toHaveProperty('nonsense');
	});

	it('drops fields in UPPER_SNAKE, the required one included (no. 9)', async () => {
		const body = { id, fields: { PAY_SYSTEM_ID: 1, COMMENTS: 'x' } };
		const { body: answer } = await replay(portal, update, { body });
		expect(answer.error_description).toBe('Required fields: paySystemId');
	});

	it('may store an update and answer an error all the same (no. 10)', async () => {
		portal.dialect = { ...portal.dialect, warningsAreErrors: true };
		const answer = await fieldsAfter({ comments: 'stored' });
		expect(String(answer.error)).toBe('0');
		expect(portal.ledger.payment(id)?.comments).toBe('stored');
	});

	it('refuses to change the amount of a paid payment, even if it becomes unpaid (no. 12)', async () => {
		portal.ledger.change(id, { paid: 'Y' });
		const answer = await fieldsAfter({ sum: 1, paid: 'N' });
		expect(answer).toHaveProperty('error');
		expect(portal.ledger.payment(id)).toMatchObject({ paid: 'Y', sum: 100 });
	});

	it('starts a refund for `isReturn: Y` and also for P, which the page does not list (no. 11)', async () => {
		const of = SEED.innerAccount;
		expect(update.fields?.find(({ name }) => name === 'isReturn')?.values).toEqual(['Y', 'N']);
		for (const isReturn of ['Y', 'P']) {
			portal.reset();
			portal.ledger.change(of, { paid: 'Y' });
			expect(await fieldsAfter({ isReturn }, of)).toMatchObject({ isReturn, paid: 'N' });
			expect(portal.ledger.effects(of).refunds).toBe(1);
		}
	});

	it('answers true for the example of the page although nobody has paid (no. 15)', async () => {
		const { body } = await replay(portal, paySystemPay);
		expect(body.result).toBe(true);
		expect(portal.ledger.payment(SEED.docsPaySystemPay)?.paid).toBe('N');
	});

	it('answers true when the handler could not save (no. 15)', async () => {
		const body = { PAYMENT_ID: SEED.silentFail, PAY_SYSTEM_ID: SEED.paySystems.silentFail };
		expect((await replay(portal, paySystemPay, { body })).body.result).toBe(true);
		expect(portal.ledger.payment(SEED.silentFail)?.paid).toBe('N');
	});

	it('really pays through a REST handler and takes parameters that the page does not show (no. 16)', async () => {
		const [of] = SEED.restHandler;
		const ids = { PAYMENT_ID: of, PAY_SYSTEM_ID: SEED.paySystems.restHandler };
		const body = { ...ids, PS_STATUS_CODE: '00', PS_INVOICE_ID: 'A-1' };
		await replay(portal, paySystemPay, { body });
		expect(portal.ledger.payment(of)).toMatchObject({
			paid: 'Y',
			psStatusCode: '00',
			psInvoiceId: 'A-1',
		});
	});

	it('may answer with text that is no JSON, status 200, for a native payment system (no. 17)', async () => {
		const body = { PAYMENT_ID: SEED.nativePrintsText, PAY_SYSTEM_ID: SEED.paySystems.printsText };
		const answer = await replay(portal, paySystemPay, { body });
		expect([answer.status, typeof answer.body]).toEqual([200, 'string']);
	});

	it('lets a user who may only edit orders pay through a payment system (no. 18)', async () => {
		const webhook = portal.webhookFor({ userId: SEED.users.sales });
		expect(await replay(portal, paySystemPay, { webhook })).toMatchObject({ status: 200 });
	});

	it('swallows a malformed body, so that the id is missing (no. 21)', async () => {
		const { status, body } = await send({ url: portal.webhook + pay.method, data: '{"id":1038' });
		expect([status, String(body.error)]).toEqual([400, '100']);
	});

	it.each(['PUT', 'DELETE'])(
		'refuses %s for a controller, not for a classic method (no. 22)',
		async (verb) => {
			const url = (method: string) => `${portal.webhook}${method}`;
			const controller = await send({ url: url(`${pay.method}?id=${SEED.docsPay}`), verb });
			expect(controller).toMatchObject({ status: 400, body: { error: 'invalid_http_method' } });
			const query = 'PAYMENT_ID=1&PAY_SYSTEM_ID=1';
			const classic = await send({ url: url(`${paySystemPay.method}?${query}`), verb });
			expect(classic).toMatchObject({ status: 200, body: { result: true } });
		},
	);

	it('accepts GET for a payment, which the pages do not show (no. 22)', async () => {
		const answer = await send({
			url: `${portal.webhook}${pay.method}?id=${SEED.docsPay}`,
			verb: 'GET',
		});
		expect(answer).toMatchObject({ status: 200, body: { result: true } });
	});
});
