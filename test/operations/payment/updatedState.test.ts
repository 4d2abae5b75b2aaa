import type { IDataObject } from 'n8n-workflow';

import type { PaymentChange } from '../../../nodes/Bitrix24Payments/operations/change';
import { update } from '../../../nodes/Bitrix24Payments/operations/payment/update';
import { changeOf, paidPayment, payment, PAID_AT, verdict } from '../../support/payments';

function updating(updateFields: IDataObject): PaymentChange {
	return changeOf(update, { updateFields });
}

describe('An update that was accepted', () => {
	it('is as wanted when all fields came back as sent', () => {
		const change = updating({ comments: 'x', datePaid: '2026-04-10T10:00:00+03:00' });
		const after = payment({ comments: 'x', datePaid: '2026-04-10T09:00:00+02:00' });
		expect(change.judge(after, payment())).toEqual({ asWanted: true });
		expect(change.judge(after, undefined)).toEqual({ asWanted: true });
	});

	it('is NOT_APPLIED when nothing was stored', () => {
		const failure = verdict(updating({ comments: 'x' }).judge(payment(), payment()));
		expect(failure.code).toBe('NOT_APPLIED');
		expect(failure.message).toMatch(/stored nothing of it$/);
		expect(failure.description).toContain('Comments: sent x, stored nothing');
		expect(failure.description).not.toContain('All other fields are stored');
	});

	it('is NOT_APPLIED and names the fields when a part was not stored', () => {
		const change = updating({ comments: 'x', psSum: 5, xmlId: 'a' });
		const failure = verdict(change.judge(payment({ comments: 'x', psSum: null }), payment()));
		expect(failure.code).toBe('NOT_APPLIED');
		expect(failure.message).toMatch(/stored only a part of it$/);
		expect(failure.description).toContain('Payment System Amount: sent 5, stored nothing');
		expect(failure.description).toContain('External ID: sent a, stored nothing');
		expect(failure.description).toContain('All other fields are stored');
		expect(failure.description).not.toContain('Comments:');
	});

	it('has its long values shortened', () => {
		const change = updating({ comments: 'x'.repeat(500) });
		const { description } = verdict(change.judge(payment(), payment()));
		expect(description).toContain(`sent ${'x'.repeat(60)}…, stored nothing`);
		expect(description).not.toContain('x'.repeat(61));
	});
});

describe('A field that Bitrix24 stamps itself', () => {
	it.each([
		['empPaidId', { paid: true }, { paid: 'Y', empPaidId: 1 }],
		['empMarkedId', { marked: true }, { marked: 'Y', empMarkedId: 1 }],
		['empResponsibleId', { responsibleId: 3 }, { responsibleId: 3, empResponsibleId: 1 }],
	])('is reported, and not held against the update: %s', (name, fields, stored) => {
		const change = updating({ ...fields, [name]: 5 });
		expect(change.judge(payment(stored), payment())).toEqual({
			asWanted: true,
			notApplied: [{ field: name, sent: 5, stored: 1 }],
		});
	});

	it('may be the reason, which goes with a mark that is taken off', () => {
		const change = updating({ marked: false, reasonMarked: 'x' });
		const after = payment({ marked: 'N', reasonMarked: '' });
		const asWanted = {
			asWanted: true,
			notApplied: [{ field: 'reasonMarked', sent: 'x', stored: '' }],
		};
		expect(change.judge(after, payment({ marked: 'Y' }))).toEqual(asWanted);
		expect(change.judge(after, undefined)).toEqual(asWanted);
		expect(verdict(change.judge(after, payment({ marked: 'N' }))).code).toBe('NOT_APPLIED');
	});

	it.each([
		['empPaidId', { paid: true }, { paid: 'N', empPaidId: 1 }],
		['empMarkedId', { marked: true }, { marked: 'N', empMarkedId: 1 }],
		['empResponsibleId', { responsibleId: 3 }, { responsibleId: 2, empResponsibleId: 1 }],
	])('is none where the field that it goes with was not stored: %s', (name, fields, stored) => {
		const change = updating({ ...fields, comments: 'x', [name]: 5 });
		const failure = verdict(change.judge(payment({ comments: 'x', ...stored }), payment()));
		expect(failure.code).toBe('NOT_APPLIED');
		expect(failure.description).toContain('sent 5, stored 1');
	});

	it.each(['empPaidId', 'empMarkedId', 'empResponsibleId', 'reasonMarked'])(
		'is none where the field that it goes with was not sent: %s',
		(name) => {
			const stored = payment({ comments: 'x', [name]: 1 });
			for (const fields of [{ [name]: 5 }, { comments: 'x', [name]: 5 }]) {
				expect(verdict(updating(fields).judge(stored, payment())).code).toBe('NOT_APPLIED');
			}
		},
	);

	it('is none where a reason was lost although the mark was kept', () => {
		const change = updating({ marked: true, reasonMarked: 'x' });
		expect(verdict(change.judge(payment({ marked: 'Y' }), payment())).code).toBe('NOT_APPLIED');
	});
});

describe('The payment date of an update that pays', () => {
	const change = updating({ paid: true, datePaid: PAID_AT });
	const now = '2026-05-01T12:00:00+02:00';
	const notApplied = [{ field: 'datePaid', sent: PAID_AT, stored: now }];

	it('may be stamped anew where it is the one that was stored before', () => {
		const before = payment({ datePaid: PAID_AT });
		expect(change.judge(paidPayment({ datePaid: now }), before)).toEqual({
			asWanted: true,
			notApplied,
		});
	});

	it.each([
		['it was another one', payment({ datePaid: '2026-01-01T00:00:00+02:00' })],
		['there was none', payment()],
		['the payment was paid before', paidPayment()],
		['nobody knows the payment before', undefined],
	])('may not be another one where %s', (_what, before) => {
		const failure = verdict(change.judge(paidPayment({ datePaid: now }), before));
		expect(failure.code).toBe('NOT_APPLIED');
		expect(failure.description).toContain('Payment Date');
	});

	it('may not be another one where the update does not pay', () => {
		const dated = updating({ comments: 'x', datePaid: PAID_AT });
		const after = payment({ comments: 'x', datePaid: now });
		expect(verdict(dated.judge(after, payment({ datePaid: PAID_AT }))).code).toBe('NOT_APPLIED');
	});
});

describe('An amount that was rounded', () => {
	it('is as wanted and told, with what is stored', () => {
		const judgement = updating({ sum: 33.333 }).judge(payment({ sum: '33.3300' }), payment());
		expect(judgement).toEqual({
			asWanted: true,
			warning: 'Amount is stored as 33.3300, not 33.333: Bitrix24 rounds amounts',
		});
	});

	it('is told for each amount', () => {
		const change = updating({ sum: 33.333, psSum: 66.667, priceCod: 5 });
		const after = payment({ sum: 33.33, psSum: 66.67, priceCod: 5 });
		expect(change.judge(after, payment())).toMatchObject({
			warning:
				'Amount is stored as 33.33, not 33.333: Bitrix24 rounds amounts. Payment System Amount is stored as 66.67, not 66.667: Bitrix24 rounds amounts',
		});
	});

	it('is not told where it is stored to the last digit', () => {
		expect(updating({ sum: 33.33 }).judge(payment({ sum: '33.3300' }), payment())).toEqual({
			asWanted: true,
		});
	});

	it('is no excuse for another amount', () => {
		expect(verdict(updating({ sum: 33.333 }).judge(payment({ sum: 33.34 }), payment())).code).toBe(
			'NOT_APPLIED',
		);
	});

	it('is done already: a second run does not send it again', () => {
		expect(updating({ sum: 33.333 }).isDone(payment({ sum: 33.33 }))).toBe(true);
		expect(updating({ sum: 33.333 }).isDone(payment({ sum: 33.34 }))).toBe(false);
	});
});

describe('Whether an update is done', () => {
	it('is judged by all its fields', () => {
		const change = updating({ comments: 'x', paid: true });
		expect(change.isDone(payment())).toBe(false);
		expect(change.isDone(payment({ comments: 'x' }))).toBe(false);
		expect(change.isDone(paidPayment({ comments: 'x' }))).toBe(true);
	});

	it('is judged without what Bitrix24 stamped when it was done, which is reported', () => {
		const change = updating({ paid: true, empPaidId: 5 });
		expect(change.isDone(paidPayment({ empPaidId: 1 }))).toBe(true);
		expect(change.differences?.(paidPayment({ empPaidId: 1 }))).toEqual([
			{ field: 'empPaidId', sent: 5, stored: 1 },
		]);
		expect(change.isDone(payment({ empPaidId: 1 }))).toBe(false);
	});

	it('is judged with the reason of a mark that is kept', () => {
		const change = updating({ marked: true, reasonMarked: 'new' });
		expect(change.isDone(payment({ marked: 'Y', reasonMarked: 'old' }))).toBe(false);
	});

	it('is shown field by field in a dry run, without those that are done', () => {
		const change = updating({ comments: 'x', sum: 100.5, paid: true, responsibleId: 7 });
		expect(change.preview(payment())).toEqual([
			{ field: 'comments', from: '', to: 'x' },
			{ field: 'paid', from: 'N', to: 'Y' },
			{ field: 'responsibleId', from: null, to: 7 },
		]);
	});
});

describe('What of an update is stored, in words', () => {
	const change = updating({ comments: 'x', xmlId: 'a', psSum: 5 });

	it.each([
		['nothing', {}, 'no field of the update was stored'],
		['all', { comments: 'x', xmlId: 'a', psSum: 5 }, 'all fields of the update were stored'],
		[
			'one',
			{ comments: 'x', psSum: 4 },
			'of the update Comments was stored, and not External ID: sent a, stored nothing; Payment System Amount: sent 5, stored 4',
		],
		[
			'some',
			{ comments: 'x', xmlId: 'a', psSum: null },
			'of the update Comments, External ID were stored, and not Payment System Amount: sent 5, stored nothing',
		],
	])('is told: %s', (_what, stored, words) => {
		expect(change.inWords(payment(stored), payment())).toBe(words);
	});
});
