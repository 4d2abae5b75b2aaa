import { SEED } from '../../../sandbox/portal';
import {
	ask,
	DELETE,
	jsonOf,
	PAY,
	PAY_SYSTEM_PAY,
	sent,
	UNPAY,
	useRig,
	type Act,
} from '../truth/support';
import { until } from '../../faults/support/steppingRig';
import { addToDeal, allow, locator, PAID, payBy, PERMISSIONS, type Mode } from './support';

/**
 * With Verify off nothing is read before a change. A search, however, is a read: what it has shown
 * to be done is not done again, which could charge a customer.
 */
const use = useRig();

const DEAL = SEED.dealWithoutPayments;
const options = { verify: false };

function add(payments: Parameters<typeof addToDeal>[2]): number[] {
	return addToDeal(
		use,
		DEAL,
		payments.map((one) => ({ paySystemId: SEED.paySystems.restHandler, ...one })),
	);
}

/** The value for a mode that means the first of these payments. */
function refBy(mode: Mode, id: number): unknown {
	const row = use.ledger.payment(id);
	if (mode === 'number') return row?.accountNumber;
	return mode === 'deal' ? DEAL : 9000 + DEAL;
}

const act = async (
	{ operation, parameters }: Act,
	mode: Mode,
	refs: readonly unknown[],
	rest = {},
) =>
	await payBy(use, mode, refs, {
		operation,
		parameters: { ...parameters, paymentId: locator(mode) },
		options,
		...rest,
	});

describe('What a search shows to be done with Verify off', () => {
	it.each([
		[PAY, 'number', PAID],
		[PAY, 'deal', PAID],
		[PAY, 'order', PAID],
		[PAY_SYSTEM_PAY, 'number', PAID],
		[PAY_SYSTEM_PAY, 'deal', PAID],
		[UNPAY, 'deal', {}],
	] as const)('is not done again: %#', async (one, mode, state) => {
		const [id = 0] = add([state]);
		const { items } = await act(one, mode, [refBy(mode, id)]);
		expect(items[0]?.json).toMatchObject({
			paymentId: id,
			foundBy: mode,
			success: true,
			changed: false,
			verified: true,
			payment: { id, paid: state === PAID ? 'Y' : 'N' },
		});
		expect(sent(use, one.method)).toBe(0);
	});

	it.each(PERMISSIONS)('is not done again, found with %s', async (_, scopes) => {
		allow(use, scopes);
		add([PAID]);
		const { items } = await act(PAY, 'deal', [DEAL]);
		expect(items[0]?.json).toMatchObject({ changed: false });
		expect(sent(use, PAY.method)).toBe(0);
	});

	it('costs no read, and what is not done is sent without one', async () => {
		const ids = add([PAID, {}, {}]);
		const numbers = ids.map((id) => refBy('number', id));
		const { items, hints } = await act(PAY, 'number', numbers);
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual([false, undefined, undefined]);
		expect(jsonOf(items).map(({ verified }) => verified)).toEqual([true, false, false]);
		expect(use.portal.requests).toHaveLength(2);
		expect(hints[0]?.message).toBe('2 sent without looking whether it was done, 1 already paid');
	});
});

/** Three tries, as fast as n8n lets them follow each other. */
const RETRYING = { node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } };

describe('A later try with Verify off', () => {
	it.each([PAY, PAY_SYSTEM_PAY])(
		'leaves alone what the first one saw to be done: %#',
		async (one) => {
			const [id = 0] = add([PAID]);
			const { items } = await act(one, 'deal', ['oops', DEAL], RETRYING);
			expect(items[1]?.json).toMatchObject({ paymentId: id, foundBy: 'deal', changed: false });
			expect(sent(use, one.method)).toBe(0);
		},
	);

	it('leaves alone what the first one has done', async () => {
		const [id = 0] = add([{}]);
		const { items } = await act(PAY, 'deal', ['oops', DEAL], RETRYING);
		expect(items[1]?.json).toMatchObject({ paymentId: id, success: true });
		expect(sent(use, PAY.method)).toBe(1);
	});
});

describe('A payment that stands twice in the input with Verify off', () => {
	it('is charged once', async () => {
		const ids = add([{}, {}]);
		const { items } = await ask(use, PAY_SYSTEM_PAY, [...ids, ...ids], { options });
		expect(sent(use, PAY_SYSTEM_PAY.method)).toBe(2);
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual([
			undefined,
			undefined,
			false,
			false,
		]);
		expect(jsonOf(items).map(({ success }) => success)).toEqual(Array(4).fill(true));
	});

	it.each([PAY, DELETE])('is changed once: %#', async (one) => {
		const [id = 0] = add([{}]);
		const number = refBy('number', id);
		const { items } = await act(one, 'number', [number, number]);
		expect(items[0]?.json).toMatchObject({ success: true, verified: false });
		expect(items[1]?.json).toMatchObject({ success: true, changed: false, verified: true });
		expect(sent(use, one.method)).toBe(1);
	});
});

describe('A payment that was seen a while ago with Verify off', () => {
	const slow = useRig({ latency: { perCommandMs: { [PAY.method]: 3000 } } });

	it('is left alone if it was paid, however long others take before it', async () => {
		const states = Array.from({ length: 65 }, (_, index) => (index < 60 ? {} : PAID));
		const ids = addToDeal(slow, DEAL, states);
		const numbers = ids.map((id) => slow.ledger.payment(id)?.accountNumber);
		const { items } = await payBy(slow, 'number', numbers, { options });
		expect(jsonOf(items.slice(60)).map(({ changed }) => changed)).toEqual(Array(5).fill(false));
		expect(sent(slow, PAY.method)).toBe(60);
	});

	it('is seen again when another execution has had its order meanwhile', async () => {
		const [id = 0] = add([{}]);
		let second: ReturnType<typeof act> | undefined;
		use.portal.when({ method: PAY_SYSTEM_PAY.method }, 'before', async () => {
			const before = use.portal.requests.length;
			second = act(PAY_SYSTEM_PAY, 'deal', [DEAL]);
			await until(() => use.portal.requests.length > before);
		});
		await act(PAY_SYSTEM_PAY, 'deal', [DEAL]);
		expect((await second)?.items[0]?.json).toMatchObject({ paymentId: id, changed: false });
		expect(sent(use, PAY_SYSTEM_PAY.method)).toBe(1);
	});
});
