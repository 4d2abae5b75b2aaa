import fc from 'fast-check';

import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { answerOf, type Look } from '../../nodes/Bitrix24Payments/portal/look';
import { idsAsked, lookAt, numbers, readingPortal, row } from './looks';
import {
	failureOf,
	LOST_ANSWER,
	rig,
	TOO_MANY,
	type FakePortal,
	type PortalRig,
	type SentCommand,
} from './support';

/** A portal whose credential may list payments. */
function listing(): PortalRig {
	const one = rig();
	one.server.answer = readingPortal;
	return one;
}

/** How many commands of which method each request carried. */
function requestsOf({ methodsByRequest }: FakePortal): string[] {
	return methodsByRequest.map((methods) => `${methods.length} ${[...new Set(methods)].join(', ')}`);
}

function idsIn(replies: readonly Reply[]): unknown[] {
	return replies.map((reply) => (reply.kind === 'value' ? idIn(reply.value) : reply.kind));
}

function idIn(value: unknown): unknown {
	const { id, payment } = value as { id?: unknown; payment?: { id?: unknown } };
	return payment?.id ?? id;
}

function idWanted(look: Look): unknown {
	if (look.show === 'payment') return look.id;
	return look.show === 'answer' ? look.params.id : undefined;
}

function looksAt(count: number): Look[] {
	return numbers(count).map((id) => lookAt(id));
}

describe('Looking at many payments', () => {
	it('takes one list for fifty of them', async () => {
		const { portal, server } = listing();
		expect(idsIn(await portal.reader.see(looksAt(50)))).toEqual(numbers(50));
		expect(requestsOf(server)).toEqual(['1 sale.payment.list']);
	});

	it('tries one list first, then takes twenty in a request', async () => {
		const { portal, server } = listing();
		expect(idsIn(await portal.reader.see(looksAt(1120)))).toEqual(numbers(1120));
		expect(requestsOf(server)).toEqual([
			'1 sale.payment.list',
			'20 sale.payment.list',
			'2 sale.payment.list',
		]);
	});

	it('does not try again what has worked', async () => {
		const { portal, server } = listing();
		await portal.reader.see(looksAt(2));
		await portal.reader.see(looksAt(100));
		expect(requestsOf(server)).toEqual(['1 sale.payment.list', '2 sale.payment.list']);
	});

	it('reaches as far as is cheap: fifty, and a thousand once lists have worked', async () => {
		const { portal } = listing();
		expect([portal.reader.reach, portal.reader.canList]).toEqual([50, false]);
		await portal.reader.see(looksAt(2));
		expect([portal.reader.reach, portal.reader.canList]).toEqual([1000, true]);
	});

	it('reads one payment by itself, which tells nothing of lists', async () => {
		const { portal, server } = listing();
		expect(idsIn(await portal.reader.see(looksAt(1)))).toEqual([1]);
		expect(requestsOf(server)).toEqual(['1 crm.item.payment.get']);
		expect(portal.reader.canList).toBe(false);
	});

	it('sends nothing for nothing', async () => {
		const { portal, server } = listing();
		expect(await portal.reader.see([])).toEqual([]);
		expect(server.requests).toHaveLength(0);
	});

	it('reads both forms by lists of their own', async () => {
		const { portal, server } = listing();
		const looks = numbers(120).map((id) => lookAt(id, id % 2 ? 'short' : 'full'));
		expect(idsIn(await portal.reader.see(looks))).toEqual(numbers(120));
		expect(server.executed.map((command) => 'select' in command.params)).toEqual([
			true,
			true,
			false,
			false,
		]);
	});

	it('reads by itself what is wanted singly', async () => {
		const { portal, server } = listing();
		const looks = looksAt(4).map((look, index) => (index === 2 ? { ...look, singly: true } : look));
		expect(idsIn(await portal.reader.see(looks as Look[]))).toEqual([1, 2, 3, 4]);
		expect(server.executed.map((command) => command.method)).toEqual([
			'sale.payment.list',
			'crm.item.payment.get',
		]);
		expect(server.executed.map((command) => command.params.id)).toEqual([undefined, 3]);
	});
});

describe('A payment that the list lacks', () => {
	/** Payment 2 does not exist; the list says nothing about it. */
	function withoutTheSecond(command: SentCommand) {
		if (command.method === 'sale.payment.list') {
			const ids = idsAsked(command).filter((id) => id !== 2);
			return { result: { payments: ids.map((id) => row(id)) } };
		}
		return Number(command.params.id) === 2
			? { error: 0, error_description: 'Payment has not been found' }
			: readingPortal(command);
	}

	it('is read singly, and its own error is told', async () => {
		const { portal, server } = listing();
		server.answer = withoutTheSecond;
		const replies = await portal.reader.see(looksAt(3));
		expect(idsIn(replies)).toEqual([1, 'refused', 3]);
		expect(failureOf(replies[1])).toMatchObject({ bitrixCode: '0', notFound: 'surely' });
		expect(requestsOf(server)).toEqual(['1 sale.payment.list', '1 crm.item.payment.get']);
		expect(portal.reader.canList).toBe(true);
	});

	it('is read singly in the form that is wanted', async () => {
		const { portal, server } = listing();
		server.answer = withoutTheSecond;
		await portal.reader.see(numbers(3).map((id) => lookAt(id, 'full')));
		expect(requestsOf(server)).toEqual(['1 sale.payment.list', '1 sale.payment.get']);
	});
});

describe('A list that is held up', () => {
	it('waits for a limit like any other request', async () => {
		const { portal, server, clock } = listing();
		server.first = [TOO_MANY];
		expect(idsIn(await portal.reader.see(looksAt(3)))).toEqual([1, 2, 3]);
		expect(clock.slept).toEqual([1000]);
	});

	it('fails for all its payments when the run may not wait', async () => {
		const { portal, server } = rig({ waits: { rate: 0, operating: 0 } });
		server.answer = readingPortal;
		server.first = [TOO_MANY];
		const replies = await portal.reader.see(looksAt(120));
		expect(new Set(replies.map((reply) => failureOf(reply).code))).toEqual(
			new Set(['RATE_LIMITED']),
		);
		expect(server.requests).toHaveLength(1);
	});

	it('fails for all payments when the portal does not answer, without asking for each', async () => {
		const { portal, server } = listing();
		server.first = Array(200).fill(LOST_ANSWER);
		const replies = await portal.reader.see(looksAt(120));
		expect(idsIn(replies).slice(0, 50)).toEqual(Array(50).fill('uncertain'));
		expect(idsIn(replies).slice(50)).toEqual(Array(70).fill('notExecuted'));
		expect(server.requests).toHaveLength(3);
	});

	it('has proved nothing', async () => {
		const { portal, server } = listing();
		server.first = Array(3).fill(LOST_ANSWER);
		await portal.reader.see(looksAt(3));
		expect(portal.reader.canList).toBe(false);
	});
});

describe('Any looks', () => {
	const look: fc.Arbitrary<Look> = fc.oneof(
		fc.record({
			show: fc.constant('payment' as const),
			id: fc.integer({ min: 1, max: 150 }),
			form: fc.constantFrom('short' as const, 'full' as const),
			singly: fc.option(fc.constant(true), { nil: undefined }),
		}),
		fc
			.integer({ min: 1, max: 150 })
			.map((id) => ({ show: 'answer' as const, method: 'crm.item.payment.get', params: { id } })),
	);

	it('have each the reply that belongs to it, whatever the portal lists', async () => {
		const looks = fc.array(look, { maxLength: 140, size: 'max' });
		const listed = fc.constantFrom('all', 'even', 'none', 'foreign', 'refused');
		await fc.assert(
			fc.asyncProperty(looks, listed, async (wanted, what) => {
				const { portal, server } = rig();
				server.answer = (command) => {
					if (command.method !== 'sale.payment.list') return readingPortal(command);
					if (what === 'refused') return { error: 'ACCESS_DENIED' };
					const ids = what === 'foreign' ? numbers(50, 1000) : idsAsked(command);
					const some = ids.filter((id) => what !== 'none' && (what !== 'even' || id % 2 === 0));
					return { result: { payments: some.map((id) => row(id)) } };
				};
				const replies = await portal.reader.see(wanted);
				expect(idsIn(replies)).toEqual(wanted.map(idWanted));
			}),
			{ numRuns: 60 },
		);
	});

	it('which no list can show are sent as they are', async () => {
		const { portal, server } = listing();
		await portal.reader.see([
			answerOf('scope'),
			{ show: 'paymentsOf', entityTypeId: 2, entityId: 5 },
		]);
		expect(server.executed).toEqual([
			{ method: 'scope', params: [] },
			{
				method: 'crm.item.payment.list',
				params: { entityId: '5', entityTypeId: '2', order: { id: 'desc' } },
			},
		]);
	});
});
