import { SEED } from '../../../sandbox/portal';
import { MINUTE, pollRigOf, startPollRig, told, type PollRig } from '../../support/pollRig';
import { startRig, type Rig } from '../../support/rig';

const ALL = ['paid', 'unpaid', 'created', 'changed', 'deleted'];
const [FIRST, SECOND] = SEED.bankStatement;
const ORDER_OF_FIRST = 4000 + FIRST;

let rig: Rig;
let use: PollRig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());
beforeEach(async () => {
	rig.portal.reset();
	rig.useWebhook();
	use = pollRigOf(rig, { parameters: { events: ALL } });
	await use.poller.activate();
});

const person = () => rig.portal.person;

describe('The trigger', () => {
	it('tells nothing of what was there when it was activated', () => {
		expect(use.poller.executions).toEqual([]);
		expect(use.poller.database).toMatchObject({ 'node:Trigger': { payments: { version: 1 } } });
	});

	it('tells once that a payment was paid, with all that is known', async () => {
		use.clock.advance(30_000);
		person().pays(FIRST);
		const { datePaid } = rig.portal.ledger.payment(FIRST) ?? {};
		await use.pollAfter(MINUTE);
		await use.pollAfter(MINUTE);
		expect(use.poller.executions).toEqual([
			[
				{
					event: 'paid',
					paymentId: FIRST,
					orderId: ORDER_OF_FIRST,
					at: datePaid,
					certain: true,
					payment: {
						id: FIRST,
						accountNumber: `${ORDER_OF_FIRST}/1`,
						paid: 'Y',
						datePaid,
						sum: 1250,
						currency: 'EUR',
						paySystemId: 2,
						paySystemName: 'Bank Transfer',
						empPaidId: SEED.users.sales,
						orderId: ORDER_OF_FIRST,
					},
					previous: { paid: 'N', datePaid: null, sum: 1250, paySystemId: 2 },
				},
			],
		]);
		expect(use.poller.errors).toEqual([]);
	});

	it('tells each kind of change once, in order of time', async () => {
		person().pays(FIRST);
		use.clock.advance(5000);
		person().unpays(SEED.alreadyPaid);
		use.clock.advance(5000);
		person().sets(SECOND, { sum: 7 });
		use.clock.advance(5000);
		const created = person().addsPayment({ entityId: SEED.dealWithoutPayments });
		use.clock.advance(5000);
		person().deletes(SEED.docsPay);
		await use.pollAfter(MINUTE);
		for (let count = 0; count < 7; count++) await use.pollAfter(MINUTE);
		expect(use.poller.executions).toHaveLength(1);
		expect(told(use.poller.events)).toEqual([
			['paid', FIRST],
			['unpaid', SEED.alreadyPaid],
			['changed', SECOND],
			['created', created],
			['deleted', SEED.docsPay],
		]);
		expect(use.poller.events.map(({ certain }) => certain)).toEqual([true, true, true, true, true]);
	});

	it('says what was before, and of a deleted payment nothing else', async () => {
		person().sets(SECOND, { sum: 7, paySystemId: 3 });
		person().deletes(FIRST);
		person().unpays(SEED.alreadyPaid);
		await use.pollAfter(MINUTE);
		const byPayment = new Map(use.poller.events.map((event) => [event.paymentId, event]));
		expect(byPayment.get(SECOND)).toMatchObject({
			payment: { sum: 7, paySystemId: 3 },
			previous: { paid: 'N', datePaid: null, sum: 89.9, paySystemId: 2 },
		});
		expect(byPayment.get(FIRST)).toMatchObject({
			payment: null,
			previous: { paid: 'N', datePaid: null, sum: 1250, paySystemId: 2 },
		});
		const datePaid = '2026-05-09T11:20:00+02:00';
		expect(byPayment.get(SEED.alreadyPaid)).toMatchObject({
			payment: { paid: 'N', datePaid },
			previous: { paid: 'Y', datePaid },
		});
	});

	it('tells of a payment that was created and paid between two polls that it was both', async () => {
		const id = person().addsPayment({ entityId: 3 });
		use.clock.advance(2000);
		person().pays(id);
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual([
			['created', id],
			['paid', id],
		]);
		expect(use.poller.events.map(({ previous }) => previous)).toEqual([null, null]);
	});

	it('takes paid and unpaid between two polls for one change, and the same again for none', async () => {
		person().pays(FIRST);
		person().unpays(FIRST);
		person().unpays(SEED.alreadyPaid);
		const { datePaid } = rig.portal.ledger.payment(SEED.alreadyPaid) ?? {};
		person().sets(SEED.alreadyPaid, { paid: 'Y', datePaid });
		person().touchesOrder(ORDER_OF_FIRST + 1);
		await use.pollAfter(MINUTE);
		// The date of the first payment has stayed; the second one was paid anew.
		expect(told(use.poller.events)).toEqual([
			['changed', FIRST],
			['changed', SEED.alreadyPaid],
		]);
	});

	it('tells of both payments of one order', async () => {
		for (const id of SEED.sharedOrder) person().pays(id);
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual(SEED.sharedOrder.map((id) => ['paid', id]));
	});

	it('sees what the node itself does', async () => {
		await rig.run({ operation: 'pay', items: [{ id: FIRST }] });
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual([['paid', FIRST]]);
	});

	it('tells nothing of an order that was deleted as a whole', async () => {
		person().deletesOrder(ORDER_OF_FIRST);
		await use.pollAfter(MINUTE);
		expect(use.poller.executions).toEqual([]);
		expect(use.poller.errors).toEqual([]);
	});

	it('works with OAuth2, too', async () => {
		rig.useOAuth();
		rig.portal.oauth.expireAccessTokens();
		person().pays(FIRST);
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual([['paid', FIRST]]);
		expect(rig.portal.oauth.refreshes).toBe(1);
	});
});

describe('Trigger On and the options', () => {
	it('is Paid unless something else is chosen', async () => {
		const plain = pollRigOf(rig);
		await plain.poller.activate();
		person().pays(FIRST);
		person().sets(SECOND, { sum: 7 });
		await plain.pollAfter(MINUTE);
		expect(told(plain.poller.events)).toEqual([['paid', FIRST]]);
	});

	it.each([
		[{ sumFrom: 700 }, [FIRST]],
		[{ paySystemId: { __rl: true, mode: 'list', value: '3' } }, [SEED.cash]],
		[{ ownChanges: true }, [FIRST, SECOND, SEED.cash]],
		[{ ownChanges: false }, [FIRST, SEED.cash]],
	])('%j', async (options, expected) => {
		const narrow = pollRigOf(rig, { parameters: { events: ['paid'], options } });
		await narrow.poller.activate();
		person().pays(FIRST);
		person().as(SEED.users.admin).pays(SECOND);
		person().pays(SEED.cash);
		await narrow.pollAfter(MINUTE);
		expect(narrow.poller.events.map(({ paymentId }) => paymentId)).toEqual(expected);
	});

	it('Simplify off gives all that Bitrix24 returned', async () => {
		const raw = pollRigOf(rig, { parameters: { events: ['paid'], options: { simplify: false } } });
		await raw.poller.activate();
		person().pays(FIRST);
		await raw.pollAfter(MINUTE);
		expect(Object.keys(raw.poller.events[0]?.payment as object)).toHaveLength(44);
	});

	it('knows its own user with OAuth2, and says so where the token does not tell', async () => {
		const options = { ownChanges: false };
		const narrow = pollRigOf(rig, { parameters: { events: ['paid'], options } });
		rig.useOAuth();
		await narrow.poller.activate();
		person().as(SEED.users.admin).pays(FIRST);
		person().pays(SECOND);
		await narrow.pollAfter(MINUTE);
		expect(told(narrow.poller.events)).toEqual([['paid', SECOND]]);
		rig.useOAuth({ ...rig.portal.oauth.issueTokens(), user_id: undefined });
		await narrow.pollAfter(MINUTE);
		expect(narrow.poller.errors.map(({ message }) => message)).toEqual([
			"'Own Changes' cannot be left out, because this credential does not tell whose it is",
		]);
	});

	it.each([
		[[], "'Trigger On' is empty"],
		['paid', "'Trigger On' is not a list: 'paid'"],
		[['paid', 'sold'], "'Trigger On' does not know 'sold'"],
	])('%j is refused at activation', async (events, message) => {
		const wrong = pollRigOf(rig, { parameters: { events } });
		await expect(wrong.poller.activate()).rejects.toThrow(message);
	});
});

describe('Fetch Test Event', () => {
	it('shows the three latest changes and moves nothing', async () => {
		person().pays(FIRST);
		use.clock.advance(1000);
		person().pays(SECOND);
		const before = structuredClone(use.poller.database);
		const items = await pollRigOf(rig).poller.test();
		expect(told(items.map(({ json }) => json))).toEqual([
			['paid', 1023],
			['paid', FIRST],
			['paid', SECOND],
		]);
		expect(items.map(({ json }) => json.certain)).toEqual([false, false, false]);
		expect(use.poller.database).toEqual(before);
		await use.pollAfter(MINUTE);
		expect(told(use.poller.events)).toEqual([
			['paid', FIRST],
			['paid', SECOND],
		]);
	});

	it('says so when there is nothing like it', async () => {
		const deleted = pollRigOf(rig, { parameters: { events: ['deleted'] } });
		await expect(deleted.poller.test()).rejects.toThrow(/None of the payments/);
	});
});

test('a rig of its own starts as well', async () => {
	const own = await startPollRig();
	await own.poller.activate();
	await own.close();
});
