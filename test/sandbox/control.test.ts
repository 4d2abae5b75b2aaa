import { call, send, usePortal } from './support';

const use = usePortal();
const control = async (verb: string, action: string, data?: unknown) =>
	await send({ method: verb, url: `${use.portal.url}/sandbox/${action}`, data });
const pay = async () => await call(use.portal.webhook, 'crm.item.payment.pay', { id: 1001 });

test('info names the credentials', async () => {
	const { body } = await control('GET', 'info');
	expect(body).toMatchObject({
		url: use.portal.url,
		webhook: use.portal.webhook,
		clientId: use.portal.oauth.clientId,
		clientSecret: use.portal.oauth.clientSecret,
	});
});

test('ledger and requests', async () => {
	await pay();
	const { body } = await control('GET', 'ledger');
	expect(body.payments).toHaveLength(use.portal.ledger.payments().length);
	expect(body.effects['1001']).toMatchObject({ triggers: 1 });
	expect(body.journal).toHaveLength(1);
	const requests = (await control('GET', 'requests')).body;
	expect(requests).toMatchObject([{ method: 'crm.item.payment.pay', status: 200 }]);
});

test('faults can be arranged, seen and cleared', async () => {
	const rule = { fault: 'error500', method: '/payment\\.PAY$/i', times: 'Infinity' };
	expect((await control('POST', 'faults', { rule })).status).toBe(200);
	expect((await pay()).status).toBe(500);
	expect((await pay()).status).toBe(500);
	expect((await control('GET', 'faults')).body).toHaveLength(2);
	await control('DELETE', 'faults');
	expect((await pay()).status).toBe(200);
	await control('POST', 'faults', { fault: 'emptyBody' });
	expect((await pay()).text).toBe('');
});

test('wrong requests are told what is possible', async () => {
	expect((await control('POST', 'faults', { rule: { fault: 'nonsense' } })).body.error).toBe(
		'Unknown fault: nonsense',
	);
	expect((await control('POST', 'dialect', 'no json')).status).toBe(400);
	const { status, body } = await control('GET', 'nonsense');
	expect(status).toBe(404);
	expect(body.actions).toContain('GET ledger');
});

test('dialect, tokens and reset', async () => {
	const { body } = await control('POST', 'dialect', { errorCode: 'number' });
	expect(body).toMatchObject({ errorCode: 'number', crmErrors: 'new' });
	const { access_token: auth } = use.portal.oauth.issueTokens();
	await control('POST', 'expire-tokens');
	const expired = await call(`${use.portal.url}/rest/`, 'scope', { auth });
	expect(expired.body.error).toBe('expired_token');
	await pay();
	await control('POST', 'reset');
	expect(use.portal.dialect.errorCode).toBe('string');
	expect(use.portal.ledger.journal).toEqual([]);
	expect(use.portal.ledger.payment(1001)?.paid).toBe('N');
});

test('the page is for people', async () => {
	await pay();
	const { status, text } = await send({ method: 'GET', url: `${use.portal.url}/` });
	expect(status).toBe(200);
	expect(text).toContain(use.portal.webhook);
	expect(text).toContain('payment 1001, changed');
	expect(text).toContain('356/1');
});

test('the ledger lets a test edit and add payments', () => {
	const { ledger } = use.portal;
	const snapshot = ledger.payment(1002);
	ledger.change(1002, { paid: 'Y', paySystemId: 3 });
	expect(ledger.payment(1002)).toMatchObject({ paid: 'Y', paySystemName: 'Cash' });
	expect(snapshot?.paid).toBe('N');
	expect(ledger.effects(1002).triggers).toBe(0);
	const id = ledger.addPayment({ sum: 7, paySystemId: 4, entityId: 60 });
	expect(ledger.payment(id)).toMatchObject({ sum: 7, paySystemName: 'Acme Pay (REST)' });
	expect(() => ledger.change(5, {})).toThrow('There is no payment 5');
});
