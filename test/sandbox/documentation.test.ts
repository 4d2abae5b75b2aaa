import { SEED } from '../../sandbox/portal';
import { call, usePortal } from './support';

/** The request samples of Bitrix24's documentation, sent as printed there. */
const use = usePortal();

const TIME = {
	start: expect.any(Number),
	finish: expect.any(Number),
	duration: expect.any(Number),
	processing: expect.any(Number),
	date_start: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+02:00$/),
	date_finish: expect.any(String),
};

const UPDATE = {
	paySystemId: 1,
	paid: 'Y',
	datePaid: '2024-04-10T10:00:00',
	empPaidId: 1,
	psStatus: 'Y',
	psSum: 100,
	psCurrency: 'USD',
	psResponseDate: '2024-04-10T10:00:00',
	sum: 100,
	companyId: 1,
	responsibleId: 1,
	empResponsibleId: 1,
	isReturn: 'N',
	externalPayment: 'N',
	psInvoiceId: 1,
	marked: 'N',
};

const UPDATE_EVERYTHING = {
	...UPDATE,
	psStatusCode: '',
	psStatusDescription: '',
	psStatusMessage: '',
	payVoucherNum: '',
	payVoucherDate: '2024-04-10T10:00:00',
	datePayBefore: '2024-04-10T10:00:00',
	dateBill: '2024-04-10T10:00:00',
	xmlId: '',
	payReturnNum: '',
	priceCod: 100,
	payReturnDate: '2024-04-10T10:00:00',
	empReturnId: 1,
	payReturnComment: '',
	comments: '',
	updated1c: 'N',
	id1c: '',
	version1c: '',
	reasonMarked: '',
	empMarkedId: 1,
};

const oauth = async (method: string, params: object) => {
	const { access_token: auth } = use.portal.oauth.issueTokens();
	return await call(`${use.portal.url}/rest/`, method, { ...params, auth });
};

describe.each([
	['crm.item.payment.pay', { id: 1038 }],
	['crm.item.payment.unpay', { id: 1038 }],
	['sale.paysystem.pay.payment', { PAYMENT_ID: 1, PAY_SYSTEM_ID: 1 }],
])('%s', (method, params) => {
	test('answers true through a webhook and through OAuth', async () => {
		for (const answer of [
			await call(use.portal.webhook, method, params),
			await oauth(method, params),
		]) {
			expect(answer.status).toBe(200);
			expect(answer.body).toMatchObject({ result: true, time: TIME });
		}
	});
});

test('the sample for sale.paysystem.pay.payment answers true and pays nothing', async () => {
	await call(use.portal.webhook, 'sale.paysystem.pay.payment', { PAYMENT_ID: 1, PAY_SYSTEM_ID: 1 });
	expect(use.portal.ledger.payment(SEED.docsPaySystemPay)?.paid).toBe('N');
});

test.each([
	['short', UPDATE],
	['complete', UPDATE_EVERYTHING],
])('sale.payment.update, %s sample', async (_, fields) => {
	const { status, body, text } = await oauth('sale.payment.update', { id: 144, fields });
	expect(status).toBe(200);
	expect(text).toContain('"accountNumber":"356\\/1"');
	expect(body.result.payment).toMatchObject({
		companyId: 1,
		currency: 'USD',
		datePaid: '2024-04-10T10:00:00+02:00',
		empPaidId: 1,
		id: 144,
		marked: 'N',
		orderId: 200,
		paid: 'Y',
		paySystemId: 1,
		paySystemName: 'Bank Transfer (Company)',
		paySystemXmlId: '',
		psCurrency: 'USD',
		psInvoiceId: '1',
		psStatus: 'Y',
		psSum: 100,
		sum: 100,
		dateMarked: '2024-04-16T16:32:49+02:00',
	});
});

test('the complete sample gives the documented answer, but for types and the time zone', async () => {
	const params = { id: 144, fields: UPDATE_EVERYTHING };
	const { payment } = (await oauth('sale.payment.update', params)).body.result;
	expect(payment).toMatchObject({
		dateBill: '2024-04-10T10:00:00+02:00',
		datePayBefore: '2024-04-10T10:00:00+02:00',
		empMarkedId: 1,
		empReturnId: 1,
		payReturnDate: '2024-04-10T02:00:00+02:00',
		payVoucherDate: '2024-04-10T10:00:00+02:00',
		priceCod: 100,
		reasonMarked: '',
		updated1c: 'N',
	});
});

test('the documented errors exist in the dialect of the documentation', async () => {
	use.portal.dialect = {
		...use.portal.dialect,
		errorCode: 'number',
		crmErrors: 'old',
		statuses: 'docs',
	};
	const pay = await call(use.portal.webhook, 'crm.item.payment.pay', { id: SEED.unknown });
	expect([pay.status, pay.body.error]).toEqual([400, 0]);
	const update = await call(use.portal.webhook, 'sale.payment.update', { id: SEED.unknown });
	expect([update.status, update.body.error]).toEqual([400, 200640400001]);
	const params = { PAYMENT_ID: 1, PAY_SYSTEM_ID: 999 };
	const paySystem = await call(use.portal.webhook, 'sale.paysystem.pay.payment', params);
	expect(paySystem.body).toEqual({
		error: 'ERROR_CHECK_FAILURE',
		error_description: 'Pay system not found',
	});
});
