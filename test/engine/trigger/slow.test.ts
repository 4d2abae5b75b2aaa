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
