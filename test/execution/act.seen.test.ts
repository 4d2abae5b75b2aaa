import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { LOST_ANSWER } from '../portal/support';
import { ends, items, send, stage, tryLists, type Stage } from './changing';

const PAY = 'crm.item.payment.pay';
const GET = 'crm.item.payment.get';
const LIST = 'sale.payment.list';
const CANCELLED = { error: 'SALE_ORDER_PAID_ORDER_CANCELED', error_description: '' };

/** The portal refuses the change of this payment. */
function refuse(all: Stage, id: number, answer: { error: string } = CANCELLED): void {
	all.books.instead = ({ method, params }) =>
		/\.(pay|delete)$/.test(method) && Number(params.id) === id ? answer : undefined;
}

describe('What was changed', () => {
	it('is not looked at where the user wants no look', async () => {
		const all = stage();
		const entries = items(all, 2).map((entry) => ({
			...entry,
			options: { ...entry.options, verify: false },
		}));
		await send(all, entries);
		expect(all.server.methodsByRequest).toEqual([[PAY, PAY]]);
		for (const { outcome } of entries) {
			expect(outcome).toMatchObject({ kind: 'done', verified: false });
		}
	});

	it('is looked at where it was answered, and not where it was refused or lost', async () => {
		const all = stage();
		const entries = items(all, 4);
		refuse(all, 2);
		await send(all, entries, { along: false });
		expect(all.server.requests.slice(1)).toMatchObject([
			{ method: LIST, params: { filter: { '=id': [1, 3, 4] } } },
		]);
		expect(ends(entries)).toEqual(['done', 'REFUSED', 'done', 'done']);
		all.books.onWrite = () => LOST_ANSWER;
		const count = all.server.requests.length;
		await send(all, items(all, 2), { along: false });
		expect(all.server.requests).toHaveLength(count + 1);
	});

	it('is looked at where an error may have come after it was saved', async () => {
		const all = stage();
		const [entry] = items(all, 1) as [Entry];
		all.books.instead = ({ method }) => {
			if (method !== PAY) return undefined;
			all.books.set(1, { paid: 'Y', datePaid: '2026-04-10T08:00:00+00:00' });
			return { error: 'ERROR_CORE', error_description: 'Text' };
		};
		await send(all, [entry], { along: false });
		expect(entry.outcome).toMatchObject({
			kind: 'done',
			warning: expect.stringContaining('answered with an error although it is done'),
		});
	});

	it('is looked at where somebody else was faster', async () => {
		const all = stage();
		const entries = items(all, 2, deletePayment);
		all.books.rows.delete(2);
		await send(all, entries, { along: false });
		expect(entries[0]?.outcome).toMatchObject({ kind: 'done', changed: true });
		expect(entries[1]?.outcome).toMatchObject({
			kind: 'done',
			warning: expect.stringContaining('Somebody else was faster'),
		});
	});

	it('is looked at by itself where the list lacks it, and only that', async () => {
		const all = stage();
		const entries = items(all, 3);
		await tryLists(all);
		all.books.instead = ({ method }) =>
			method === LIST
				? { result: { payments: [1, 3].map((id) => all.books.rows.get(id)) } }
				: undefined;
		await send(all, entries);
		expect(ends(entries)).toEqual(['done', 'done', 'done']);
		expect(all.server.methodsByRequest.slice(1)).toEqual([[PAY, PAY, PAY, LIST], [GET]]);
	});

	it('is not looked at twice', async () => {
		const all = stage();
		const entries = items(all, 1);
		all.books.lateMs = 60_000;
		const { dealtWith } = await send(all, entries);
		expect(all.server.methodsByRequest).toEqual([[PAY, GET]]);
		expect(dealtWith[0]?.look).toMatchObject({ kind: 'value', value: { paid: 'N' } });
	});
});
