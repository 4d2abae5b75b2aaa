import {
	claimOf,
	fail,
	hasFailed,
	isForestalled,
	isOpen,
	paymentIdOf,
	type Entry,
} from '../../nodes/Bitrix24Payments/execution/entry';
import { create } from '../../nodes/Bitrix24Payments/operations/payment/create';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { payment } from '../support/payments';
import { CHANGED, entryFor, entryOf } from './support';

const GONE = new Failure({
	code: 'PAYMENT_NOT_FOUND',
	message: 'm',
	description: 'd',
	notFound: 'surely',
});
const REFUSED = new Failure({ code: 'REFUSED', message: 'm', description: 'd' });

function creation(additions: Partial<Entry> = {}): Entry {
	return { ...entryOf(create, { entityTypeId: 2, entityId: 25 }), ...additions };
}

describe('An item', () => {
	it('is open until it has come to something', () => {
		const entry = entryFor(1);
		expect([isOpen(entry), hasFailed(entry)]).toEqual([true, false]);
		fail(entry, REFUSED);
		expect([isOpen(entry), hasFailed(entry)]).toEqual([false, true]);
		expect(entry.outcome).toEqual({ kind: 'failed', failure: REFUSED });
		expect([isOpen(entryFor(1, 0, CHANGED)), hasFailed(entryFor(1, 0, CHANGED))]).toEqual([
			false,
			false,
		]);
	});
});

describe('What several writes touch together', () => {
	const OF_356: Partial<Entry> = { before: payment({ accountNumber: '356/1' }) };
	const SEEN_357: Partial<Entry> = {
		seen: { state: payment({ accountNumber: '357/1' }), at: 0, time: 0 },
	};

	it.each<[string, Array<Partial<Entry>>, string[]]>([
		['nothing, for none', [], []],
		['the order of the payment as it was before', [OF_356], ['number 356']],
		['the order of the payment as it was seen since', [SEEN_357], ['number 357']],
		['the orders of all', [OF_356, SEEN_357, OF_356], ['number 356', 'number 357']],
		['as it was before rather than since', [{ ...SEEN_357, ...OF_356 }], ['number 356']],
	])('is %s', (_what, additions, claim) => {
		const entries = additions.map((own, index) => ({ ...entryFor(index + 1, index), ...own }));
		expect(claimOf(entries)).toEqual(new Set(claim));
	});

	it('may be anything where one of the payments has not been seen', () => {
		expect(claimOf([{ ...entryFor(1), ...OF_356 }, entryFor(2)])).toBeUndefined();
		expect(claimOf([entryFor(2)])).toBeUndefined();
	});
});

describe('That somebody else was faster', () => {
	const deletion = (before?: unknown): Entry => {
		const entry = entryOf(deletePayment, { paymentId: 1038 });
		return before === undefined ? entry : { ...entry, before };
	};

	it.each<[string, boolean, Entry, Failure | undefined]>([
		['told by what was there and is gone', true, deletion(payment()), GONE],
		['not told by what nobody has seen before', false, deletion(), GONE],
		['not told by another error', false, deletion(payment()), REFUSED],
		['not told without any error', false, deletion(payment()), undefined],
		['not told where nobody can be', false, { ...entryFor(1038), before: payment() }, GONE],
	])('is %s', (_how, isTold, entry, failure) => {
		expect(isForestalled(entry, failure)).toBe(isTold);
	});
});

describe('The payment that an item is about', () => {
	it.each<[string, number | undefined, Entry]>([
		['the one that it was given', 1038, entryFor(1038)],
		['the one that was created and is filled in', 17, creation({ followUp: entryFor(17) })],
		[
			'the one that Bitrix24 answered to have created',
			17,
			creation({ doubt: { kind: 'answered', confirmation: { createdId: 17 }, since: 0 } }),
		],
		['unknown where no answer came', undefined, creation({ doubt: { kind: 'lost', since: 0 } })],
		['unknown before anything was sent', undefined, creation()],
	])('is %s', (_which, id, entry) => {
		expect(paymentIdOf(entry)).toBe(id);
	});
});
