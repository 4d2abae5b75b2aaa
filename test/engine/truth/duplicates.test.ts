import {
	add,
	ask,
	BOTH_MODES,
	CONTINUE,
	DELETE,
	jsonOf,
	meet,
	named,
	PAY,
	PAY_SYSTEM_PAY,
	STOP,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
} from './support';
import { detailsOf } from '../../support/details';

/** The same payment in several items: done once, wherever they stand, at the price of one. */
const use = useRig();

const sideBySide = (ids: readonly number[]) => ids.flatMap((id) => [id, id]);
const oneBehindTheOther = (ids: readonly number[]) => [...ids, ...ids];

const requests = () => use.portal.requests.length;

describe('A deletion that stands twice in the input', () => {
	it.each(WAYS)('is done once, and the second finds it done: %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, DELETE, 2);
		for (const options of [{}, { verify: false }]) {
			const id = ids.pop() ?? 0;
			const { items } = await ask(use, DELETE, [id, id], { options });
			expect(items[0]?.json).toMatchObject({ success: true, deleted: true });
			expect(items[1]?.json).toMatchObject({ success: true, deleted: true, changed: false });
		}
		expect(use.ledger.executed(DELETE.method)).toBe(2);
	});
});

describe('A hundred items, each payment twice', () => {
	it.each(BOTH_MODES)('cost few requests side by side: %s', async (onError) => {
		const ids = add(use, PAY, 50);
		const { items } = await ask(use, PAY, sideBySide(ids), { onError });
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual(ids.flatMap(() => [true, false]));
		expect(requests()).toBeLessThanOrEqual(8);
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual(ids.map(() => 1));
	});

	it.each(BOTH_MODES)('cost few requests one behind the other: %s', async (onError) => {
		const ids = add(use, PAY, 50);
		const { items } = await ask(use, PAY, oneBehindTheOther(ids), { onError });
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual([
			...ids.map(() => true),
			...ids.map(() => false),
		]);
		expect(requests()).toBeLessThanOrEqual(8);
	});

	it.each(WAYS)('cost not much more in any way, read %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, PAY, 50);
		await ask(use, PAY, sideBySide(ids));
		const price = requests();
		use.portal.reset();
		add(use, PAY, 50);
		await ask(use, PAY, oneBehindTheOther(ids));
		expect(price).toBeLessThanOrEqual(Math.max(20, 2 * requests()));
	});

	it.each(named(UNPAY, UPDATE, DELETE))('are each done once: %s', async (_, act) => {
		for (const onError of [CONTINUE, STOP] as const) {
			use.portal.reset();
			const ids = add(use, act, 50);
			const { items, error } = await ask(use, act, sideBySide(ids), { onError });
			expect(error).toBeUndefined();
			expect(jsonOf(items).map(({ changed }) => changed)).toEqual(ids.flatMap(() => [true, false]));
			expect(use.ledger.executed(act.method)).toBe(50);
			expect(requests()).toBeLessThanOrEqual(30);
		}
	});

	it('are each sent once where each goes out by itself', async () => {
		const ids = add(use, PAY_SYSTEM_PAY, 20);
		const { items } = await ask(use, PAY_SYSTEM_PAY, sideBySide(ids));
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual(ids.flatMap(() => [true, false]));
		expect(use.ledger.executed(PAY_SYSTEM_PAY.method)).toBe(20);
		expect(requests()).toBeLessThanOrEqual(30);
	});
});

describe('The same payment in several items', () => {
	it.each(BOTH_MODES)('that want different things keeps their order: %s', async (onError) => {
		const [id = 0] = add(use, UPDATE);
		const texts = ['one', 'two', 'one', 'one'];
		const { items } = await use.rig.run({
			operation: 'update',
			items: texts.map((text) => ({ id, text })),
			parameters: { paymentId: '={{ $json.id }}', updateFields: { comments: '={{ $json.text }}' } },
			onError,
		});
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual([true, true, true, false]);
		expect(use.ledger.payment(id)?.comments).toBe('one');
	});

	it('fails in each of them when it fails, and is sent no more often than that', async () => {
		const [id = 0] = add(use, PAY);
		use.portal.faults.add({ fault: 'accessDenied', method: PAY.method, times: Infinity });
		const { items, hints } = await ask(use, PAY, [id, id, id]);
		expect(jsonOf(items).every((json) => detailsOf(json).code === 'ACCESS_DENIED')).toBe(true);
		expect(hints[0]?.message).toBe('3 not done');
	});

	it('is counted as done already behind the first', async () => {
		const ids = add(use, PAY, 3);
		const { hints } = await ask(use, PAY, sideBySide(ids));
		expect(hints[0]?.message).toBe('3 paid, 3 already paid');
	});

	it('is not sent again behind one that was lost', async () => {
		const [id = 0] = add(use, PAY);
		use.portal.faults.add({ fault: 'resetThenFinish', method: 'batch', delayMs: 30_000 });
		const { items } = await ask(use, PAY, [id, id]);
		expect(jsonOf(items).map(({ success }) => success)).toEqual([true, true]);
		expect(use.ledger.effects(id).triggers).toBe(1);
	});
});
