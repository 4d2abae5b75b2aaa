import type { IDataObject } from 'n8n-workflow';

import { getAll } from '../../../nodes/Bitrix24Payments/operations/payment/getAll';
import type { Reply } from '../../../nodes/Bitrix24Payments/portal/command';
import { filledIn } from '../../../nodes/Bitrix24Payments/portal/earlier';
import type { Look, PagesLook } from '../../../nodes/Bitrix24Payments/portal/look';
import { pageCommands, readPages } from '../../../nodes/Bitrix24Payments/portal/paymentPages';
import { inputOf } from '../../support/payments';

const PAGE = 50;

/** A portal's payments, and how it answers one page after another. */
class Shop {
	/** How many pages each request asked for. */
	readonly asked: number[] = [];

	constructor(private ids: number[]) {}

	pay(id: number): void {
		this.ids = this.ids.filter((other) => other !== id);
	}

	/** @param between called after each page, also between the pages of one request */
	answer(look: PagesLook, between: () => void): Reply {
		this.asked.push(look.pages);
		const replies: Reply[] = [];
		for (const { params } of pageCommands(look)) {
			const last = replies.at(-1);
			const filled = filledIn(params, last?.kind === 'value' ? last.value : undefined);
			if (!filled) break;
			replies.push(this.page(filled));
			between();
		}
		return readPages(look, replies);
	}

	page(params: IDataObject): Reply {
		const below = Number((params.filter as IDataObject | undefined)?.['<id'] ?? Infinity);
		const left = this.ids.filter((id) => id < below).sort((a, b) => b - a);
		const payments = left.slice(0, PAGE).map((id) => ({ id, paid: 'N', sum: 1 }));
		const next = left.length > PAGE ? { next: PAGE } : {};
		return { kind: 'value', value: { payments }, total: left.length, ...next };
	}
}

/** @param between called after each page */
function idsFound(shop: Shop, limit = 0, between: (page: number) => void = () => {}): unknown[] {
	const query = getAll
		.request(inputOf({ entityTypeId: 0, returnAll: limit === 0, limit, filters: { paid: false } }))
		.query(0);
	let pages = 0;
	for (let step = query.next([]); ; ) {
		if (step.done) return step.value.map(({ json }) => json.id);
		const replies = step.value.map((look: Look) => {
			if (look.show !== 'pages') throw new Error('Pages were expected');
			return shop.answer(look, () => between((pages += 1)));
		});
		step = query.next(replies);
	}
}

function numbers(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index + 1);
}

describe('Get Many of the whole portal', () => {
	it.each([0, 1, 49, 50, 51, 100, 101, 1050, 2101])('finds all of %d payments', (count) => {
		expect(idsFound(new Shop(numbers(count)))).toEqual(numbers(count).reverse());
	});

	it('reads twenty pages in one request once it knows how many there are', () => {
		const shop = new Shop(numbers(2101));
		idsFound(shop);
		expect(shop.asked).toEqual([1, 20, 20, 2]);
	});

	it('reads no more than it needs', () => {
		const shop = new Shop(numbers(2101));
		expect(idsFound(shop, 120)).toHaveLength(120);
		expect(shop.asked).toEqual([1, 2]);
	});

	it.each(numbers(30))('misses none when one leaves the list after page %d', (moment) => {
		const shop = new Shop(numbers(1500));
		const found = idsFound(shop, 0, (page) => {
			if (page === moment) shop.pay(1440);
		});
		const others = found.filter((id) => id !== 1440);
		expect(others).toEqual(
			numbers(1500)
				.reverse()
				.filter((id) => id !== 1440),
		);
	});

	it('ends with an error, not never, when the portal ignores where to begin', () => {
		const shop = new Shop(numbers(500));
		shop.page = () => ({
			kind: 'value',
			value: { payments: numbers(PAGE).map((id) => ({ id, paid: 'N' })) },
			total: 500,
		});
		expect(() => idsFound(shop)).toThrow('Bitrix24 answered in an unexpected form');
	});
});
