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

describe('An update whose answer was lost', () => {
	it.each([[{ comments: 'x' }], [{ paid: true }], [{ sum: 5 }], [{ isReturn: 'P' }]])(
		'is never sent again, as the state does not show who has put back what: %j',
		(fields) => {
			const change = updating(fields);
			expect(change.repeatable).toBe(false);
			expect(change.isUntouched(payment(), payment())).toBe(false);
			expect(change.isUntouched(payment(), undefined)).toBe(false);
		},
	);

	it.each([[{ isReturn: 'P' }], [{ isReturn: 'Y' }], [{ isReturn: 'N' }]])(
		'may have refunded money: %j',
		(fields) => {
			const { rerunRisk } = updating(fields);
			expect(rerunRisk?.would).toContain('refund once more');
			expect(rerunRisk?.lookAt).toContain('the payment system itself');
			expect(rerunRisk?.evenIfDone).toBeUndefined();
		},
	);

	it('is harmless to run again without a refund', () => {
		expect(updating({ comments: 'x', paid: true, sum: 5 }).rerunRisk).toBeUndefined();
	});
});

describe('The state before a refund', () => {
	it('has to be known, also when the user names the payment system', () => {
		expect(updating({ paySystemId: 3, isReturn: 'P' }).needsStateBefore).toBe(true);
		expect(updating({ paySystemId: 3, paid: true }).needsStateBefore).toBe(false);
	});
});

describe('Two updates of one payment', () => {
	it('wish the same when they set the same fields to the same values', () => {
		const wish = updating({ comments: 'x', sum: '5,00' }).wish;
		expect(updating({ comments: 'x', sum: 5 }).wish).toBe(wish);
		expect(updating({ comments: 'y', sum: 5 }).wish).not.toBe(wish);
		expect(updating({ comments: 'x' }).wish).not.toBe(wish);
		expect(updating({ comments: 'x', sum: 5, paid: true }).wish).not.toBe(wish);
	});

	it('claim its order', () => {
		const change = updating({ comments: 'x' });
		expect(change.target).toBe('payment 1038');
		expect(change.claim(payment({ orderId: 25 }))).toEqual(new Set(['order 25', 'number 356']));
		expect(change.claim(undefined)).toBeUndefined();
	});
});

describe('A text with a secret of the connection', () => {
	const masked = (text: string) => text.replaceAll('k3y9z0code', '***');
	const parameters = { updateFields: { comments: 'see k3y9z0code' } };
	const change = changeOf(update, parameters, { masked });

	it('is sent as it is and compared as answers show it', () => {
		expect(change.write(payment()).params.fields).toMatchObject({ comments: 'see k3y9z0code' });
		expect(change.isDone(payment({ comments: 'see ***' }))).toBe(true);
		expect(change.judge(payment({ comments: 'see ***' }), payment())).toEqual({ asWanted: true });
	});

	it('is never told', () => {
		const failure = verdict(change.judge(payment(), payment()));
		const told = JSON.stringify([
			failure.message,
			failure.description,
			change.preview(payment()),
			change.differences?.(payment()),
			change.inWords(payment(), payment()),
		]);
		expect(told).not.toContain('k3y9z0code');
		expect(told).toContain('see ***');
	});
});

describe('A sign beside an amount of an update', () => {
	const objected = (updateFields: IDataObject, stored: IDataObject = {}) =>
		updating(updateFields).objection(payment(stored))?.message;

	it('has to be that of the payment', () => {
		expect(objected({ sum: '12,50 EUR', priceCod: '€ 1' })).toBeUndefined();
		expect(objected({ sum: '$ 12.50', psCurrency: 'USD' })).toMatch(
			/^'Amount' is an amount in USD or .*, the payment is in EUR$/,
		);
	});

	it.each<[string, IDataObject, IDataObject]>([
		['that comes with it', { psSum: '$ 12.50', psCurrency: 'usd' }, {}],
		['that is stored', { psSum: '12.50 USD' }, { psCurrency: 'USD' }],
		[
			'of the payment, where a number is stored',
			{ psSum: '10 ₽' },
			{ psCurrency: '643', currency: 'RUB' },
		],
		['of Russia, by its former code', { psSum: '10 ₽' }, { psCurrency: 'rur', currency: 'EUR' }],
		['of the payment, where no other is known', { psSum: '€ 12.50' }, { psCurrency: '' }],
	])('may be the currency of the payment system %s', (_, fields, stored) => {
		expect(objected(fields, stored)).toBeUndefined();
	});

	it.each<[string, IDataObject, IDataObject]>([
		['that comes with it', { psSum: '€ 12.50', psCurrency: 'USD' }, {}],
		['that is stored', { psSum: '€ 12.50' }, { psCurrency: 'USD' }],
	])('may not be another than the currency of the payment system %s', (_, fields, stored) => {
		expect(objected(fields, stored)).toMatch(/'Payment System Amount' .* reported USD$/);
	});
});
