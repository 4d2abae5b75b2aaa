import { comment, get, unverified, verified } from './commands';
import { numbers } from './looks';
import { answered, failureOf, rig, type FakePortal } from './support';

function executedIds(server: FakePortal): unknown[] {
	return server.executed.map(({ params }) => Number(params.id));
}

describe('Reads', () => {
	it('go out 50 in one request, whatever batch size the user set for writes', async () => {
		const { portal, server } = rig({ batchSize: 1 });
		server.answer = ({ params }) => ({ result: { id: Number(params.id) } });
		const replies = await portal.read(numbers(120).map(get));
		expect(server.batchSizes).toEqual([50, 50, 20]);
		expect(replies).toEqual(numbers(120).map((id) => ({ kind: 'value', value: { id } })));
	});

	it('are one single call when there is one', async () => {
		const { portal, server } = rig();
		await portal.read([get(1)]);
		expect(server.methods).toEqual(['crm.item.payment.get']);
		expect(server.requests[0]?.params).toEqual({ id: 1, auth: 'token-0' });
	});

	it('are no request at all when there are none', async () => {
		const { portal, server } = rig();
		expect(await portal.read([])).toEqual([]);
		expect(server.requests).toHaveLength(0);
	});

	it('each have a verdict when one is refused', async () => {
		const { portal, server } = rig();
		server.answer = ({ params }) =>
			params.id === '2' ? { error: 'ACCESS_DENIED' } : { result: 1 };
		const replies = await portal.read([1, 2, 3].map(get));
		expect(replies.map((reply) => reply.kind)).toEqual(['value', 'refused', 'value']);
		expect(server.requests[0]?.params.halt).toBe(0);
	});

	it('each are uncertain when an empty answer lacks them all', async () => {
		const { portal, server } = rig();
		server.first = Array(9).fill(answered({ result: { result: [], result_error: [] } }));
		const replies = await portal.read([1, 2].map(get));
		expect(replies.map((reply) => reply.kind)).toEqual(['uncertain', 'uncertain']);
	});
});

describe('A batch of writes', () => {
	it('carries each write together with its read-back', async () => {
		const { portal, server } = rig();
		server.answer = ({ method, params }) => ({ result: `${method} ${String(params.id)}` });
		const replies = await portal.writeSome(verified(2), false);
		expect(server.methods).toEqual(['batch']);
		expect(replies).toEqual(
			[1, 2].map((id) => [
				{ kind: 'value', value: `crm.item.payment.pay ${id}` },
				{ kind: 'value', value: `crm.item.payment.get ${id}` },
			]),
		);
	});

	it('is one request also in a run of one item', async () => {
		const { portal, server } = rig();
		expect(await portal.writeSome(verified(1), true)).toEqual([
			Array(2).fill({ kind: 'value', value: true }),
		]);
		expect(server.methodsByRequest).toEqual([['crm.item.payment.pay', 'crm.item.payment.get']]);
	});

	it('is a single call for one write that is not read back', async () => {
		const { portal, server } = rig();
		await portal.writeSome(unverified(1), true);
		expect(server.methods).toEqual(['crm.item.payment.pay']);
	});

	it('has keys that are no numbers and cannot be guessed', async () => {
		const { portal, server } = rig();
		await portal.writeSome(verified(2), false);
		const keys = Object.keys(server.requests[0]?.params.cmd as object);
		expect(keys).toHaveLength(4);
		for (const key of keys) expect(key).toMatch(/^[a-z]\w*nonce\w*$/);
	});

	it.each([
		[true, 1],
		[false, 0],
	])('tells the portal by a number whether to halt (%s)', async (halt, sent) => {
		const { portal, server } = rig();
		await portal.writeSome(verified(2), halt);
		expect(server.requests[0]?.params.halt).toBe(sent);
	});

	it('stops at the first refused one with halt and leaves the rest', async () => {
		const { portal, server } = rig();
		server.answer = ({ params }) => (params.id === '2' ? { error: 'X' } : { result: true });
		const replies = await portal.writeSome(verified(3), true);
		expect(replies.map(([write]) => write?.kind)).toEqual(['value', 'complained', 'notExecuted']);
		expect(failureOf(replies[2]?.[0]).code).toBe('NOT_EXECUTED');
		expect(executedIds(server)).toEqual([1, 1, 2]);
	});

	it('does not exist when the user wants one payment per request', async () => {
		const { portal, server } = rig({ batchSize: 1 });
		expect(await portal.writeSome(verified(2), true)).toHaveLength(1);
		expect(await portal.writeSome(verified(2), true)).toHaveLength(1);
		expect(server.methods).toEqual([
			'crm.item.payment.pay',
			'crm.item.payment.get',
			'crm.item.payment.pay',
			'crm.item.payment.get',
		]);
	});

	it('does not read back by itself what was refused', async () => {
		const { portal, server } = rig({ batchSize: 1 });
		server.answer = () => ({ error: 'ACCESS_DENIED' });
		expect((await portal.writeSome(verified(1), true))[0]).toHaveLength(1);
		expect(server.methods).toEqual(['crm.item.payment.pay']);
	});
});

describe('A write that does not fit into a batch', () => {
	const ODD = 'the portal would replace $result[x]';

	it('goes out by itself, unchanged and in its turn', async () => {
		const { portal, server } = rig();
		const groups = [1, 2, 3, 4].map((id) => [comment(id, id === 3 ? ODD : 'fine'), get(id)]);
		const sizes: number[] = [];
		for (let queue = groups; queue.length > 0; queue = queue.slice(sizes.at(-1))) {
			sizes.push((await portal.writeSome(queue, false)).length);
		}
		expect(sizes).toEqual([2, 1, 1]);
		expect(server.methods.slice(0, 3)).toEqual([
			'batch',
			'sale.payment.update',
			'crm.item.payment.get',
		]);
		expect(server.requests[1]?.params.fields).toEqual({ comments: ODD });
	});
});

describe('A method that the portal does not allow in a batch', () => {
	function forbidding(server: FakePortal): void {
		const answer = server.answer;
		server.answer = (command) =>
			server.requests.at(-1)?.method === 'batch' && command.method.endsWith('.pay')
				? { error: 'ERROR_BATCH_METHOD_NOT_ALLOWED' }
				: answer(command);
	}

	it.each([true, false])('is called singly instead, without a pause (halt %s)', async (halt) => {
		const { portal, server, clock } = rig();
		forbidding(server);
		const replies = await portal.writeSome(verified(3), halt);
		expect(replies).toHaveLength(3);
		for (const group of replies)
			expect(group).toEqual(Array(2).fill({ kind: 'value', value: true }));
		expect(server.methods.slice(1)).toEqual(
			verified(3)
				.flat()
				.map(({ method }) => method),
		);
		expect(clock.slept).toEqual([]);
	});

	it('is not called for those behind the first refused one with halt', async () => {
		const { portal, server } = rig();
		server.answer = ({ params }) =>
			Number(params.id) === 2 ? { error: 'ACCESS_DENIED' } : { result: true };
		forbidding(server);
		const replies = await portal.writeSome(verified(4), true);
		const singly = server.requests.slice(1).map(({ params }) => params.id);
		expect(singly).toEqual([1, 1, 2]);
		expect(replies[1]?.[0]?.kind).toBe('refused');
		expect(
			replies
				.slice(2)
				.flat()
				.filter(({ kind }) => kind !== 'notExecuted'),
		).toEqual([]);
	});

	it('does not go on for ever when the portal says so of single calls too', async () => {
		const { portal, server } = rig();
		server.answer = () => ({ error: 'ERROR_BATCH_METHOD_NOT_ALLOWED' });
		const replies = await portal.writeSome(verified(2), false);
		expect(replies.map(([write]) => failureOf(write).bitrixCode)).toEqual(
			Array(2).fill('ERROR_BATCH_METHOD_NOT_ALLOWED'),
		);
		expect(server.requests.length).toBeLessThan(10);
	});
});
