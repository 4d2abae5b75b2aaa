import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import type { Look } from '../../nodes/Bitrix24Payments/portal/look';
import type { PortalOptions } from '../../nodes/Bitrix24Payments/portal/portal';
import type { WriteThenLook, Written } from '../../nodes/Bitrix24Payments/portal/writer';
import { comment, pay } from './commands';
import { idsAsked, lookAt, numbers, readingPortal, row } from './looks';
import { LOST_ANSWER, rig, type PortalRig, type SentCommand } from './support';

const PAY = 'crm.item.payment.pay';
const LIST = 'sale.payment.list';

function change(id: number): WriteThenLook {
	return { write: pay(id), look: lookAt(id) };
}

function changes(count: number): WriteThenLook[] {
	return numbers(count).map(change);
}

function looksAt(count: number, from: number): Look[] {
	return numbers(count, from).map((id) => lookAt(id));
}

/** A run that has found out that it may list payments; what it sent for that is forgotten. */
async function listing(options: Partial<PortalOptions> = {}): Promise<PortalRig> {
	const one = rig(options);
	one.server.answer = readingPortal;
	await one.portal.reader.see(looksAt(2, 900));
	one.server.requests.length = 0;
	one.server.executed.length = 0;
	return one;
}

async function write(
	{ portal }: PortalRig,
	some: readonly WriteThenLook[],
	next: readonly Look[] = [],
	halt = true,
): Promise<Written> {
	const terms = { patience: portal.patience, validUntil: Infinity };
	return await portal.writer.write(some, next, halt, terms);
}

function kindsOf({ changes: all }: Written): string[] {
	return all.map(({ write: reply }) => reply.kind);
}

function seen(replies: ReadonlyArray<Reply | undefined>): unknown[] {
	return replies.map((reply) =>
		reply?.kind === 'value' ? (reply.value as { id: unknown }).id : reply?.kind,
	);
}

function verifiedIn({ changes: all }: Written): unknown[] {
	return seen(all.map(({ look }) => look));
}

/** Answers a write in this way, and everything else as it should. */
function answering(one: PortalRig, id: number, error: string): void {
	one.server.answer = (command) =>
		command.method === PAY && Number(command.params.id) === id
			? { error, error_description: 'x' }
			: readingPortal(command);
}

describe('A batch of writes where lists work', () => {
	it('ends with the list that verifies it and the list that prepares the next', async () => {
		const one = await listing();
		const written = await write(one, changes(3), looksAt(4, 10));
		expect(one.server.methodsByRequest).toEqual([[PAY, PAY, PAY, LIST, LIST]]);
		const [, , , these, next] = one.server.executed;
		expect([these, next].map((list) => idsAsked(list as SentCommand))).toEqual([
			[1, 2, 3],
			[10, 11, 12, 13],
		]);
		expect(kindsOf(written)).toEqual(['value', 'value', 'value']);
		expect(verifiedIn(written)).toEqual([1, 2, 3]);
		expect(seen(written.next)).toEqual([10, 11, 12, 13]);
	});

	it('holds 48 writes at most, so that both lists have room', async () => {
		const one = await listing();
		await write(one, changes(5));
		expect(one.portal.writer.roomFor(changes(100))).toBe(48);
		await write(one, changes(48), looksAt(50, 100));
		expect(one.server.batchSizes).toEqual([6, 50]);
	});

	it('needs no list where nothing is to be seen', async () => {
		const one = await listing();
		const written = await write(
			one,
			changes(2).map(({ write: command }) => ({ write: command })),
		);
		expect(one.server.methodsByRequest).toEqual([[PAY, PAY]]);
		expect(verifiedIn(written)).toEqual([undefined, undefined]);
		expect(written.next).toEqual([]);
	});

	it('may only prepare the next', async () => {
		const one = await listing();
		const unverified = changes(2).map(({ write: command }) => ({ write: command }));
		const written = await write(one, unverified, looksAt(2, 10));
		expect(one.server.methodsByRequest).toEqual([[PAY, PAY, LIST]]);
		expect(seen(written.next)).toEqual([10, 11]);
	});

	it('is verified in the full form where that is looked at', async () => {
		const one = await listing();
		const update = { write: comment(1, 'x'), look: lookAt(1, 'full') };
		const written = await write(one, [update]);
		expect(one.server.methodsByRequest).toEqual([['sale.payment.update', LIST]]);
		expect(verifiedIn(written)).toEqual([1]);
	});

	it('of one write is verified in the same request, too', async () => {
		const one = await listing();
		expect(verifiedIn(await write(one, changes(1), looksAt(1, 10)))).toEqual([1]);
		expect(one.server.methodsByRequest).toEqual([[PAY, LIST, LIST]]);
	});

	it('has no lists where a payment has to be seen singly', async () => {
		const one = await listing();
		const look = { ...lookAt(1), singly: true };
		await write(one, [{ write: pay(1), look }], looksAt(2, 10));
		expect(one.server.methodsByRequest).toEqual([[PAY, 'crm.item.payment.get']]);
	});

	it('has no lists where one of several payments has to be seen singly', async () => {
		const one = await listing();
		const [first, second] = [change(1), { write: pay(2), look: { ...lookAt(2), singly: true } }];
		const written = await write(one, [first, second], looksAt(2, 10));
		const GET = 'crm.item.payment.get';
		expect(one.server.methodsByRequest).toEqual([[PAY, GET, PAY, GET]]);
		expect(verifiedIn(written)).toEqual([1, 2]);
	});

	it('has no lists where something else has to be seen', async () => {
		const one = await listing();
		const look = { show: 'paymentsOf', entityTypeId: 2, entityId: 5 } as const;
		const add = { method: 'crm.item.payment.add', params: { entityTypeId: 2, entityId: 5 } };
		await write(one, [{ write: add, look }], looksAt(2, 10));
		expect(one.server.methodsByRequest).toEqual([[add.method, 'crm.item.payment.list']]);
	});

	it('is sent in pairs, without lists, when the user wants one payment per request', async () => {
		const one = await listing({ batchSize: 1 });
		expect(one.portal.writer.roomFor(changes(9))).toBe(1);
		const written = await write(one, changes(1), looksAt(2, 10));
		expect(one.server.methodsByRequest).toEqual([[PAY], ['crm.item.payment.get']]);
		expect(verifiedIn(written)).toEqual([1]);
		expect(written.next).toEqual([]);
	});

	it('ends before a text that the portal would alter, which then goes alone', async () => {
		const one = await listing();
		const updates = ['fine', 'fine', '$timesheet[7]', 'fine'].map((text, index) => ({
			write: comment(index + 1, text),
			look: lookAt(index + 1, 'full'),
		}));
		expect(one.portal.writer.roomFor(updates)).toBe(2);
		expect(one.portal.writer.roomFor(updates.slice(2))).toBe(1);
		const written = await write(one, updates.slice(2, 3), looksAt(2, 10));
		expect(one.server.methodsByRequest).toEqual([['sale.payment.update'], ['sale.payment.get']]);
		expect(one.server.requests[0]?.params.fields).toEqual({ comments: '$timesheet[7]' });
		expect(kindsOf(written)).toEqual(['value']);
	});
});

describe('A write that is refused before the lists', () => {
	it('leaves them out with halt: nothing was seen, and those behind were not begun', async () => {
		const one = await listing();
		answering(one, 2, 'ACCESS_DENIED');
		const written = await write(one, changes(3), looksAt(2, 10));
		expect(kindsOf(written)).toEqual(['value', 'refused', 'notExecuted']);
		expect(verifiedIn(written)).toEqual([undefined, undefined, undefined]);
		expect(seen(written.next)).toEqual([undefined, undefined]);
		expect(one.portal.reader.canList).toBe(true);
	});

	it('leaves them in without halt', async () => {
		const one = await listing();
		answering(one, 2, 'ACCESS_DENIED');
		const written = await write(one, changes(3), looksAt(2, 10), false);
		expect(kindsOf(written)).toEqual(['value', 'refused', 'value']);
		expect(verifiedIn(written)).toEqual([1, 2, 3]);
		expect(seen(written.next)).toEqual([10, 11]);
	});
});

describe('Lists that ride with writes and show nothing', () => {
	it('are not asked for again when they were refused, and the writes count', async () => {
		const one = await listing();
		one.server.answer = (command) =>
			command.method === LIST ? { error: 'ACCESS_DENIED' } : readingPortal(command);
		const written = await write(one, changes(3), looksAt(2, 10));
		expect(kindsOf(written)).toEqual(['value', 'value', 'value']);
		expect(verifiedIn(written)).toEqual([undefined, undefined, undefined]);
		expect(one.portal.reader.canList).toBe(false);
		expect(one.portal.writer.roomFor(changes(100))).toBe(25);
	});

	it('are not believed when a row was not asked for', async () => {
		const one = await listing();
		one.server.answer = (command) =>
			command.method === LIST
				? { result: { payments: numbers(50).map((id) => row(id, { paid: 'Y' })) } }
				: readingPortal(command);
		const written = await write(one, changes(3), looksAt(2, 10));
		expect(verifiedIn(written)).toEqual([undefined, undefined, undefined]);
		expect(seen(written.next)).toEqual([undefined, undefined]);
		expect(one.portal.reader.canList).toBe(false);
	});

	it('show the others when they lack one payment', async () => {
		const one = await listing();
		one.server.answer = (command) =>
			command.method === LIST ? { result: { payments: [row(1), row(3)] } } : readingPortal(command);
		expect(verifiedIn(await write(one, changes(3)))).toEqual([1, undefined, 3]);
		expect(one.portal.reader.canList).toBe(true);
	});

	it('tell nothing when the answer was lost', async () => {
		const one = await listing();
		one.server.first = [LOST_ANSWER];
		const written = await write(one, changes(3), looksAt(2, 10));
		expect(kindsOf(written)).toEqual(['uncertain', 'uncertain', 'uncertain']);
		expect(verifiedIn(written)).toEqual([undefined, undefined, undefined]);
		expect(seen(written.next)).toEqual([undefined, undefined]);
		expect(one.server.requests).toHaveLength(1);
	});
});
