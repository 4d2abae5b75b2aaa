import { deletePayment } from '../../nodes/Bitrix24Payments/operations/payment/delete';
import { unpay } from '../../nodes/Bitrix24Payments/operations/payment/unpay';
import { about, carriedOut, stage } from './changing';

const PAID = { paid: 'Y', datePaid: '2026-04-10T07:00:00+00:00' };

describe('What was seen along with a batch of writes', () => {
	it('is as old as that batch, however long the looks behind it take', async () => {
		const all = stage({ run: { readBackApart: true }, portal: { batchSize: 2 } });
		const entries = about(all, [1, 2, 3], deletePayment);
		all.books.onLook = (number) => {
			if (number !== 2) return;
			all.clock.time += 30_000;
			all.books.set(3, PAID);
		};
		expect(await carriedOut(all, entries)).toEqual(['done', 'done', 'REFUSED']);
		expect(all.books.told).toEqual(['list', '2 delete, list', '2 get', 'get']);
	});

	it('is as old as its beginning where there are no lists', async () => {
		const all = stage();
		all.books.canList = false;
		all.server.msPerCommand = 4000;
		const entries = [...about(all, [1, 2, 3]), ...about(all, [1], unpay)];
		expect(await carriedOut(all, entries)).toEqual(['done', 'done', 'done', 'done']);
		expect(all.books.told).toEqual(['list', '3 get', '3 pay, 3 get', 'get', 'unpay, get']);
	});

	it('is older than what a limit made the run send again', async () => {
		const all = stage();
		all.books.canList = false;
		let tries = 0;
		all.books.instead = ({ method, params }) => {
			if (method !== 'crm.item.payment.pay' || params.id !== '2') return undefined;
			tries += 1;
			// Half of the time goes by with waiting, half of it with the second try.
			if (tries === 1) return { error: 'OPERATION_TIME_LIMIT' };
			all.clock.time += 11_000;
			return undefined;
		};
		all.clock.onSleep = () => {
			if (tries === 1) all.clock.time += 11_000;
		};
		const entries = [...about(all, [1, 2]), ...about(all, [1], unpay)];
		await carriedOut(all, entries);
		expect(all.books.told.slice(-2)).toEqual(['get', 'unpay, get']);
	});
});
