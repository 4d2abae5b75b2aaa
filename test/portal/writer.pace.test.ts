import { pay } from './commands';
import { lookAt, numbers, readingPortal } from './looks';
import { rig, START } from './support';

/**
 * Writes five payments of one second each, with a list that takes this long, and returns how many
 * are to be written next.
 */
async function roomAfter(listMs: number, isTold: boolean, writeS?: number): Promise<number> {
	const { portal, server, clock } = rig();
	server.answer = readingPortal;
	await portal.reader.see([lookAt(900), lookAt(901)]);
	server.answer = (command) => {
		const isList = command.method === 'sale.payment.list';
		clock.time += isList ? listMs : 1000;
		const duration = isList ? (isTold ? listMs / 1000 : undefined) : writeS;
		return { ...readingPortal(command), ...(duration === undefined ? {} : { time: { duration } }) };
	};
	const changes = numbers(100).map((id) => ({ write: pay(id), look: lookAt(id) }));
	const terms = { patience: portal.patience, validUntil: Infinity };
	await portal.writer.write(changes.slice(0, 5), [], false, terms);
	return portal.writer.roomFor(changes);
}

describe('The speed of writes that lists ride with', () => {
	it('is that of the writes: slow lists make no smaller batches', async () => {
		expect(await roomAfter(0, true)).toBe(20);
		expect(await roomAfter(10_000, true)).toBe(20);
		expect(await roomAfter(20_000, true)).toBe(20);
	});

	it('is not higher because the portal tells how long the writes take', async () => {
		expect(await roomAfter(10_000, true, 1)).toBe(20);
	});

	it('is slower where the lists take up too much of the minute that a request has', async () => {
		expect(await roomAfter(35_000, true)).toBe(5);
	});

	it('is slower where the portal does not tell how long its lists take', async () => {
		expect(await roomAfter(10_000, false)).toBe(6);
	});
});

describe('The room for writes of a method whose time is used up', () => {
	/** Lists that claim to have taken all of the request leave no time to the writes. */
	async function roomAfterNoTime(operating: number): Promise<number> {
		const { portal, server } = rig();
		server.answer = readingPortal;
		await portal.reader.see([lookAt(900), lookAt(901)]);
		const reset = { operating_reset_at: START / 1000 + 300, finish: START / 1000 };
		server.answer = (command) => ({
			...readingPortal(command),
			time: { operating, duration: 1, ...reset },
		});
		const changes = numbers(100).map((id) => ({ write: pay(id), look: lookAt(id) }));
		const terms = { patience: portal.patience, validUntil: Infinity };
		await portal.writer.write(changes.slice(0, 5), [], false, terms);
		return portal.writer.roomFor(changes);
	}

	it('is as large as ever where some of it is left', async () => {
		expect(await roomAfterNoTime(419)).toBe(48);
	});

	// Nothing left, divided by no time per write, is no number.
	it('is one', async () => {
		expect(await roomAfterNoTime(420)).toBe(1);
	});
});
