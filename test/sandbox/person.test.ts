import { SEED } from '../../sandbox/portal';
import { call, usePortal } from './support';

const use = usePortal();
const row = (id: number) => use.portal.ledger.payment(id);
const effects = (id: number) => use.portal.ledger.effects(id);

describe('a person in the portal', () => {
	it('pays, with the stamps and effects of the server', () => {
		use.clock.advance(60_000);
		use.portal.person.pays(1001);
		expect(row(1001)).toMatchObject({
			paid: 'Y',
			datePaid: '2026-05-14T10:01:00+02:00',
			empPaidId: SEED.users.sales,
		});
		expect(effects(1001)).toMatchObject({ paidTransitions: 1, triggers: 1, receipts: 1 });
	});

	it('may be anybody', () => {
		use.portal.person.as(SEED.users.readOnly).pays(1001);
		expect(row(1001)?.empPaidId).toBe(SEED.users.readOnly);
	});

	it('unpays, which leaves the date', () => {
		const { datePaid } = row(SEED.alreadyPaid) ?? {};
		use.portal.person.unpays(SEED.alreadyPaid);
		expect(row(SEED.alreadyPaid)).toMatchObject({ paid: 'N', datePaid, empPaidId: 1 });
		expect(effects(SEED.alreadyPaid)).toMatchObject({ unpaidTransitions: 1, receipts: 1 });
	});

	it('does nothing twice', () => {
		use.portal.person.pays(1001);
		use.portal.person.pays(1001);
		expect(effects(1001)).toMatchObject({ paidTransitions: 1, savedEvents: 1 });
	});

	it('sets the amount, comments and the rest', () => {
		use.portal.person.sets(1001, { sum: 12.345, comments: 'by hand', paySystemId: 3 });
		expect(row(1001)).toMatchObject({ sum: 12.35, comments: 'by hand', paySystemName: 'Cash' });
		expect(effects(1001)).toMatchObject({ savedEvents: 1, paidTransitions: 0 });
	});

	it('adds an empty payment to a deal or invoice', () => {
		const id = use.portal.person.addsPayment({ entityId: 25 });
		expect(row(id)).toMatchObject({ orderId: 5037, accountNumber: '5037/3', sum: 0, paid: 'N' });
		const first = use.portal.person.addsPayment({ entityId: SEED.dealWithoutPayments });
		expect(row(first)?.accountNumber).toMatch(/\/1$/);
		const other = use.portal.person.addsPayment({ entityTypeId: 31, entityId: 1 });
		expect(row(other)?.orderId).toBe(row(SEED.invoice)?.orderId);
	});

	it('deletes', () => {
		use.portal.person.deletes(1001);
		expect(row(1001)).toBeUndefined();
	});

	it('is refused what the server refuses', () => {
		const { person } = use.portal;
		expect(() => person.deletes(SEED.alreadyPaid)).toThrow('SALE_PAYMENT_DELETE_EXIST_PAID');
		expect(() => person.sets(SEED.alreadyPaid, { sum: 1 })).toThrow(
			'SALE_PAYMENT_NOT_ALLOWED_CHANGE_SUM',
		);
		expect(() => person.pays(SEED.cancelledOrder)).toThrow('SALE_ORDER_PAID_ORDER_CANCELED');
		expect(() => person.pays(SEED.unknown)).toThrow('There is no payment 999999');
		expect(() => person.addsPayment({ entityId: 999 })).toThrow('There is no item 999');
	});

	it('can be told from the callers', async () => {
		use.portal.person.pays(1001);
		use.portal.person.unpays(1001);
		await call(use.portal.webhook, 'crm.item.payment.pay', { id: 1001 });
		expect(effects(1001)).toMatchObject({ paidTransitions: 2, unpaidTransitions: 1 });
		expect(use.portal.ledger.effectsByPeople(1001)).toMatchObject({
			paidTransitions: 1,
			unpaidTransitions: 1,
		});
		expect(use.portal.ledger.journal.map(({ method }) => method)).toEqual(['crm.item.payment.pay']);
		use.portal.reset();
		expect(use.portal.ledger.effectsByPeople(1001).paidTransitions).toBe(0);
	});
});
