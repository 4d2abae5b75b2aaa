import { answer, AT_ONCE, type Question } from '../../nodes/Bitrix24Payments/execution/queries';
import type { Query, QueryOperation } from '../../nodes/Bitrix24Payments/operations/query';
import { get } from '../../nodes/Bitrix24Payments/operations/payment/get';
import { getAll } from '../../nodes/Bitrix24Payments/operations/payment/getAll';
import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import type { Portal } from '../../nodes/Bitrix24Payments/portal/portal';
import { lookAt, numbers, readingPortal } from '../portal/looks';
import { rig, type PortalRig } from '../portal/support';
import { inputOf } from '../support/payments';

function reading(): PortalRig {
	const one = rig();
	one.server.answer = readingPortal;
	return one;
}

function question(index: number, portal: Portal, query: Query): Question {
	return { index, portal, query };
}

/** A lookup of the payment with this ID. */
function getting(operation: QueryOperation, id: number, index: number, portal: Portal): Question {
	const parameters = { paymentId: id, entityTypeId: 2, entityId: id, returnAll: true };
	return question(index, portal, operation.request(inputOf(parameters)).query(id, 1));
}

/** Lookups of so many payments, from 1 on. */
function gettingAll(count: number, { portal }: PortalRig): Question[] {
	return numbers(count).map((id) => getting(get, id, id - 1, portal));
}

/** Asks about these payments one after the other, and tells what it was shown of them. */
function* asking(...turns: number[][]): Query {
	const shown: unknown[] = [];
	for (const ids of turns) {
		const replies = yield ids.map((id) => lookAt(id));
		shown.push(replies.map(idIn));
	}
	return [{ json: { shown } as never }];
}

function idIn(reply: Reply): unknown {
	return reply.kind === 'value' ? (reply.value as { id: unknown }).id : reply.kind;
}

/** A lookup that ends like this once it has seen a payment. */
function* breaking(error: unknown): Query {
	yield [lookAt(1)];
	throw error;
}

const FAILURE = new Failure({ code: 'REFUSED', message: 'm', description: 'd' });

async function answered(
	questions: readonly Question[],
	{ isStopping = false, atOnce = AT_ONCE } = {},
): Promise<unknown[]> {
	const answers = await answer(questions, isStopping, atOnce);
	return answers.map((one) => [
		one.index,
		'failure' in one ? one.failure : one.findings.map(({ json }) => json.id ?? json.shown),
	]);
}

describe('Lookups of many items', () => {
	it('are answered each by what it asked for', async () => {
		expect(await answered(gettingAll(3, reading()))).toStrictEqual([
			[0, [1]],
			[1, [2]],
			[2, [3]],
		]);
	});

	it('share requests, fifty at once', async () => {
		const one = reading();
		expect(await answer(gettingAll(AT_ONCE + 1, one), false)).toHaveLength(AT_ONCE + 1);
		expect(one.server.methods).toEqual(['sale.payment.list', 'crm.item.payment.get']);
	});

	it('share them with as many others as the operation wants', async () => {
		const one = reading();
		expect(await answered(gettingAll(5, one), { atOnce: 2 })).toHaveLength(5);
		expect(one.server.executed.map(({ params }) => params.filter ?? params.id)).toEqual([
			{ '=id': [1, 2] },
			{ '=id': [3, 4] },
			5,
		]);
	});

	it('are asked of the portal of their item, and answered in the order of the items', async () => {
		const [here, there] = [reading(), reading()];
		const questions = [here, there, here, there].map(({ portal }, index) =>
			getting(get, index + 1, index, portal),
		);
		expect(await answered(questions)).toStrictEqual([
			[0, [1]],
			[1, [2]],
			[2, [3]],
			[3, [4]],
		]);
		expect(here.server.executed.map(({ params }) => params.filter)).toEqual([{ '=id': [1, 3] }]);
		expect(there.server.executed.map(({ params }) => params.filter)).toEqual([{ '=id': [2, 4] }]);
	});

	it('of different length go on as long as they need, and are handed their own replies', async () => {
		const { portal } = reading();
		const turns = [[[1, 2], [3]], [[4]], [], [[5], [], [6, 7, 8]]];
		const questions = turns.map((own, index) => question(index, portal, asking(...own)));
		expect(await answered(questions)).toStrictEqual([
			[0, [[[1, 2], [3]]]],
			[1, [[[4]]]],
			[2, [[]]],
			[3, [[[5], [], [6, 7, 8]]]],
		]);
	});

	it('of another kind share requests, too', async () => {
		const { server, portal } = reading();
		server.answer = ({ params }) => ({ result: [{ id: params.entityId, paid: 'N' }] });
		const questions = [1, 2].map((id, index) => getting(getAll, id, index, portal));
		expect(await answered(questions)).toStrictEqual([
			[0, [1]],
			[1, [2]],
		]);
		expect(server.methods).toEqual(['batch']);
	});

	it('of nothing come to nothing', async () => {
		expect(await answer([], true)).toEqual([]);
	});
});

describe('A lookup that fails', () => {
	it('leaves the others alone', async () => {
		const one = reading();
		const questions = [
			question(0, one.portal, asking([2])),
			question(1, one.portal, breaking(FAILURE)),
			question(2, one.portal, asking([3], [4])),
		];
		expect(await answered(questions)).toStrictEqual([
			[0, [[[2]]]],
			[1, FAILURE],
			[2, [[[3], [4]]]],
		]);
	});

	it('says why the portal has refused it', async () => {
		const one = reading();
		one.server.answer = () => ({ error: 'ACCESS_DENIED', error_description: 'No' });
		expect(await answered(gettingAll(1, one))).toMatchObject([[0, { code: 'ACCESS_DENIED' }]]);
	});

	it.each<[string, unknown]>([
		['Nothing was changed (TypeError)', new TypeError('x is not a function')],
		['Nothing was changed (unknown reason)', 'x'],
	])('in a way that nobody foresaw is told as that: %s', async (words, error) => {
		const { portal } = reading();
		expect(await answered([question(0, portal, breaking(error))])).toMatchObject([
			[
				0,
				{
					code: 'BAD_RESPONSE',
					message: 'The answer of Bitrix24 could not be understood',
					description: words,
					retryable: false,
				},
			],
		]);
	});

	it('ends a run that stops at the first failure, together with those that it shares requests with', async () => {
		const one = reading();
		const failing = question(0, one.portal, breaking(FAILURE));
		const questions = [failing, ...gettingAll(6, one).slice(1)];
		const options = { isStopping: true, atOnce: 2 };
		expect(await answered(questions, options)).toStrictEqual([
			[0, FAILURE],
			[1, [2]],
		]);
	});

	it('ends nothing where the run goes on', async () => {
		const one = reading();
		const failing = question(0, one.portal, breaking(FAILURE));
		const questions = [failing, ...gettingAll(6, one).slice(1)];
		expect(await answered(questions, { atOnce: 2 })).toHaveLength(6);
	});

	it('is the only thing that ends such a run', async () => {
		const options = { isStopping: true, atOnce: 2 };
		expect(await answered(gettingAll(6, reading()), options)).toHaveLength(6);
	});
});
