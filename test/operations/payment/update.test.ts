import type { IDataObject } from 'n8n-workflow';

import type { PaymentChange } from '../../../nodes/Bitrix24Payments/operations/change';
import { update } from '../../../nodes/Bitrix24Payments/operations/payment/update';
import { Failure } from '../../../nodes/Bitrix24Payments/portal/failure';
import { changeOf, paidPayment, payment, refusal, verdict } from '../../support/payments';

function updating(updateFields: IDataObject | string | undefined): PaymentChange {
	return changeOf(update, { updateFields });
}

/** What the change would send to a payment. */
function sentTo(change: PaymentChange, before = payment()): unknown {
	return change.write(before).params.fields;
}

describe('An update', () => {
	it('is a call of sale.payment.update after a look at all fields', () => {
		const change = updating({ comments: 'Paid by bank' });
		expect(change.paymentId).toBe(1038);
		expect(change.look).toEqual({ show: 'payment', id: 1038, form: 'full' });
		expect(change.write(payment())).toEqual({
			method: 'sale.payment.update',
			params: { id: 1038, fields: { paySystemId: 7, comments: 'Paid by bank' } },
		});
	});

	it.each([[{}], [undefined]])('without a field is refused (%j)', (none) => {
		expect(refusal(() => updating(none)).message).toBe("'Update Fields' is empty");
	});

	it.each(['PAID', 'pay_system_id', 'Comments', 'unknown', '', 'constructor', '__proto__x'])(
		'of a field that a payment does not have is refused: %j',
		(name) => {
			expect(refusal(() => updating({ [name]: 'x' })).message).toBe(
				`A payment has no field '${name}'`,
			);
		},
	);

	it.each([
		'id',
		'orderId',
		'accountNumber',
		'currency',
		'paySystemName',
		'paySystemXmlId',
		'paySystemIsCash',
		'dateResponsibleId',
		'dateMarked',
	])('of a field that nobody can change is refused: %s', (name) => {
		expect(refusal(() => updating({ comments: 'x', [name]: 1 })).message).toBe(
			`The field '${name}' of a payment cannot be changed`,
		);
	});

	it('is refused as a whole when one of its values is wrong', () => {
		expect(refusal(() => updating({ comments: 'x', paid: 'maybe' })).message).toMatch(/^'Paid' /);
	});

	it.each([[{ comments: undefined }], [{ comments: null }], [{ datePaid: '' }], [{ sum: null }]])(
		'with a value that came out empty is refused: %j',
		(fields) => {
			refusal(() => updating(fields as IDataObject));
		},
	);
});

describe('The payment system of an update', () => {
	it('is the present one, which has to be read first, when the user names none', () => {
		const change = updating({ comments: 'x' });
		expect(change.needsStateBefore).toBe(true);
		expect(sentTo(change, payment({ paySystemId: '9' }))).toEqual({
			paySystemId: 9,
			comments: 'x',
		});
	});

	it('is the one that the user names', () => {
		const change = updating({ paySystemId: { mode: 'id', value: '3' }, comments: 'x' });
		expect(change.needsStateBefore).toBe(false);
		expect(sentTo(change)).toEqual({ paySystemId: 3, comments: 'x' });
		expect(change.write(undefined).params.fields).toEqual({ paySystemId: 3, comments: 'x' });
	});
});

describe('Paid in an update', () => {
	it('is sent only when the user set it', () => {
		expect(sentTo(updating({ comments: 'x' }))).not.toHaveProperty('paid');
	});

	it.each([
		[true, 'Y'],
		[false, 'N'],
	])('is sent as a letter (%p)', (value, letter) => {
		expect(sentTo(updating({ paid: value }))).toEqual({ paySystemId: 7, paid: letter });
	});
});

describe('The amount of an update', () => {
	it('of a paid payment is refused, also when the same update marks it as unpaid', () => {
		for (const fields of [{ sum: 5 }, { sum: 5, paid: false }]) {
			const objection = updating(fields).objection(paidPayment());
			expect(objection).toBeInstanceOf(Failure);
			expect(objection?.code).toBe('INVALID_INPUT');
			expect(objection?.message).toBe('The amount of a paid payment cannot be changed');
		}
	});

	it('of a paid payment is accepted when it is the present one', () => {
		expect(updating({ sum: '100,50', comments: 'x' }).objection(paidPayment())).toBeUndefined();
	});

	it('of an unpaid payment is accepted', () => {
		expect(updating({ sum: 5 }).objection(payment())).toBeUndefined();
	});

	it('does not stand in the way of other fields of a paid payment', () => {
		expect(updating({ comments: 'x' }).objection(paidPayment())).toBeUndefined();
	});
});

describe('Whether an update is done', () => {
	it('is judged by all its fields', () => {
		const change = updating({ comments: 'x', paid: true });
		expect(change.isDone(payment())).toBe(false);
		expect(change.isDone(payment({ comments: 'x' }))).toBe(false);
		expect(change.isDone(paidPayment({ comments: 'x' }))).toBe(true);
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

describe('An update that was accepted', () => {
	it('is as wanted when all fields came back as sent', () => {
		const change = updating({ comments: 'x', datePaid: '2026-04-10T10:00:00+03:00' });
		const after = payment({ comments: 'x', datePaid: '2026-04-10T09:00:00+02:00' });
		expect(change.judge(after, payment())).toEqual({ asWanted: true });
	});

	it('is NOT_APPLIED when nothing was stored', () => {
		const failure = verdict(updating({ comments: 'x' }).judge(payment(), payment()));
		expect(failure.code).toBe('NOT_APPLIED');
		expect(failure.message).toMatch(/stored nothing of it$/);
		expect(failure.description).toContain('Comments: sent x, stored ');
	});

	it('does not speak of other fields as stored when nothing was stored', () => {
		const failure = verdict(updating({ comments: 'x' }).judge(payment(), payment()));
		expect(failure.description).not.toContain('All other fields are stored');
	});

	it('is NOT_APPLIED and names the fields when a part was not stored', () => {
		const change = updating({ comments: 'x', psSum: 5, xmlId: 'a' });
		const failure = verdict(change.judge(payment({ comments: 'x', psSum: null }), payment()));
		expect(failure.code).toBe('NOT_APPLIED');
		expect(failure.message).toMatch(/stored only a part of it$/);
		expect(failure.description).toContain('Payment System Amount: sent 5, stored nothing');
		expect(failure.description).toContain('External ID: sent a, stored nothing');
		expect(failure.description).not.toContain('Comments:');
	});

	it.each([
		['empPaidId', { paid: true }, { paid: 'Y', empPaidId: 1 }],
		['empMarkedId', { marked: true }, { marked: 'Y', empMarkedId: 1 }],
		['empResponsibleId', { responsibleId: 3 }, { responsibleId: 3, empResponsibleId: 1 }],
	])('is as wanted and reports %s, which Bitrix24 stamped itself', (name, fields, stored) => {
		const change = updating({ ...fields, [name]: 5 });
		expect(change.judge(payment(stored), payment())).toEqual({
			asWanted: true,
			notApplied: [{ field: name, sent: 5, stored: 1 }],
		});
	});

	it('is as wanted and reports the reason that went with the mark', () => {
		const change = updating({ marked: false, reasonMarked: 'x' });
		const after = payment({ marked: 'N', reasonMarked: '' });
		const wanted = {
			asWanted: true,
			notApplied: [{ field: 'reasonMarked', sent: 'x', stored: '' }],
		};
		expect(change.judge(after, payment({ marked: 'Y' }))).toEqual(wanted);
		expect(change.judge(after, payment({ marked: 'N' }), {})).toEqual(wanted);
		expect(verdict(change.judge(after, payment({ marked: 'N' }))).code).toBe('NOT_APPLIED');
	});

	it('is NOT_APPLIED when a stamped field is all that was sent', () => {
		const failure = verdict(updating({ empPaidId: 5 }).judge(payment({ empPaidId: 1 }), payment()));
		expect(failure.code).toBe('NOT_APPLIED');
	});

	it('is NOT_APPLIED when a reason was lost although the mark was kept', () => {
		const change = updating({ marked: true, reasonMarked: 'x' });
		const failure = verdict(change.judge(payment({ marked: 'Y' }), payment()));
		expect(failure.code).toBe('NOT_APPLIED');
	});
});

describe('An update whose answer was lost', () => {
	it.each([
		[{ comments: 'x' }, true],
		[{ paid: true }, true],
		[{ comments: 'x', sum: 5 }, false],
		[{ isReturn: 'P' }, false],
		[{ isReturn: 'N' }, false],
	])('may be repeated unless it moves money: %j', (fields, repeatable) => {
		expect(updating(fields).repeatable).toBe(repeatable);
	});

	it('had no effect when its fields and the paid state are as before', () => {
		const change = updating({ comments: 'x' });
		expect(change.isUntouched(payment(), payment())).toBe(true);
		expect(change.isUntouched(payment({ xmlId: 'other' }), payment())).toBe(true);
	});

	it.each([
		['one of its fields changed', payment({ comments: 'y' })],
		['the payment was paid', paidPayment()],
		['the payment was paid and undone', payment({ datePaid: '2026-04-10T10:00:00+02:00' })],
	])('may have had an effect when %s', (_what, now) => {
		expect(updating({ comments: 'x' }).isUntouched(now, payment())).toBe(false);
	});

	it('may have had an effect when nobody knows the payment before', () => {
		expect(updating({ comments: 'x' }).isUntouched(payment(), undefined)).toBe(false);
	});
});

describe('An update that was refused', () => {
	const refusedWith = (code: string) => new Failure({ code, message: 'm', description: 'd' });

	it.each(['0', 'ERROR_CORE', 'SALE_EVENT_ON_BEFORE_X', 'NEVER_HEARD'])(
		'may be stored nevertheless (%s)',
		(code) => {
			expect(updating({ comments: 'x' }).mayBeStoredDespite(refusedWith(code))).toBe(true);
		},
	);

	it.each(['100', '200040300020', '200640400001', 'insufficient_scope', 'ACCESS_DENIED'])(
		'is surely not stored when the refusal comes before anything is saved (%s)',
		(code) => {
			expect(updating({ comments: 'x' }).mayBeStoredDespite(refusedWith(code))).toBe(false);
		},
	);
});
