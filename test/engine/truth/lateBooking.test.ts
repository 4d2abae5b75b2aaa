import {
	add,
	ALL_ACTS,
	ask,
	askOne,
	create,
	CREATE,
	jsonOf,
	meet,
	named,
	newPayments,
	PAY,
	sent,
	STOP,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	type Act,
} from './support';

/** The portal says yes, and reads show it some seconds later. */
const use = useRig();

const late = ({ method }: Pick<Act, 'method'>, delayMs: number, rule = {}) =>
	use.portal.faults.add({ fault: 'lateBooking', method, delayMs, ...rule });

describe.each(ALL_ACTS)('A %s that is seen', (operation, act) => {
	it.each([500, 2000, 5000, 9000])('%d ms later is done', async (delayMs) => {
		late(act, delayMs);
		const [id] = add(use, act);
		const json = await askOne(use, act, id);
		expect(json).toMatchObject({ success: true, changed: true, verified: true });
		expect(json).not.toHaveProperty('warning');
		expect(sent(use, act.method)).toBe(1);
	});

	it('an hour later is called what it was seen to be, not at once but soon', async () => {
		late(act, 3_600_000);
		const started = use.rig.clock.ticks();
		const json = await askOne(use, act, add(use, act)[0]);
		const isPaying = operation === 'pay' || operation === 'paySystemPay';
		expect(json).toMatchObject({
			errorDetails: expect.objectContaining({ code: isPaying ? 'NOT_PAID' : 'NOT_APPLIED' }),
		});
		const took = use.rig.clock.ticks() - started;
		expect(took).toBeGreaterThanOrEqual(2000);
		expect(took).toBeLessThanOrEqual(15_000);
		expect(sent(use, act.method)).toBe(1);
	});

	it.each(WAYS)('late among others is done, read %s, %s', async (...way) => {
		meet(use, way, act);
		const ids = add(use, act, 4);
		late(act, 2000, { paymentId: ids[1] });
		late(act, 6000, { paymentId: ids[3] });
		const { items, hints } = await ask(use, act, ids);
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual([true, true, true, true]);
		expect(hints[0]?.message).toMatch(/^4 [a-z ]+$/);
	});

	it('late stops no run that stops at its first failure', async () => {
		const ids = add(use, act, 3);
		late(act, 2000, { paymentId: ids[0] });
		const { items, error } = await ask(use, act, ids, { onError: STOP });
		expect(error).toBeUndefined();
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual([true, true, true]);
	});
});

describe('A new payment that is seen', () => {
	it.each([500, 2000, 9000])('%d ms later is created', async (delayMs) => {
		late(CREATE, delayMs);
		const { items } = await create(use);
		const [id] = newPayments(use);
		expect(items[0]?.json).toMatchObject({ success: true, changed: true, paymentId: id });
		expect(newPayments(use)).toHaveLength(1);
	});

	it('late for each of three deals is created', async () => {
		late(CREATE, 3000, { times: 3 });
		const { items } = await create(use, [60, 61, 62]);
		expect(jsonOf(items).map(({ paymentId }) => paymentId)).toEqual(newPayments(use));
		expect(jsonOf(items).every(({ success }) => success === true)).toBe(true);
	});
});

describe('A payment that the portal says it has booked', () => {
	it.each(named(PAY, UNPAY, UPDATE))(
		'is not called undone after one look although it lies: %s',
		async (_, act) => {
			use.portal.faults.add({ fault: 'lyingTrue', method: act.method });
			const [id] = add(use, act);
			const json = await askOne(use, act, id);
			expect(json).not.toHaveProperty('success', true);
			// One along with the write, and others some seconds later.
			const looks = use.portal.requests.filter(({ method, commands }) =>
				[method, ...(commands ?? [])].some((one) => /payment\.(get|list)/.test(one)),
			);
			expect(looks.length).toBeGreaterThanOrEqual(3);
			const [first, last] = [looks[1], looks.at(-1)];
			expect((last?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(2000);
		},
	);

	it('and somebody unpays at once is told to be undone again', async () => {
		const [id = 0] = add(use, PAY);
		use.portal.when({ method: PAY.method, id }, 'after', () => use.portal.person.unpays(id));
		const json = await askOne(use, PAY, id);
		expect(json).toMatchObject({
			error: expect.stringContaining('The payment was booked and undone again'),
			errorDetails: expect.objectContaining({ code: 'NOT_PAID' }),
		});
		expect(sent(use, PAY.method)).toBe(1);
	});
});
