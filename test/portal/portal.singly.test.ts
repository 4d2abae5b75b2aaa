import type { Command } from '../../nodes/Bitrix24Payments/portal/command';
import { Earlier } from '../../nodes/Bitrix24Payments/portal/earlier';
import { get, PAY, unverified, verified } from './commands';
import { answered, failureOf, LOST_ANSWER, portalError, rig, type PortalRig } from './support';

/** A portal that allows no command in a batch, and answers each by its method and ID. */
function withoutBatches(): PortalRig {
	const one = rig();
	one.server.answer = ({ method, params }) =>
		one.server.requests.at(-1)?.method === 'batch'
			? { error: 'ERROR_BATCH_METHOD_NOT_ALLOWED' }
			: { result: { id: `${method} ${String(params.id)}` } };
	return one;
}

const REFUSED_BATCH = portalError('ERROR_BATCH_METHOD_NOT_ALLOWED');

describe('A write by itself whose answer was lost', () => {
	it.each([true, false])('keeps back those behind it (halt %s)', async (halt) => {
		const { portal, server } = withoutBatches();
		server.first = [REFUSED_BATCH, LOST_ANSWER];
		const replies = await portal.writeSome(unverified(3), halt);
		expect(replies.map(([write]) => write?.kind)).toEqual([
			'uncertain',
			'notExecuted',
			'notExecuted',
		]);
		expect(server.methods).toEqual(['batch', PAY.method]);
		expect(failureOf(replies[2]?.[0]).code).toBe('NOT_EXECUTED');
		expect(failureOf(replies[2]?.[0]).message).toContain(
			halt
				? 'an earlier payment was not accepted'
				: 'a change before it was left without an answer',
		);
	});

	it('is one of writes: a read without an answer keeps back no other', async () => {
		const { portal, server } = withoutBatches();
		server.first = [REFUSED_BATCH, ...Array(3).fill(portalError('INTERNAL_SERVER_ERROR', 500))];
		const replies = await portal.read([get(1), get(2)]);
		expect(replies.map(({ kind }) => kind)).toEqual(['uncertain', 'value']);
	});
});

describe('A read-back by itself', () => {
	it('is repeated when its answer was lost, and its write is not', async () => {
		const { portal, server } = rig({ batchSize: 1 });
		server.first = [answered({ result: true }), LOST_ANSWER];
		const [replies] = await portal.writeSome(verified(1), true);
		expect(replies?.map(({ kind }) => kind)).toEqual(['value', 'value']);
		expect(server.methods).toEqual([PAY.method, 'crm.item.payment.get', 'crm.item.payment.get']);
	});
});

describe('Reads of which one does not fit into a batch', () => {
	it('are sent one by one, and nothing in them is altered', async () => {
		const { portal, server } = rig();
		const odd = { method: 'sale.payment.list', params: { filter: { xmlId: '$result[x]' } } };
		await portal.read([get(1), odd]);
		expect(server.methods).toEqual(['crm.item.payment.get', 'sale.payment.list']);
		expect(server.requests[1]?.params.filter).toEqual({ xmlId: '$result[x]' });
	});
});

describe('A chain of reads whose batch is refused', () => {
	/** The second refers to the first, and the third to the second. */
	const CHAIN: Command[] = [
		{ method: 'one', params: { id: 1 } },
		{ method: 'two', params: { id: new Earlier(['id']) } },
		{ method: 'three', params: { id: new Earlier(['id']) } },
	] as unknown as Command[];

	async function follow({ portal }: PortalRig): Promise<unknown> {
		const [reply] = await portal.reader.see([{ show: 'chain', commands: CHAIN }]);
		return reply?.kind === 'value' ? reply.value : reply?.kind;
	}

	it('is followed call by call, each with what the one before answered', async () => {
		const one = withoutBatches();
		one.server.first = [REFUSED_BATCH];
		expect(await follow(one)).toHaveLength(3);
		expect(one.server.requests.slice(1).map(({ params }) => params.id)).toEqual([
			1,
			'one 1',
			'two one 1',
		]);
	});

	it.each([
		['answers without it', { result: {} }],
		['is refused', { error: 'ACCESS_DENIED' }],
	])('ends where the one before %s: nothing is sent without its parameters', async (_what, end) => {
		const one = withoutBatches();
		one.server.first = [REFUSED_BATCH];
		const { answer } = one.server;
		one.server.answer = (command) => (command.method === 'one' ? end : answer(command));
		expect(await follow(one)).toHaveLength(1);
		expect(one.server.methods).toEqual(['batch', 'one']);
	});
});
