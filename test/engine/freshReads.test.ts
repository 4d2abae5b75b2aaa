import { startRig } from '../support/rig';

describe('A bulk run on a slow portal', () => {
	it('decides each payment by a recent read, not by the one at the beginning', async () => {
		const rig = await startRig({ latency: { perCommandMs: { 'crm.item.payment.pay': 5000 } } });
		try {
			const ids = Array.from({ length: 30 }, (_, index) =>
				rig.portal.ledger.addPayment({ id: 8000 + index, sum: 5 }),
			);
			const { items } = await rig.run({ operation: 'pay', items: ids.map((id) => ({ id })) });
			expect(items.every(({ json }) => json.changed === true)).toBe(true);
			const ages = ids.map((id) => {
				const own = rig.portal.ledger.journal.filter(({ paymentId }) => paymentId === id);
				const write = own.findIndex(({ method }) => method === 'crm.item.payment.pay');
				return (own[write]?.atMs ?? 0) - (own[write - 1]?.atMs ?? 0);
			});
			expect(Math.max(...ages)).toBeLessThan(45_000);
		} finally {
			await rig.close();
		}
	});
});
