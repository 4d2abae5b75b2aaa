import type { Look } from '../../nodes/Bitrix24Payments/portal/look';
import { lookAt, numbers, readingPortal, readingPortalWithoutLists, row } from './looks';
import {
	portalError,
	rig,
	type CommandAnswer,
	type FakePortal,
	type PortalRig,
	type SentCommand,
} from './support';

/** A portal that answers lists in this way, and everything else as it should. */
function answeringLists(answer: (command: SentCommand) => CommandAnswer): PortalRig {
	const one = rig();
	one.server.answer = (command) =>
		command.method === 'sale.payment.list' ? answer(command) : readingPortal(command);
	return one;
}

function looksAt(ids: readonly number[]): Look[] {
	return ids.map((id) => lookAt(id));
}

function listsIn({ executed }: FakePortal): number {
	return executed.filter(({ method }) => method === 'sale.payment.list').length;
}

const FOREIGN = { result: { payments: numbers(50, 1000).map((id) => row(id)) } };

describe('A credential that may not list payments', () => {
	it('costs one command, and none for the rest of the run', async () => {
		const { portal, server } = rig();
		server.answer = readingPortalWithoutLists;
		const replies = await portal.reader.see(looksAt(numbers(120)));
		expect(replies.every(({ kind }) => kind === 'value')).toBe(true);
		expect(server.requests).toHaveLength(4);
		await portal.reader.see(looksAt(numbers(50, 200)));
		expect(server.requests).toHaveLength(5);
		expect(listsIn(server)).toBe(1);
		expect([portal.reader.canList, portal.reader.reach]).toEqual([false, 50]);
	});

	it('is no reason for another run not to try', async () => {
		const first = rig();
		first.server.answer = readingPortalWithoutLists;
		await first.portal.reader.see(looksAt([1, 2]));
		const second = rig();
		second.server.answer = readingPortal;
		await second.portal.reader.see(looksAt([1, 2]));
		expect(second.portal.reader.canList).toBe(true);
	});

	it('may lose that right in the middle of a run', async () => {
		const { portal, server } = rig();
		server.answer = readingPortal;
		await portal.reader.see(looksAt(numbers(50)));
		server.answer = readingPortalWithoutLists;
		const replies = await portal.reader.see(looksAt(numbers(120, 100)));
		expect(replies.every(({ kind }) => kind === 'value')).toBe(true);
		expect(listsIn(server)).toBe(4);
		expect([portal.reader.canList, portal.reader.reach]).toEqual([false, 50]);
	});
});

describe('Lists that are to ride with writes', () => {
	it('ride only once lists have worked', async () => {
		const { portal, server } = rig();
		server.answer = readingPortal;
		const groups = [looksAt([1, 2]), looksAt([3, 4])];
		const commandsOf = () => portal.reader.rideFor(groups).map(({ commands }) => commands.length);
		expect(commandsOf()).toEqual([0, 0]);
		await portal.reader.see(looksAt([1, 2]));
		expect(commandsOf()).toEqual([1, 1]);
		server.answer = readingPortalWithoutLists;
		await portal.reader.see(looksAt([1, 2]));
		expect(commandsOf()).toEqual([0, 0]);
	});
});

describe('A list that is not the one that was asked for', () => {
	it.each<[string, CommandAnswer]>([
		['refused for lack of a right', { error: 'ACCESS_DENIED' }],
		['refused for lack of a scope', { error: 'insufficient_scope', error_description: '' }],
		[
			'refused with a code that nobody knows',
			{ error: 'ERROR_OF_NO_KIND', error_description: 'x' },
		],
		['unknown to this portal', { error: 'ERROR_METHOD_NOT_FOUND' }],
		['answered without its filter', FOREIGN],
		['answered in another form', { result: [] }],
		['answered by nothing', { result: null }],
	])('is done without from then on: %s', async (_what, answer) => {
		const { portal, server } = answeringLists(() => answer);
		const replies = await portal.reader.see(looksAt(numbers(60)));
		expect(replies).toEqual(numbers(60).map((id) => ({ kind: 'value', value: row(id) })));
		await portal.reader.see(looksAt(numbers(60)));
		expect(listsIn(server)).toBe(1);
	});

	it('shows nothing, not even the rows that were asked for', async () => {
		const { portal, server } = answeringLists(() => ({
			result: { payments: [row(1, { paid: 'Y' }), row(2, { paid: 'Y' }), row(3)] },
		}));
		const replies = await portal.reader.see(looksAt([1, 2]));
		expect(replies).toEqual([1, 2].map((id) => ({ kind: 'value', value: row(id) })));
		expect(server.requests).toHaveLength(2);
	});

	it('spoils none of the other lists that came with it', async () => {
		const { portal, server } = rig();
		server.answer = readingPortal;
		await portal.reader.see(looksAt([1, 2]));
		let lists = 0;
		server.answer = (command) =>
			command.method === 'sale.payment.list' && (lists += 1) === 2
				? FOREIGN
				: readingPortal(command);
		const replies = await portal.reader.see(looksAt(numbers(150, 100)));
		expect(replies.every(({ kind }) => kind === 'value')).toBe(true);
		const singly = server.executed.filter(({ method }) => method === 'crm.item.payment.get');
		expect(singly.map(({ params }) => Number(params.id))).toEqual(numbers(50, 150));
		expect(portal.reader.canList).toBe(false);
	});
});

describe('A list that the portal cannot answer', () => {
	it.each(['WRONG_ENCODING', 'INTERNAL_SERVER_ERROR'])(
		'because of one of its payments keeps none of the others from being read singly (%s)',
		async (error) => {
			const { portal } = answeringLists(() => ({ error, error_description: 'x' }));
			const replies = await portal.reader.see(looksAt(numbers(50)));
			expect(replies.every(({ kind }) => kind === 'value')).toBe(true);
			expect(portal.reader.canList).toBe(false);
		},
	);
});

describe('A list of the whole request', () => {
	it('is refused like one in a batch', async () => {
		const { portal, server } = rig();
		server.answer = readingPortal;
		server.first = [portalError('insufficient_scope', 401, '')];
		const replies = await portal.reader.see(looksAt([1, 2, 3]));
		expect(replies.every(({ kind }) => kind === 'value')).toBe(true);
		expect(server.methods).toEqual(['sale.payment.list', 'batch']);
	});
});
