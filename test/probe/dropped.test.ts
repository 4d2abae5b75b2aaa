import { differing, probePortal, usePortal, workOn } from './support';

/** Each condition of each list, dropped by the portal in turn: somebody has to notice. */

const bench = usePortal();

interface Dropped {
	method: string;
	key: string;
	lines: string[];
}

const P = 'sale.payment.list';
const O = 'sale.order.list';
const E = 'crm.orderentity.list';

const DROPPED: Dropped[] = [
	{
		method: P,
		key: '=id',
		// What is asked of the newest payments alone is asked of all of them then.
		lines: [
			'list-by-currency',
			'list-by-ids',
			'list-by-state',
			'list-by-system',
			'list-by-system-name',
			'list-empty',
			'list-paid-since',
			'list-paid-until',
		],
	},
	{ method: P, key: '=accountNumber', lines: ['list-by-number', 'list-by-one-number'] },
	{ method: P, key: '%accountNumber', lines: ['list-by-part-of-number'] },
	{ method: P, key: '=orderId', lines: ['list-by-one-order', 'list-by-order'] },
	{ method: P, key: '=paid', lines: ['list-by-state'] },
	{ method: P, key: '=paySystemId', lines: ['list-by-system'] },
	{ method: P, key: '%paySystemName', lines: ['list-by-system-name'] },
	{ method: P, key: '=xmlId', lines: ['list-by-external-id'] },
	{ method: P, key: '=currency', lines: ['list-by-currency'] },
	{ method: P, key: '>=datePaid', lines: ['list-paid-since'] },
	{ method: P, key: '<=datePaid', lines: ['list-paid-until'] },
	{ method: P, key: '>=sum', lines: ['list-by-amount'] },
	{ method: P, key: '<=sum', lines: ['list-by-amount'] },
	{ method: P, key: '<id', lines: ['batch-reference', 'list-behind'] },
	{ method: P, key: '>id', lines: ['list-after'] },
	{ method: O, key: '=id', lines: ['orders-after', 'orders-by-id'] },
	{ method: O, key: '=accountNumber', lines: ['orders-by-number'] },
	{ method: O, key: '>=dateUpdate', lines: ['orders-between', 'orders-since'] },
	{ method: O, key: '<dateUpdate', lines: ['orders-before', 'orders-between'] },
	{ method: O, key: '>id', lines: ['orders-after', 'orders-between'] },
	{ method: E, key: '@orderId', lines: ['owners'] },
	{ method: E, key: '@ownerId', lines: ['owners-at'] },
	{ method: E, key: '=ownerId', lines: ['owners-equal'] },
	{ method: E, key: '>orderId', lines: ['owners-after'] },
];

it.each(DROPPED)('$method drops $key', async ({ method, key, lines }) => {
	workOn(bench);
	bench.portal.faults.add({ fault: 'ignoredFilter', method, value: key, times: 999 });
	const outcome = await probePortal(bench);
	expect(differing(outcome).sort()).toEqual(lines);
});
