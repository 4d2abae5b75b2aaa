import { SEED, type FaultName, type FaultRule } from '../../sandbox/portal';
import { batch, call, usePortal } from './support';

const use = usePortal();
const PAY = 'crm.item.payment.pay';
const pay = async (id = 1001) => await call(use.portal.webhook, PAY, { id });
const payTwo = async () =>
	await batch(use.portal.webhook, { a: `${PAY}?id=1001`, b: `${PAY}?id=1002` });
const paid = (id = 1001) => use.portal.ledger.payment(id)?.paid === 'Y';
const arrange = (fault: FaultName, rule: Partial<FaultRule> = {}) =>
	use.portal.faults.add({ fault, ...rule });

describe.each<[FaultName, string, string, number]>([
	['operatingLimit', 'OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.', 429],
	['accessDenied', 'ACCESS_DENIED', 'Access denied', 403],
	[
		'vetoed',
		'SALE_EVENT_ON_BEFORE_SALEPAYMENT_SET_FIELD_ERROR',
		'Изменение оплаты запрещено правилами портала',
		400,
	],
])('%s', (fault, code, text, status) => {
	const error = { error: code, error_description: text };

	test('of a single call', async () => {
		arrange(fault);
		const answer = await pay();
		expect([answer.status, answer.body, paid()]).toEqual([status, error, false]);
	});

	test('of one command of a batch', async () => {
		arrange(fault, { method: PAY, paymentId: 1002 });
		const { body } = await payTwo();
		expect(body.result.result).toEqual({ a: true });
		expect(body.result.result_error).toEqual({ b: error });
		expect([paid(1001), paid(1002)]).toEqual([true, false]);
	});
});

describe.each<[FaultName]>([['operatingLimit'], ['nullResult']])('%s', (fault) => {
	test('strikes the whole batch when the rule names it', async () => {
		arrange(fault, { method: 'batch' });
		const { status, body } = await payTwo();
		expect(fault === 'nullResult' ? body : status).toEqual(
			fault === 'nullResult' ? { result: null } : 429,
		);
		expect(use.portal.ledger.journal).toEqual([]);
	});
});

test('insufficientScope has a text outside and none inside', async () => {
	arrange('insufficientScope', { times: 2 });
	const single = await pay();
	expect([single.status, single.body.error]).toEqual([401, 'insufficient_scope']);
	expect(single.body.error_description).toContain('webhook token');
	const inside = (await payTwo()).body.result.result_error.a;
	expect(inside).toEqual({ error: 'insufficient_scope', error_description: '' });
});

test('batchMethodNotAllowed leaves single calls alone', async () => {
	arrange('batchMethodNotAllowed', { times: Infinity });
	const { body } = await payTwo();
	expect(body.result.result_error.b.error).toBe('ERROR_BATCH_METHOD_NOT_ALLOWED');
	expect(paid()).toBe(false);
	expect((await pay()).body.result).toBe(true);
});

test('accessDenied speaks the language of the method', async () => {
	arrange('accessDenied', { times: Infinity });
	const update = await call(use.portal.webhook, 'sale.payment.update', { id: 1001, fields: {} });
	expect([update.status, update.body.error]).toEqual([400, '200040300020']);
	const classic = await call(use.portal.webhook, 'sale.paysystem.list');
	expect(classic.body).toEqual({ error: 'ACCESS_DENIED', error_description: 'Access denied!' });
});

test('errorCode answers any code without executing', async () => {
	arrange('errorCode', { code: '0', value: 'Something local' });
	const { body } = await pay();
	expect(body).toEqual({ error: '0', error_description: 'Something local' });
	expect(use.portal.ledger.executed(PAY)).toBe(0);
	expect(use.portal.ledger.journal).toEqual([]);
});

test('nullResult: not executed', async () => {
	arrange('nullResult', { times: 2 });
	expect((await pay()).body.result).toBeNull();
	const { body } = await payTwo();
	expect(body.result.result).toEqual({ a: null, b: true });
	expect(paid(1001)).toBe(false);
});

test('lyingTrue: true, and nothing happened', async () => {
	arrange('lyingTrue', { times: 2 });
	expect((await pay()).body.result).toBe(true);
	const fields = { paySystemId: 2, paid: 'Y' };
	const update = await call(use.portal.webhook, 'sale.payment.update', { id: 1001, fields });
	expect(update.body.result.payment).toMatchObject({ id: 1001, paid: 'N' });
	expect(use.portal.ledger.journal).toEqual([]);
});

test('savedWithWarning: an error, and yet it is stored', async () => {
	arrange('savedWithWarning', { paymentId: 1001 });
	const { status, body } = await pay();
	expect([status, body.error, paid()]).toEqual([400, '0', true]);
	expect(use.portal.ledger.executed(PAY, 1001)).toBe(1);
	expect(use.portal.ledger.effects(1001).triggers).toBe(1);
	expect(use.portal.ledger.journal.at(-1)).toMatchObject({ outcome: 'refused', changed: true });
});

test('flipAfter: somebody undoes it before the next command', async () => {
	arrange('flipAfter', { method: PAY });
	const { body } = await batch(use.portal.webhook, {
		pay: `${PAY}?id=1001`,
		get: 'crm.item.payment.get?id=1001',
	});
	expect(body.result.result).toMatchObject({ pay: true, get: { paid: 'N' } });
	expect(use.portal.ledger.effects(1001)).toMatchObject({ triggers: 1, unpaidTransitions: 0 });
});

test('phoneNotConfirmed: the other answer of the payment link', async () => {
	arrange('phoneNotConfirmed');
	const method = 'salescenter.payment.getPublicUrl';
	const other = await call(use.portal.webhook, method, { id: 1001 });
	expect(other.body.result).toEqual({ connectedSiteId: 3, isPhoneConfirmed: false });
	expect((await call(use.portal.webhook, method, { id: 1001 })).body.result.payment.url).toContain(
		'/pub/payment/',
	);
});

test('struck names the inner method', async () => {
	arrange('vetoed', { method: PAY });
	await payTwo();
	expect(use.portal.faults.struck).toMatchObject([{ fault: 'vetoed', method: PAY }]);
});

test('a fault on a command that is refused anyway keeps that refusal', async () => {
	arrange('savedWithWarning');
	const { body } = await pay(SEED.unknown);
	expect(body.error_description).toBe('Payment has not been found');
});
