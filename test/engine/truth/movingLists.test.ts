import type { IDataObject } from 'n8n-workflow';

import { pairs } from '../../support/rig';
import { jsonOf, useRig } from './support';

/**
 * While the pages of a list are read, payments come into it and leave it. What is in it all the time
 * is found, each once.
 */
const use = useRig();

const FIRST_ID = 10_000;

/** Unpaid payments, as long as nobody pays them. */
const add = (count: number, rest: IDataObject = {}) =>
	Array.from({ length: count }, (_, index) =>
		use.ledger.addPayment({ id: FIRST_ID + index, sum: 5, ...rest }),
	);

async function getAll(parameters: IDataObject = {}): Promise<number[]> {
	const { items, error } = await use.rig.run({
		operation: 'getAll',
		items: [{}],
		parameters: { entityTypeId: 0, returnAll: true, filters: { paid: false }, ...parameters },
	});
	expect(error).toBeUndefined();
	expect(new Set(pairs(items)).size).toBeLessThanOrEqual(1);
	return jsonOf(items).map(({ id }) => Number(id));
}

/** Every unpaid payment that there was from the beginning, without those that were touched. */
const constant = (touched: readonly number[]) =>
	use.ledger
		.payments()
		.filter(({ paid, id }) => paid === 'N' && !touched.includes(id))
		.map(({ id }) => id)
		.sort((a, b) => b - a);

function expectAllOnce(found: readonly number[], touched: readonly number[]): void {
	expect(new Set(found).size).toBe(found.length);
	expect(found.filter((id) => !touched.includes(id))).toEqual(constant(touched));
}

/** Rows per page, newest first. */
const PAGE = 50;

describe('An unpaid payment', () => {
	/** One that stands on a page that was read already, as pages are counted from the newest. */
	const onPage = (ids: readonly number[], page: number) => ids[ids.length - page * PAGE + 20] ?? 0;

	it.each([2, 3, 4, 5, 6])(
		'is found although one leaves in front and another one comes behind: page %d',
		async (nth) => {
			const ids = add(300);
			const [leaves, comes = 0] = [onPage(ids, nth - 1), ids[5]];
			use.ledger.change(comes, { paid: 'Y' });
			use.portal.when({ method: 'sale.payment.list', nth }, 'before', () => {
				use.portal.person.pays(leaves);
				use.portal.person.unpays(comes);
			});
			expectAllOnce(await getAll(), [leaves, comes]);
		},
	);

	it.each([2, 3, 4, 5, 6])(
		'is found once although one comes in front and another leaves behind: page %d',
		async (nth) => {
			const ids = add(300);
			const [comes, leaves = 0] = [onPage(ids, nth - 1), ids[5]];
			use.ledger.change(comes, { paid: 'Y' });
			use.portal.when({ method: 'sale.payment.list', nth }, 'before', () => {
				use.portal.person.unpays(comes);
				use.portal.person.pays(leaves);
			});
			expectAllOnce(await getAll(), [leaves, comes]);
		},
	);

	it('is found although there is such a change between all pages', async () => {
		const ids = add(500);
		for (let index = 0; index < 30; index++) use.ledger.change(ids[index] ?? 0, { paid: 'Y' });
		const touched = ids.slice(0, 30);
		use.portal.when({ method: 'sale.payment.list', nth: 'every' }, 'before', () => {
			const index = touched.length - 30;
			const [leaving = 0, coming = 0] = [ids[499 - index * 23], ids[index]];
			use.ledger.change(coming, { paid: 'N' });
			use.ledger.change(leaving, { paid: 'Y' });
			touched.push(leaving);
		});
		expectAllOnce(await getAll(), touched);
	});

	it('is found although payments are made and deleted meanwhile', async () => {
		const ids = add(300);
		const touched: number[] = [];
		use.portal.when({ method: 'sale.payment.list', nth: 'every' }, 'before', () => {
			const gone = ids[290 - touched.length * 7] ?? 0;
			use.portal.person.deletes(gone);
			touched.push(gone, use.portal.person.addsPayment({ entityId: 20 }));
		});
		expectAllOnce(await getAll(), touched);
	});

	it('is found by the text that it contains', async () => {
		const ids = add(300, { comments: 'Bank line' });
		const [paid = 0, unpaid = 0] = [ids[230], ids[10]];
		use.ledger.change(unpaid, { paid: 'Y' });
		use.portal.when({ method: 'sale.payment.list', nth: 3 }, 'before', () => {
			use.portal.person.pays(paid);
			use.portal.person.unpays(unpaid);
		});
		const found = await getAll({ filters: { paid: false, text: 'bank line' } });
		const rest = ids.filter((id) => id !== paid && id !== unpaid);
		expect(found.filter((id) => rest.includes(id))).toEqual([...rest].reverse());
	});

	it('is found within a limit that ends in the middle of a page', async () => {
		const ids = add(300);
		use.portal.when({ method: 'sale.payment.list', nth: 2 }, 'before', () =>
			use.portal.person.pays(ids[299] ?? 0),
		);
		const found = await getAll({ returnAll: false, limit: 120 });
		expect(found).toHaveLength(120);
		expect(new Set(found).size).toBe(120);
		const newest = constant([ids[299] ?? 0]).slice(0, 115);
		expect(found).toEqual(expect.arrayContaining(newest));
	});
});

describe('A list that does not move', () => {
	it('costs no more requests than before', async () => {
		add(2000);
		const found = await getAll();
		expectAllOnce(found, []);
		expect(use.portal.requests.length).toBeLessThanOrEqual(4);
	});
});
