import {
	add,
	ask,
	create,
	CREATE,
	DELETE,
	jsonOf,
	meet,
	named,
	newPayments,
	PAY,
	REFUND,
	sent,
	STOP,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	wordsOf,
	type Act,
} from './support';

/**
 * At the first error a portal stops a batch, and nothing in its answer shows that it did. What was
 * behind the error is looked at again before it is sent again.
 */
const use = useRig();

/** The limit strikes the second of some payments; the portal does one behind it all the same. */
function strike(act: Act, ids: readonly number[], goesOn?: () => void): void {
	use.portal.faults.add({ fault: 'operatingLimit', method: act.method, paymentId: ids[1] });
	if (goesOn) use.portal.when({ method: act.method, id: ids[1] }, 'after', goesOn);
}

function carryOut({ operation }: Act, id: number): void {
	const { ledger, portal } = use;
	if (operation === 'pay') portal.person.pays(id);
	else if (operation === 'unpay') portal.person.unpays(id);
	else if (operation === 'delete') portal.person.deletes(id);
	else ledger.change(id, { isReturn: 'P', comments: 'Bank line 17' });
}

describe('A change behind the limit that stopped a batch', () => {
	it.each([...named(PAY, UNPAY, UPDATE, DELETE), ['refund', REFUND] as const])(
		'is not sent again if it is done all the same: %s',
		async (_, act) => {
			const ids = add(use, act, 4);
			strike(act, ids, () => carryOut(act, ids[2] ?? 0));
			const { items, error } = await ask(use, act, ids, { onError: STOP });
			expect(error).toBeUndefined();
			expect(jsonOf(items).map(({ changed }) => changed)).toEqual([true, true, undefined, true]);
			expect(items[2]?.json).toMatchObject({
				success: true,
				verified: true,
				warning: expect.stringContaining('by this change or by somebody else is not known'),
			});
			expect(ids.map((id) => act.isDone(use.ledger.payment(id)))).toEqual(ids.map(() => true));
			expect(use.ledger.executed(act.method, ids[2])).toBe(0);
		},
	);

	it('is not created again, and what looks like it is named', async () => {
		const deals = [61, 62, 63];
		use.portal.faults.add({ fault: 'operatingLimit', method: CREATE.method, skip: 1 });
		use.portal.when({ method: CREATE.method, nth: 2 }, 'after', () =>
			use.portal.person.addsPayment({ entityId: 63 }),
		);
		const result = await create(use, deals, { onError: STOP });
		const [theirs] = newPayments(use).slice(1);
		expect(newPayments(use)).toHaveLength(3);
		expect(use.ledger.executed(CREATE.method)).toBe(2);
		expect(wordsOf(result)).toMatch(/not known whether the payment was created/);
		expect(wordsOf(result)).toContain(String(theirs));
	});

	it.each(WAYS)('is sent again if it is not, after one more look: %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, PAY, 5);
		strike(PAY, ids);
		const { items } = await ask(use, PAY, ids, { onError: STOP });
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual(ids.map(() => true));
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual(ids.map(() => 1));
		// Read, write, read, write; without the permission a first list is tried in vain.
		expect(use.portal.requests.length).toBeLessThanOrEqual(way[0] === 'by lists' ? 4 : 6);
		expect(sent(use, PAY.method, `id=${ids[0]}`)).toBe(1);
	});

	it('costs no look where nothing is behind it', async () => {
		const ids = add(use, PAY, 2);
		strike(PAY, ids);
		const { items } = await ask(use, PAY, ids, { onError: STOP });
		expect(jsonOf(items).map(({ changed }) => changed)).toEqual([true, true]);
		expect(use.portal.requests).toHaveLength(3);
	});
});
