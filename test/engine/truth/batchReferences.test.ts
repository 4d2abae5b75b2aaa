import type { IDataObject } from 'n8n-workflow';

import { add, ask, BOTH_MODES, jsonOf, UPDATE, useRig, type Act } from './support';

/**
 * In a batch, Bitrix24 replaces what looks like a reference by data of the other commands, and there
 * is no way to escape it (docs/bitrix24.md#batch-references). A text has to arrive as it was entered.
 */
const use = useRig();

const TEXTS = [
	'$timesheet[7]',
	'$totalAmount[USD]',
	'$results[0]',
	'$time:[12:00]',
	'$TOTALS[2024]',
	'$result[c0][id]',
	'$Error[x]',
	'$next-page[2]',
	'paid in $totals[2024], see $results[0]',
	'line one\n$resultat[1]',
	'$$result[a]',
	'x$result[a]y',
	'$result[$total[x]]',
	'$result\u00a0[0]',
	'$total€[1]',
	'$result [0]',
	'$total',
	'$nextcloud and [brackets]',
	'%24result[c0]',
	'$result%5Bc0%5D',
];

const withFields = (updateFields: IDataObject): Act => ({
	...UPDATE,
	parameters: { ...UPDATE.parameters, updateFields },
});

const comments = (ids: readonly number[]) => ids.map((id) => use.ledger.payment(id)?.comments);

describe.each(TEXTS)('The text %j', (text) => {
	it.each(BOTH_MODES)('is stored as it is by each of two items: %s', async (onError) => {
		const ids = add(use, UPDATE, 2);
		const { items } = await ask(use, withFields({ comments: text }), ids, { onError });
		expect(comments(ids)).toEqual([text, text]);
		expect(jsonOf(items)).toMatchObject([
			{ changed: true, verified: true },
			{ changed: true, verified: true },
		]);
	});

	it('is stored as it is among others', async () => {
		const ids = add(use, UPDATE, 6);
		const texts = ids.map((id, index) => (index % 2 ? text : `No. ${id}`));
		await use.rig.run({
			operation: 'update',
			items: ids.map((id, index) => ({ id, text: texts[index] ?? '' })),
			parameters: { paymentId: '={{ $json.id }}', updateFields: { comments: '={{ $json.text }}' } },
		});
		expect(comments(ids)).toEqual(texts);
	});
});

describe('A text that looks like a reference', () => {
	const FIELDS = [
		'payVoucherNum',
		'psInvoiceId',
		'psStatusMessage',
		'payReturnComment',
		'xmlId',
		'id1c',
		'reasonMarked',
	] as const;

	it.each(FIELDS)('arrives in every field: %s', async (field) => {
		const ids = add(use, UPDATE, 2);
		await ask(use, withFields({ [field]: '$totalAmount[USD] due' }), ids);
		expect(ids.map((id) => use.ledger.payment(id)?.[field])).toEqual([
			'$totalAmount[USD] due',
			'$totalAmount[USD] due',
		]);
	});

	it('arrives when it is sent without a look', async () => {
		const ids = add(use, UPDATE, 3);
		const options = { verify: false };
		await ask(use, withFields({ comments: '$results[0]', paySystemId: 4 }), ids, { options });
		expect(comments(ids)).toEqual(['$results[0]', '$results[0]', '$results[0]']);
	});

	it('does not send all the others by themselves', async () => {
		const ids = add(use, UPDATE, 30);
		await use.rig.run({
			operation: 'update',
			items: ids.map((id, index) => ({ id, text: index === 20 ? '$results[0]' : 'paid' })),
			parameters: { paymentId: '={{ $json.id }}', updateFields: { comments: '={{ $json.text }}' } },
		});
		expect(comments(ids)).toEqual(ids.map((_, index) => (index === 20 ? '$results[0]' : 'paid')));
		expect(use.portal.requests.length).toBeLessThanOrEqual(10);
	});
});
