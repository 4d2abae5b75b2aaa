import type { Moment, Occasion } from '../../sandbox/portal';
import { batch, call, networkError, usePortal } from './support';

const use = usePortal();
const PAY = 'crm.item.payment.pay';
const GET = 'crm.item.payment.get';
const pay = async (id = 1001) => await call(use.portal.webhook, PAY, { id });
const get = async (id = 1001) => (await call(use.portal.webhook, GET, { id })).body.result;
const payThree = async () =>
	await batch(use.portal.webhook, {
		a: `${PAY}?id=1001`,
		b: `${PAY}?id=1002`,
		c: `${PAY}?id=1003`,
	});
const paid = (...ids: number[]) => ids.map((id) => use.portal.ledger.payment(id)?.paid);

/** Notes who is paid at the moments in question. */
function watch(occasion: Occasion, ...moments: Moment[]): string[] {
	const seen: string[] = [];
	for (const moment of moments) {
		const note = () => seen.push(`${moment} ${paid(1001, 1002, 1003).join('')}`);
		use.portal.when(occasion, moment, note);
	}
	return seen;
}

test('before, within and after a single call', async () => {
	const seen = watch({ method: PAY }, 'before', 'saving', 'after');
	await pay();
	expect(seen).toEqual(['before NNN', 'saving NNN', 'after YNN']);
});

test('before, within and after one command of a batch', async () => {
	const seen = watch({ method: PAY, id: 1002 }, 'before', 'saving', 'after');
	await payThree();
	expect(seen).toEqual(['before YNN', 'saving YNN', 'after YYN']);
});

test('before and after the whole batch', async () => {
	const seen = watch({ method: 'batch', id: 1003 }, 'before', 'saving', 'after');
	await batch(use.portal.webhook, { a: `${PAY}?id=1001` });
	expect(seen).toEqual([]);
	await payThree();
	expect(seen).toEqual(['before YNN', 'after YYY']);
});

test.each<[Occasion['nth'], string[]]>([
	[undefined, ['after YNN']],
	[2, ['after YYN']],
	['every', ['after YNN', 'after YYN', 'after YYY']],
	[4, []],
])('nth %j counts from now on, single calls and commands alike', async (nth, expected) => {
	await pay(1005);
	const seen = watch({ method: /payment\.pay$/, nth }, 'after');
	await pay(1001);
	await batch(use.portal.webhook, { a: `${PAY}?id=1002`, b: `${PAY}?id=1003` });
	expect(seen).toEqual(expected);
});

test('what comes after a refusal comes all the same', async () => {
	const seen = watch({ method: 'crm.item.payment.delete' }, 'before', 'saving', 'after');
	await call(use.portal.webhook, 'crm.item.payment.delete', { id: 1004 });
	expect(seen).toEqual(['before NNN', 'after NNN']);
});

test('nothing happens with a request that is not executed', async () => {
	const seen = watch({ method: PAY, nth: 'every' }, 'before', 'after');
	use.portal.faults.add({ fault: 'rateLimit' });
	use.portal.faults.add({ fault: 'resetBefore' });
	await pay();
	await networkError(pay());
	expect(seen).toEqual([]);
});

test('a script that goes on later takes what happens with it', async () => {
	const seen = watch({ method: PAY }, 'before', 'after');
	use.portal.faults.add({ fault: 'resetThenFinish' });
	await networkError(pay());
	expect(seen).toEqual([]);
	await use.portal.finishPending();
	expect(seen).toEqual(['before NNN', 'after YNN']);
});

test('the request waits for it', async () => {
	let goOn: () => void = () => undefined;
	const opened = new Promise<void>((resolve) => {
		goOn = resolve;
	});
	const appointment = use.portal.when({ method: PAY }, 'saving', async () => await opened);
	const paying = pay();
	while (appointment.happened === 0) await new Promise(setImmediate);
	expect((await get()).paid).toBe('N');
	await call(use.portal.webhook, 'sale.payment.update', {
		id: 1001,
		fields: { paySystemId: 2, comments: 'in between' },
	});
	goOn();
	await paying;
	expect(use.portal.ledger.payment(1001)).toMatchObject({ paid: 'Y', comments: 'in between' });
	expect(use.portal.ledger.overlaps()).toBe(1);
});

test('somebody acts between a read and a write', async () => {
	use.portal.when({ method: GET, id: 1001 }, 'after', () => use.portal.person.pays(1001));
	use.portal.when({ method: PAY, id: 1001 }, 'after', () => use.portal.person.unpays(1001));
	expect((await get()).paid).toBe('N');
	expect((await get()).paid).toBe('Y');
	await pay();
	expect((await get()).paid).toBe('N');
});

test('it can be called off, and a reset calls everything off', async () => {
	const seen = watch({ method: PAY }, 'before');
	use.portal.when({ method: PAY }, 'after', () => seen.push('never')).cancel();
	await pay();
	expect(seen).toEqual(['before NNN']);
	use.portal.when({ method: PAY }, 'after', () => seen.push('never'));
	use.portal.reset();
	await pay();
	expect(seen).toHaveLength(1);
});
