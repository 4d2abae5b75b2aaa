import {
	search,
	type NumberLook,
	type SearchResult,
} from '../../nodes/Bitrix24Payments/portal/paymentSearch';
import { filtersOf, lineTo, refusing, storeOf } from './store';
import { failureOf } from './support';

const STORE = storeOf({
	payments: [
		{ id: 1, accountNumber: '17/1', paid: 'N' },
		{ id: 2, accountNumber: 'RE17/1', paid: 'N' },
		{ id: 3, accountNumber: 'X-1/1', paid: 'Y' },
		{ id: 4, accountNumber: 'x-1/1 ', paid: 'N' },
	],
});

async function seek(numbers: readonly NumberLook[], answer = STORE) {
	const { sent, send } = lineTo(answer);
	const looks = numbers.map((look) => ({ show: 'paymentsNumbered', ...look }) as const);
	return { replies: await search(looks, send), sent };
}

/** IDs of the payments that each of the numbers finds. */
async function found(...numbers: NumberLook[]): Promise<unknown[]> {
	const { replies } = await seek(numbers);
	return replies.map((reply) => {
		if (reply.kind !== 'value') throw reply.failure;
		return (reply.value as SearchResult).payments.map(({ id }) => id);
	});
}

describe('A search for payments by number', () => {
	it('finds each by its own number, and none for a number that nothing has', async () => {
		expect(await found({ number: 're17/1' }, { number: '17/2' }, { number: '17/1' })).toStrictEqual(
			[[2], [], [1]],
		);
	});

	it('takes the shorter reading only where nothing has the longer one', async () => {
		expect(
			await found({ number: 'RE17/1', bare: '17/1' }, { number: '# 17/1', bare: '17/1' }),
		).toStrictEqual([[2], [1]]);
	});

	it('shows all payments that have the number but for case and spaces', async () => {
		expect(await found({ number: 'X-1/1' })).toStrictEqual([[3, 4]]);
	});

	it('says nothing of orders', async () => {
		const { replies } = await seek([{ number: '17/1' }]);
		expect(replies).toStrictEqual([
			{ kind: 'value', value: { payments: [{ id: 1, accountNumber: '17/1', paid: 'N' }] } },
		]);
	});

	it('asks one list for all readings, each of them once', async () => {
		const { sent } = await seek([
			{ number: '17/1' },
			{ number: '#17/1', bare: '17/1' },
			{ number: '9/9' },
		]);
		expect(filtersOf(sent)).toStrictEqual([
			[['sale.payment.list', { '=accountNumber': ['17/1', '#17/1', '9/9'] }]],
		]);
	});

	it('shows nothing where the list is refused, but why', async () => {
		const { replies } = await seek([{ number: '17/1' }], refusing('sale.payment.list', STORE));
		expect(replies[0]?.kind).toBe('refused');
		expect(failureOf(replies[0]).code).toBe('SCOPE_MISSING');
	});

	it('is answered in the order of what was looked for, whatever else is', async () => {
		const { send } = lineTo(
			storeOf({
				payments: [
					{ id: 1, accountNumber: '17/1', orderId: 17, paid: 'N', sum: 5 },
					{ id: 2, accountNumber: '18/1', orderId: 18, paid: 'N', sum: 7 },
				],
				orders: [{ id: 18, accountNumber: '18' }],
			}),
		);
		const replies = await search(
			[
				{ show: 'unpaidBetween', least: 5, most: 5 },
				{ show: 'paymentsOfOrder', order: { number: '18' } },
				{ show: 'paymentsNumbered', number: '17/1' },
				{ show: 'unpaidBetween', least: 7, most: 7 },
			],
			send,
		);
		expect(replies).toMatchObject([
			{ value: { payments: [{ id: 1 }] } },
			{ value: { payments: [{ id: 2 }] } },
			{ value: { payments: [{ id: 1 }] } },
			{ value: { payments: [{ id: 2 }] } },
		]);
	});
});
