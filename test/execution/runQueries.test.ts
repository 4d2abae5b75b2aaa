import type { IDataObject } from 'n8n-workflow';

import { get } from '../../nodes/Bitrix24Payments/operations/payment/get';
import { getAll } from '../../nodes/Bitrix24Payments/operations/payment/getAll';
import type { QueryOperation } from '../../nodes/Bitrix24Payments/operations/query';
import { by, ofDeal, RunOfLookups } from './lookups';

/** From which item each output item comes, and the payment in it. */
async function idsOf(run: RunOfLookups): Promise<unknown[]> {
	return (await run.output()).map(({ pairedItem, json }) => [pairedItem, json.id]);
}

const FROM = (item: number) => ({ item });

describe('The output of a lookup', () => {
	it('is what was found for each item, in the order of the items', async () => {
		const run = new RunOfLookups(getAll, [ofDeal(66), ofDeal(65)]);
		expect(await idsOf(run)).toStrictEqual([
			[FROM(0), 3],
			[FROM(1), 2],
			[FROM(1), 1],
		]);
	});

	it('is nothing for nothing', async () => {
		expect(await new RunOfLookups(getAll, [ofDeal(99)]).output()).toStrictEqual([]);
	});

	it('is of the payment that each item means, and tells how it was found', async () => {
		const items = [by('number', 'A17/2'), by('id', '1'), by('deal', '66')];
		const output = await new RunOfLookups(get, items).output();
		expect(output.map(({ json }) => [json.id, json.foundBy])).toStrictEqual([
			[2, 'number'],
			[1, undefined],
			[3, 'deal'],
		]);
		expect(output[1]?.json).not.toHaveProperty('foundBy');
		expect(output[0]?.json).toMatchObject({ accountNumber: 'A17/2', paid: 'N' });
	});

	it('comes in as few requests as the operation allows', async () => {
		const items = [by('id', '1'), by('id', '2')];
		const [together, alone] = [
			new RunOfLookups(get, items),
			new RunOfLookups({ ...get, atOnce: 1 }, items),
		];
		expect(await idsOf(together)).toStrictEqual(await idsOf(alone));
		expect(together.here.server.methods).toEqual(['sale.payment.list']);
		expect(alone.here.server.methods).toEqual(['crm.item.payment.get', 'crm.item.payment.get']);
	});

	it('may depend on how many items share requests; those refused before are none of them', async () => {
		const counting: QueryOperation = {
			...get,
			request: (input) => ({
				ref: get.request(input).ref,
				*query(id, together) {
					yield [];
					return [{ json: { id, together } }];
				},
			}),
		};
		const items = [by('id', '1'), by('number', 'A17/9'), by('id', '?'), by('id', '2')];
		const output = await new RunOfLookups(counting, items).output();
		expect(output.map(({ json }) => json.together)).toStrictEqual([2, undefined, undefined, 2]);
	});

	it('of what is about no payment is looked up without one', async () => {
		const aimless: QueryOperation = {
			...get,
			request: () => ({
				*query(id) {
					yield [];
					return [{ json: { id } }];
				},
			}),
		};
		expect(await idsOf(new RunOfLookups(aimless, [{}]))).toStrictEqual([[FROM(0), 0]]);
	});
});

describe('What the findings of all items come to together', () => {
	/** Tells in each finding how many findings and items it was seen with. */
	const counted: QueryOperation = {
		...getAll,
		finish: (findings) =>
			findings.map((own) =>
				own.map(({ json }) => ({
					json: { id: json.id, of: findings.flat().length, items: findings.length },
				})),
			),
	};

	const outputOf = async (run: RunOfLookups): Promise<IDataObject[]> =>
		(await run.output()).map(({ json }) => json);

	it('is told for the items of one portal, whichever credential it is reached with', async () => {
		const run = new RunOfLookups(counted, [66, 65, 65, 99].map(ofDeal));
		const elsewhere = run.another('other.example');
		run.portals = [elsewhere, run.another('portal.example'), elsewhere];
		expect(await outputOf(run)).toStrictEqual([
			{ id: 3, of: 3, items: 2 },
			{ id: 2, of: 2, items: 2 },
			{ id: 1, of: 2, items: 2 },
			{ id: 2, of: 3, items: 2 },
			{ id: 1, of: 3, items: 2 },
		]);
	});

	it('leaves items that failed as they are', async () => {
		const run = new RunOfLookups(counted, [66, 65].map(ofDeal));
		const { server } = run.here;
		const { answer } = server;
		server.answer = (command) =>
			Number(command.params.entityId) === 65
				? { error: 'ACCESS_DENIED', error_description: 'No' }
				: answer(command);
		expect(await outputOf(run)).toMatchObject([
			{ id: 3, of: 1, items: 1 },
			{ success: false, errorDetails: { code: 'ACCESS_DENIED' } },
		]);
	});

	it('is nothing for an item of which nothing is left', async () => {
		const silent: QueryOperation = { ...getAll, finish: () => [] };
		expect(await outputOf(new RunOfLookups(silent, [ofDeal(66)]))).toStrictEqual([]);
	});
});

describe('The hint of a lookup', () => {
	const hintOf = async (run: RunOfLookups) => {
		await run.output();
		return run.hints;
	};

	it('says what was looked for in vain', async () => {
		const [hint, ...more] = await hintOf(new RunOfLookups(getAll, [99, 65, 98].map(ofDeal)));
		expect(hint).toEqual({ message: '2 of 3 deals have no payments', location: 'outputPane' });
		expect(more).toEqual([]);
	});

	it('does not count what failed, nor what is about one payment', async () => {
		const failing = new RunOfLookups(getAll, [99, 65].map(ofDeal));
		failing.here.server.answer = () => ({ error: 'ACCESS_DENIED', error_description: 'No' });
		expect(await hintOf(failing)).toEqual([]);
		expect(await hintOf(new RunOfLookups(get, [by('id', '1')]))).toEqual([]);
	});

	it('says how long the run has waited, with all of its portals', async () => {
		const run = new RunOfLookups(getAll, [99, 65].map(ofDeal));
		const other = run.another('other.example');
		run.portals = [other];
		run.here.portal.patience.spend(20_000, 'operating');
		other.patience.spend(30_000, 'operating');
		expect(await hintOf(run)).toEqual([
			{
				message: "1 of 2 deals has no payments. Waited 50 s for Bitrix24's limit of operating time",
				location: 'outputPane',
			},
		]);
	});

	it('counts the wait of a portal once, and is that alone where all was found', async () => {
		const run = new RunOfLookups(getAll, [66, 65].map(ofDeal));
		run.here.portal.patience.spend(20_000, 'operating');
		expect(await hintOf(run)).toMatchObject([
			{ message: "Waited 20 s for Bitrix24's limit of operating time" },
		]);
	});
});
