import { OperatingTime } from '../../sandbox/portal/limits';
import { virtualClock } from '../../sandbox/portal';
import { batch, call, usePortal } from './support';

const PAY = 'crm.item.payment.pay';
const MINUTE = 60_000;

describe('a run of 1,000 writes of a second each', () => {
	const use = usePortal({
		limits: { burst: 1000 },
		latency: { perCommandMs: { [PAY]: 1000 } },
		payments: Array.from({ length: 1000 }, (_, index) => ({ id: index + 1, sum: 5 })),
	});

	const unpaid = () =>
		use.portal.ledger.payments().flatMap(({ id, paid }) => (paid === 'N' ? [id] : []));

	/** Pays the next twenty; answers how many were refused, and what the last one says of time. */
	async function payTwenty() {
		const ids = unpaid().slice(0, 20);
		const cmd = Object.fromEntries(ids.map((id) => [`p${id}`, `${PAY}?id=${id}`]));
		const { result } = (await batch(use.portal.webhook, cmd)).body;
		const refused = Object.values<{ error: string }>(result.result_error);
		expect(refused.every(({ error }) => error === 'OPERATION_TIME_LIMIT')).toBe(true);
		const times = Object.values<Record<string, number>>(result.result_time);
		return { refused: refused.length, time: times.at(-1) };
	}

	test('is stopped after 421 of them, and goes on as the minutes drop out', async () => {
		use.clock.advance(MINUTE - (use.clock.now() % MINUTE));
		const startMs = use.clock.now();
		for (let round = 0; round < 21; round += 1) {
			const { refused, time } = await payTwenty();
			expect([refused, time?.operating]).toEqual([0, (round + 1) * 20]);
			expect(time?.operating_reset_at).toBe(startMs / 1000 + 600);
		}
		// What has been used up is not more than the limit yet: one more is let through.
		expect((await payTwenty()).refused).toBe(19);
		expect(1000 - unpaid().length).toBe(421);
		const single = await call(use.portal.webhook, PAY, { id: unpaid()[0] });
		expect(single.body.result).toBe(true);

		use.clock.advance(startMs + 10 * MINUTE - 1 - use.clock.now());
		expect((await payTwenty()).refused).toBe(20);
		use.clock.advance(1);
		// A write is booked in the minute in which it ends, so 59 of the first minute drop out.
		let paid = 0;
		for (let refused = 0; refused === 0; ) {
			({ refused } = await payTwenty());
			paid += 20 - refused;
		}
		expect(paid).toBe(59);
	});
});

describe('time that is used up', () => {
	const clock = virtualClock(MINUTE * 1000);
	const operating = new OperatingTime(clock);

	beforeEach(() => operating.clear());

	test('drops out minute by minute, and says when the oldest does', () => {
		operating.add('pay', 10);
		clock.advance(MINUTE + 1);
		operating.add('pay', 20);
		const resetAt = operating.resetAt('pay') ?? 0;
		expect(operating.used('pay')).toBe(30);
		clock.advance(resetAt * 1000 - 1 - clock.now());
		expect(operating.used('pay')).toBe(30);
		clock.advance(1);
		expect([operating.used('pay'), operating.resetAt('pay')]).toEqual([20, resetAt + 60]);
		clock.advance(MINUTE);
		expect([operating.used('pay'), operating.resetAt('pay')]).toEqual([0, undefined]);
	});

	test('counts per method and caller, and only what takes more than a tenth of a second', () => {
		operating.add('pay', 0.1);
		operating.add('pay', 0.101);
		operating.add('get', 5);
		expect([operating.used('pay'), operating.used('get')]).toEqual([0.101, 5]);
	});

	test('adds up a thousand shares exactly enough', () => {
		for (let index = 0; index < 1000; index += 1) {
			operating.add('pay', 0.93);
			clock.advance(500);
		}
		expect(operating.used('pay')).toBe(930);
	});
});
