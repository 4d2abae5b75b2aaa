import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { paySystemPay } from '../../nodes/Bitrix24Payments/operations/payment/paySystemPay';
import { TOO_MANY } from '../portal/support';
import { about, carriedOut, changed, stage, whyFailed, type Stage } from './changing';

const PAID = { paid: 'Y', datePaid: '2026-04-10T07:00:00+00:00' };
const ONE_BY_ONE = { batched: false };
const STOP = { stopAtFirstFailure: true };

describe('A payment that was read too long ago', () => {
	it('is read again before it is changed, and decided on anew', async () => {
		const all = stage();
		all.books.canList = false;
		let refusals = 6;
		all.books.onWrite = (deliver) => {
			if (refusals-- > 0) return TOO_MANY;
			return deliver();
		};
		const entries = about(all, [1, 2]);
		all.books.later(15_000, () => all.books.set(2, PAID));
		await carriedOut(all, entries);
		expect(entries.map(changed)).toEqual([true, false]);
		const [sentAt = 0] = all.books.writesAt.slice(-1);
		const [readAt = 0] = all.books.looksAt.slice(-1);
		expect(readAt).toBeGreaterThan(15_000);
		expect(sentAt - readAt).toBeLessThanOrEqual(20_000);
		expect(all.books.told.at(-1)).toBe('pay, get');
	});
});

describe('A run that stops at its first failure', () => {
	it('changes what stands before it, and nothing behind', async () => {
		const all = stage({ run: STOP });
		const entries = about(all, [1, 2, 3, 4]);
		all.books.rows.delete(3);
		expect(await carriedOut(all, entries)).toEqual(['done', 'done', 'PAYMENT_NOT_FOUND', 'open']);
		expect(all.books.sent(/\.pay$/)).toBe(2);
	});

	it('changes nothing where the first one fails', async () => {
		const all = stage({ run: STOP });
		const entries = about(all, [1, 2]);
		all.books.rows.delete(1);
		expect(await carriedOut(all, entries)).toEqual(['PAYMENT_NOT_FOUND', 'open']);
		expect(all.books.sent(/\.pay$/)).toBe(0);
	});

	it('sends nothing behind a refusal, and looks at what was behind it', async () => {
		const all = stage({ run: STOP });
		const entries = about(all, [1, 2, 3]);
		all.books.instead = ({ method, params }) =>
			/\.pay$/.test(method) && params.id === '2'
				? { error: 'SALE_ORDER_PAID_ORDER_CANCELED' }
				: undefined;
		expect(await carriedOut(all, entries)).toEqual(['done', 'REFUSED', 'open']);
		expect(all.books.rows.get(3)).toMatchObject({ paid: 'N' });
	});

	it('changes one by one where that is how they are changed', async () => {
		const all = stage({ run: { ...STOP, ...ONE_BY_ONE } });
		const entries = about(all, [1, 2, 3], paySystemPay);
		all.books.instead = ({ method, params }) =>
			/payment$/.test(method) && params.PAYMENT_ID === 2
				? { error: 'SALE_ORDER_PAID_ORDER_CANCELED' }
				: undefined;
		expect(await carriedOut(all, entries)).toEqual(['done', 'REFUSED', 'open']);
		expect(all.books.told).toEqual(['list', 'charge', 'get', 'charge']);
	});

	it('goes on otherwise', async () => {
		const all = stage();
		const entries = about(all, [1, 2, 3, 4]);
		all.books.rows.delete(3);
		expect(await carriedOut(all, entries)).toEqual(['done', 'done', 'PAYMENT_NOT_FOUND', 'done']);
	});
});

describe('What was behind the limit that stopped a batch', () => {
	const LIMIT = { error: 'OPERATION_TIME_LIMIT' };

	/** The limit strikes the second payment once. */
	function strike(all: Stage): void {
		let times = 0;
		all.books.instead = ({ method, params }) =>
			/\.pay$/.test(method) && params.id === '2' && times++ === 0 ? LIMIT : undefined;
	}

	it('is sent then, as it was seen along with what the limit had kept back', async () => {
		const all = stage({ run: STOP });
		const entries = about(all, [1, 2, 3, 4]);
		strike(all);
		await carriedOut(all, entries);
		expect(entries.map(changed)).toEqual([true, true, true, true]);
		expect(all.books.told).toEqual(['list', '4 pay, list', 'pay, list', '2 pay, list']);
	});

	it('is sent then after one more look, where each is read by itself', async () => {
		const all = stage({ run: STOP });
		all.books.canList = false;
		const entries = about(all, [1, 2, 3, 4]);
		strike(all);
		await carriedOut(all, entries);
		expect(entries.map(changed)).toEqual([true, true, true, true]);
		expect(all.books.told).toEqual([
			'list',
			'4 get',
			'4 pay, 4 get',
			'pay, get',
			'2 get',
			'2 pay, 2 get',
		]);
	});

	it('is not sent again where it is done all the same', async () => {
		const all = stage({ run: STOP });
		const entries = about(all, [1, 2, 3]);
		strike(all);
		all.clock.onSleep = () => all.books.set(3, PAID);
		await carriedOut(all, entries);
		expect(entries.map(changed)).toEqual([true, true, undefined]);
		expect(whichWarn(entries)).toEqual([2]);
		expect(all.books.told).toEqual(['list', '3 pay, list', 'pay, list']);
	});

	function whichWarn(entries: readonly Entry[]): number[] {
		return entries
			.filter(({ outcome }) => outcome?.kind === 'done' && outcome.warning)
			.map(({ index }) => index);
	}
});

describe('A change whose answer is lost', () => {
	it('is watched, and sent once more where it had no effect, before others are changed', async () => {
		const all = stage({ portal: { batchSize: 1 } });
		const entries = about(all, [1, 2]);
		all.books.loseWrites(1);
		expect(await carriedOut(all, entries)).toEqual(['done', 'done']);
		expect(entries[0]?.outcome).toMatchObject({ warning: expect.stringMatching(/sent twice/) });
		const [first, again, second] = all.books.writesAt;
		expect(first).toBe(0);
		expect(again).toBe(75_000);
		expect(second).toBeGreaterThanOrEqual(75_000);
	});

	it('that was a charge keeps a later item from charging once more', async () => {
		const all = stage({ run: ONE_BY_ONE, settleMs: 0 });
		const entries = about(all, [1, 1], paySystemPay);
		all.books.loseWrites(1);
		expect(await carriedOut(all, entries)).toEqual(['OUTCOME_UNKNOWN', 'NOT_EXECUTED']);
		expect(all.books.sent(/paysystem/)).toBe(1);
		expect(whyFailed(entries[1] as Entry).message).toContain('Nothing was sent');
	});

	it('in an earlier try of the execution is not sent again', async () => {
		const all = stage({ run: ONE_BY_ONE });
		const [entry] = about(all, [1], paySystemPay) as [Entry];
		all.run.memory.note(entry);
		expect(await carriedOut(all, [entry])).toEqual(['OUTCOME_UNKNOWN']);
		expect(all.books.sent(/paysystem/)).toBe(0);
	});
});
