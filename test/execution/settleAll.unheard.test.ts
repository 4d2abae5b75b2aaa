import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { ends, NO_ANSWER, settledAll, stage, unheard, whyFailed } from './changing';
import { failed } from './support';

const PAY = 'crm.item.payment.pay';
const PAID = { paid: 'Y', datePaid: '2026-04-10T08:00:00+00:00' };

describe('A change is not sent again', () => {
	const NOT_SENT = {
		code: 'NOT_EXECUTED',
		message: 'The change did not reach Bitrix24',
		description:
			'Its answer was lost, and the payment was read afterwards: nothing has changed. Run again',
		retryable: true,
	};

	it.each([true, false])(
		'when another has failed and the run stops at that (stops: %s)',
		async (stopAtFirstFailure) => {
			const all = stage({ run: { stopAtFirstFailure } });
			const [first, second] = unheard(all, 1, 2) as [Entry, Entry];
			first.outcome = failed('REFUSED');
			await settledAll(all, [first, second]);
			expect(all.books.sent(PAY)).toBe(stopAtFirstFailure ? 0 : 1);
			if (stopAtFirstFailure) expect(whyFailed(second)).toMatchObject(NOT_SENT);
			else expect(second.outcome?.kind).toBe('done');
		},
	);

	it('when the last look shows another one to have failed and the run stops at that', async () => {
		const all = stage({ run: { stopAtFirstFailure: true } });
		const [first, second] = unheard(all, 1, 2) as [Entry, Entry];
		// Somebody pays and unpays it between the end of the watch and the last look.
		all.books.onLook = (number) => {
			if (number === 10) all.books.set(1, { datePaid: PAID.datePaid });
		};
		await settledAll(all, [first, second]);
		expect(whyFailed(first).code).toBe('OUTCOME_UNKNOWN');
		expect(whyFailed(second)).toMatchObject(NOT_SENT);
		expect(all.books.sent(PAY)).toBe(0);
	});

	it('when the portal had not answered the change before either', async () => {
		const all = stage();
		const [entry] = unheard(all, 1) as [Entry];
		all.portal.patience.hasNotHeard(NO_ANSWER);
		await settledAll(all, [entry]);
		expect(whyFailed(entry)).toMatchObject(NOT_SENT);
		expect(all.books.sent(PAY)).toBe(0);
		// It was watched, and what is not sent needs no last look.
		expect(all.books.looksAt).toHaveLength(9);
	});

	it('when one before it was lost a second time', async () => {
		const all = stage({ portal: { batchSize: 1 } });
		const entries = unheard(all, 1, 2);
		all.books.loseWrites(9);
		await settledAll(all, entries);
		expect(ends(entries)).toEqual(['OUTCOME_UNKNOWN', 'NOT_EXECUTED']);
		expect(all.books.sent(PAY)).toBe(1);
	});

	it('only if nothing came of the one before it that was lost a second time', async () => {
		const all = stage({ portal: { batchSize: 1 } });
		const entries = unheard(all, 1, 2);
		all.books.loseWrites(1, true);
		await settledAll(all, entries);
		expect(ends(entries)).toEqual(['done', 'done']);
		expect(all.books.sent(PAY)).toBe(2);
	});

	it('only if the one before it was not answered the second time', async () => {
		const all = stage({ portal: { batchSize: 1 } });
		const entries = unheard(all, 1, 2);
		all.books.instead = ({ method, params }) =>
			method === PAY && Number(params.id) === 1
				? { error: 'SALE_ORDER_PAID_ORDER_CANCELED' }
				: undefined;
		await settledAll(all, entries);
		expect(ends(entries)).toEqual(['REFUSED', 'done']);
	});

	it('only if no answer at all came to the one before it', async () => {
		const all = stage({ portal: { batchSize: 1 } });
		const entries = unheard(all, 1, 2);
		let times = 0;
		all.books.onWrite = (deliver) =>
			times++ > 0 ? deliver() : { kind: 'answered', status: 502, text: '<html></html>' };
		await settledAll(all, entries);
		expect(ends(entries)).toEqual(['OUTCOME_UNKNOWN', 'done']);
		expect(all.books.sent(PAY)).toBe(2);
	});
});

describe('Whether the portal answers', () => {
	it('is doubted when no answer came to any change and none is done', async () => {
		const all = stage({ settleMs: 0 });
		await settledAll(all, unheard(all, 1, 2));
		expect(all.portal.patience.isHeard).toBe(false);
	});

	it('is not doubted when one of them is done', async () => {
		const all = stage({ settleMs: 0 });
		const entries = unheard(all, 1, 2);
		all.books.set(2, PAID);
		await settledAll(all, entries);
		expect(ends(entries)).toEqual(['OUTCOME_UNKNOWN', 'done']);
		expect(all.portal.patience.isHeard).toBe(true);
	});

	it('is not doubted when one of them was answered, with whatever', async () => {
		const all = stage({ settleMs: 0 });
		const entries = unheard(all, 1, 2);
		const [, second] = entries;
		if (second) Object.assign(second, { doubt: undefined, outcome: failed('REFUSED') });
		await settledAll(all, entries);
		expect(all.portal.patience.isHeard).toBe(true);
	});

	it('is not doubted when a change was refused the second time', async () => {
		const all = stage();
		const entries = unheard(all, 1);
		all.books.instead = ({ method }) =>
			method === PAY ? { error: 'SALE_ORDER_PAID_ORDER_CANCELED' } : undefined;
		await settledAll(all, entries);
		expect(ends(entries)).toEqual(['REFUSED']);
		expect(all.portal.patience.isHeard).toBe(true);
	});

	it('is known no better where nothing was sent', async () => {
		const all = stage();
		all.portal.patience.hasNotHeard(NO_ANSWER);
		await settledAll(all, []);
		expect(all.portal.patience.isHeard).toBe(false);
		await settledAll(all, [{ ...(unheard(all, 1)[0] as Entry), doubt: undefined }]);
		expect(all.portal.patience.isHeard).toBe(true);
	});

	it('is given up after five changes in a row to which no answer came', async () => {
		const all = stage({ settleMs: 0 });
		for (const id of [1, 2, 3, 4]) await settledAll(all, unheard(all, id));
		expect(all.portal.patience.surrender).toBeUndefined();
		await settledAll(all, unheard(all, 5));
		expect(all.portal.patience.surrender).toMatchObject({ code: 'CONNECTION_FAILED' });
	});
});
