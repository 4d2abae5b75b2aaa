import { MINUTE, startPollRig, told } from '../../support/pollRig';
import { ALL, ORDERS, PAYMENTS } from './support';

/** Thousands of orders on a busy machine. */
const SLOW_MS = 60_000;

it.each([3, 5])(
	'a portal that takes %i s for a list is asked for less at once, and all is told',
	async (seconds) => {
		const perCommandMs = { [ORDERS]: seconds * 1000, [PAYMENTS]: seconds * 1000, '*': 50 };
		const rig = await startPollRig({ latency: { perCommandMs } }, { parameters: ALL });
		try {
			await rig.poller.activate();
			rig.clock.advance(10 * MINUTE * 1000);
			const ids = Array.from({ length: 1200 }, (_, index) =>
				rig.portal.ledger.addPayment({ id: 20_000 + index, orderId: 20_000 + index, sum: 5 }),
			);
			for (let count = 0; count < 12; count++) await rig.pollAfter(MINUTE);
			expect(rig.poller.errors).toEqual([]);
			expect(told(rig.poller.events)).toEqual(ids.map((id) => ['created', id]));
		} finally {
			await rig.close();
		}
	},
	SLOW_MS,
);

it(
	'a slow portal is read on after a pause of days, some of it at each poll',
	async () => {
		const perCommandMs = { [ORDERS]: 5000, [PAYMENTS]: 5000, '*': 50 };
		const rig = await startPollRig({ latency: { perCommandMs } }, { parameters: ALL });
		try {
			await rig.poller.activate();
			const ids: number[] = [];
			for (let hour = 0; hour < 60; hour++) {
				rig.clock.advance(60 * MINUTE * 1000);
				for (let count = 0; count < 50; count++) {
					const id = 20_000 + ids.length;
					ids.push(rig.portal.ledger.addPayment({ id, orderId: id, sum: 5 }));
				}
			}
			for (let count = 0; count < 15; count++) await rig.pollAfter(MINUTE);
			expect(rig.poller.errors).toEqual([]);
			expect(told(rig.poller.events)).toEqual(ids.map((id) => ['created', id]));
		} finally {
			await rig.close();
		}
	},
	SLOW_MS,
);

it.each([49, 50, 51, 100])('a portal with %i orders can be watched', async (count) => {
	const payments = Array.from({ length: count }, (_, index) => {
		return { id: 20_000 + index, orderId: 20_000 + index, sum: 5, paySystemId: 2 };
	});
	const rig = await startPollRig({ payments }, { parameters: ALL });
	try {
		await rig.poller.activate();
		await rig.pollAfter(MINUTE);
		rig.portal.person.pays(20_000);
		await rig.pollAfter(MINUTE);
		expect(rig.poller.errors).toEqual([]);
		expect(told(rig.poller.events)).toEqual([['paid', 20_000]]);
	} finally {
		await rig.close();
	}
});
