import { http as realHttp, type Http } from '../../probe/net/http';
import type { FaultRule } from '../../sandbox/portal';
import { differing, probePortal, usePortal, workOn } from './support';

/** Faults and changed rules of a running portal, each seen in exactly its own lines. */

const bench = usePortal();

const always = (rule: Omit<FaultRule, 'times'>): FaultRule => ({ ...rule, times: 999 });

const CASES: Array<[what: string, rule: FaultRule, differs: string[]]> = [
	[
		'a list that ignores the condition on the number',
		always({ fault: 'ignoredFilter', method: 'sale.payment.list', value: '=accountNumber' }),
		['list-by-number', 'list-by-one-number'],
	],
	[
		'owners that ignore @',
		always({ fault: 'ignoredFilter', method: 'crm.orderentity.list', value: '@ownerId' }),
		['owners-at'],
	],
	[
		'orders that ignore their date',
		always({ fault: 'ignoredFilter', method: 'sale.order.list', value: '>=dateUpdate' }),
		['orders-between', 'orders-since'],
	],
	[
		'a list that is counted in spite of start: -1',
		always({ fault: 'wrongPage', method: 'sale.payment.list', page: { total: 7 }, skip: 1 }),
		['list-uncounted'],
	],
	[
		'pay that answers null',
		always({ fault: 'nullResult', method: 'crm.item.payment.pay' }),
		['pay'],
	],
	[
		'pay that answers true and books nothing',
		always({ fault: 'lyingTrue', method: 'crm.item.payment.pay' }),
		['pay'],
	],
	[
		'pay that a batch does not take',
		always({ fault: 'batchMethodNotAllowed', method: 'crm.item.payment.pay' }),
		['batch-writes'],
	],
	[
		'a delete that is refused with another code',
		always({ fault: 'errorCode', method: 'crm.item.payment.delete', code: 'SALE_OTHER' }),
		['delete', 'delete-again', 'paid-delete'],
	],
	[
		'updates that are stored and refused',
		always({ fault: 'savedWithWarning', method: 'sale.payment.update' }),
		[],
	],
	[
		'a link without a confirmed phone',
		always({ fault: 'phoneNotConfirmed', method: 'salescenter.payment.getPublicUrl' }),
		[],
	],
	['batches of status 403', always({ fault: 'batchStatus403', method: 'batch' }), ['batch-status']],
	['`scope` that answers null', { fault: 'nullResult', method: 'scope' }, ['scope']],
];

it.each(CASES)('%s', async (_, rule, differs) => {
	workOn(bench);
	bench.portal.faults.add(rule);
	const before = bench.portal.ledger.payments();
	const outcome = await probePortal(bench, { write: true });
	expect(differing(outcome).sort()).toEqual(differs);
	bench.portal.faults.clear();
	await probePortal(bench, { write: true });
	expect(bench.portal.ledger.payments()).toEqual(before);
});

/** Every answer of the portal with some text in it replaced. */
function rewriting(pattern: RegExp, replacement: string): Http {
	return async (request) => {
		const exchange = await realHttp(request);
		if (exchange.kind !== 'answered') return exchange;
		return { ...exchange, text: exchange.text.replace(pattern, replacement) };
	};
}

const RULES: Array<[what: string, http: Http, differs: string[]]> = [
	[
		'dates without an offset',
		rewriting(/("datePaid":"[\d-]+T[\d:]+)[+-][\d:]+"/g, '$1"'),
		['dates', 'update-paid'],
	],
	['amounts as texts', rewriting(/"sum":([\d.]+)/g, '"sum":"$1"'), ['create', 'store-types']],
	['no date of change', rewriting(/"dateUpdate":"[^"]*"/g, '"dateUpdate":""'), ['order-dates']],
	[
		'another code for an unknown payment of the store',
		rewriting(/"200640400001"/g, '"404"'),
		['batch-unknown-payment-of-store', 'delete', 'unknown-payment-of-store'],
	],
];

it.each(RULES)('%s', async (_, http, differs) => {
	const outcome = await probePortal(bench, { write: true, http });
	expect(differing(outcome).sort()).toEqual(differs);
	expect(outcome.tidying.left).toEqual([]);
});
