import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import type { Written } from '../../nodes/Bitrix24Payments/portal/writer';
import { pay } from './commands';
import { idsAsked, lookAt, numbers, readingPortal, row } from './looks';
import {
	failureOf,
	LOST_ANSWER,
	rig,
	type CommandAnswer,
	type PortalRig,
	type SentCommand,
} from './support';

const PAY = 'crm.item.payment.pay';
const LIST = 'sale.payment.list';

/** A portal that books payments and shows in lists what it has booked. */
class Booking {
	/** In their order. */
	readonly booked: number[] = [];

	/** Payments that an operating limit keeps from being booked. */
	held = new Set<number>();

	readonly answer = (command: SentCommand): CommandAnswer => {
		if (command.method === LIST) {
			const rows = idsAsked(command).map((id) =>
				row(id, { paid: this.booked.includes(id) ? 'Y' : 'N' }),
			);
			return { result: { payments: rows } };
		}
		if (command.method !== PAY) return readingPortal(command);
		const id = Number(command.params.id);
		if (this.held.has(id)) return { error: 'OPERATION_TIME_LIMIT', error_description: '' };
		this.booked.push(id);
		return { result: true };
	};
}

async function booking(operating = 660_000): Promise<PortalRig & { bookings: Booking }> {
	const one = rig({ waits: { rate: 60_000, operating } });
	const bookings = new Booking();
	one.server.answer = bookings.answer;
	await one.portal.reader.see([lookAt(900), lookAt(901)]);
	one.server.requests.length = 0;
	return { ...one, bookings };
}

async function payFive({ portal }: PortalRig, halt: boolean): Promise<Written> {
	const changes = numbers(5).map((id) => ({ write: pay(id), look: lookAt(id) }));
	const terms = { patience: portal.patience, validUntil: Infinity };
	return await portal.writer.write(changes, [lookAt(10), lookAt(11)], halt, terms);
}

function paidIn(reply: Reply | undefined): unknown {
	return reply?.kind === 'value' ? (reply.value as { paid: unknown }).paid : reply?.kind;
}

function verifiedIn({ changes }: Written): unknown[] {
	return changes.map(({ look }) => paidIn(look));
}

describe('An operating limit in the middle of a batch with lists', () => {
	it('leaves those behind it after a halt, and shows how they are', async () => {
		const one = await booking();
		one.bookings.held = new Set([3]);
		one.clock.onSleep = () => one.bookings.held.clear();
		const written = await payFive(one, true);
		expect(one.server.methodsByRequest).toEqual([
			[PAY, PAY, PAY, PAY, PAY, LIST, LIST],
			[PAY, LIST, LIST],
		]);
		expect(one.server.requests[1]?.commands[0]?.params.id).toBe('3');
		const behind = expect.objectContaining({ kind: 'notExecuted', isBehindHalt: true });
		const done = expect.objectContaining({ kind: 'value' });
		expect(written.changes.map(({ write }) => write)).toEqual([done, done, done, behind, behind]);
		expect(verifiedIn(written)).toEqual(['Y', 'Y', 'Y', 'N', 'N']);
		expect(written.next.map(paidIn)).toEqual(['N', 'N']);
	});

	it('lets those that it struck go again without halt, and shows what came of all', async () => {
		const one = await booking();
		one.bookings.held = new Set([2, 4]);
		one.clock.onSleep = () => one.bookings.held.clear();
		const written = await payFive(one, false);
		expect(one.server.methodsByRequest.map((methods) => methods.length)).toEqual([7, 4]);
		expect(idsAsked(one.server.requests[1]?.commands[2] as SentCommand)).toEqual(numbers(5));
		expect(verifiedIn(written)).toEqual(['Y', 'Y', 'Y', 'Y', 'Y']);
	});

	it('shows nothing of before when the second answer was lost', async () => {
		const one = await booking();
		one.bookings.held = new Set([3]);
		one.clock.onSleep = () => {
			one.bookings.held.clear();
			one.server.first = [LOST_ANSWER];
		};
		const written = await payFive(one, false);
		expect(written.changes.map(({ write }) => write.kind)).toEqual([
			'value',
			'value',
			'uncertain',
			'value',
			'value',
		]);
		expect(verifiedIn(written)).toEqual(Array(5).fill(undefined));
		expect(written.next).toEqual([undefined, undefined]);
	});

	it('fails for those that it struck when it lasts too long, and the others are verified', async () => {
		const one = await booking(0);
		one.bookings.held = new Set([2, 4]);
		const written = await payFive(one, false);
		expect(one.server.requests).toHaveLength(1);
		expect(
			written.changes.map(({ write }) => (write.kind === 'value' ? true : failureOf(write).code)),
		).toEqual([true, 'RATE_LIMITED', true, 'RATE_LIMITED', true]);
		expect(verifiedIn(written)).toEqual(['Y', 'N', 'Y', 'N', 'Y']);
	});

	it.each([true, false])('never has a payment booked twice (halt %s)', async (halt) => {
		const one = await booking();
		const { bookings, clock, server } = one;
		bookings.held = new Set([1, 3, 5]);
		clock.onSleep = () => bookings.held.delete([...bookings.held][0] ?? 0);
		await payFive(one, halt);
		expect(server.requests.length).toBe(halt ? 2 : 4);
		expect([...bookings.booked].sort()).toEqual(halt ? [1] : numbers(5));
	});
});

describe('A method that may not be in a batch with lists', () => {
	it('is called singly, and the lists are left to a request of their own', async () => {
		const one = await booking();
		one.server.answer = (command) =>
			command.method === PAY && one.server.requests.at(-1)?.method === 'batch'
				? { error: 'ERROR_BATCH_METHOD_NOT_ALLOWED' }
				: one.bookings.answer(command);
		const written = await payFive(one, true);
		expect(one.server.methods.slice(1)).toEqual(Array(5).fill(PAY));
		expect(written.changes.map(({ write }) => write.kind)).toEqual(Array(5).fill('value'));
		expect(verifiedIn(written)).toEqual(Array(5).fill(undefined));
	});
});
