import {
	guardFailure,
	guardsBeside,
	guardsFrom,
	hasGuards,
} from '../../nodes/Bitrix24Payments/parameters/guards';
import { payment, refusal } from '../support/payments';

describe('Guards', () => {
	it('are read from the conditions of Only If', () => {
		expect(guardsFrom({ amount: '100,50', currency: ' EUR ', paySystemId: '7' })).toEqual({
			amount: 100.5,
			currencies: ['EUR'],
			paySystemId: 7,
		});
	});

	it.each([[undefined], [''], ['amount'], [{ sum: 5 }], [{}]])(
		'are not dropped when there is none, or an expression gives something else (%j)',
		(given) => {
			expect(() => guardsFrom(given)).toThrow("'Only If'");
		},
	);

	it.each([
		['amount', undefined],
		['amount', null],
		['amount', ''],
		['amount', NaN],
		['amount', '1.250'],
		['currency', undefined],
		['currency', null],
		['currency', ''],
		['currency', 'eurozone'],
		['paySystemId', undefined],
		['paySystemId', null],
		['paySystemId', ''],
		['paySystemId', 0],
	])('are refused, never skipped, when a condition came out unusable: %s = %p', (name, value) => {
		const failure = refusal(() => guardsFrom({ [name]: value }));
		expect(failure.message).toMatch(/^'Only If > /);
	});

	it.each([
		[{ currency: 'usd' }, { currencies: ['USD'] }],
		[{ amount: '€ 5' }, { amount: 5, currencies: ['EUR'] }],
		[{ amount: '5 kr', amountMayDifferBy: 1 }, expect.objectContaining({ amountMayDifferBy: 1 })],
		[
			{ amount: '12.345', currency: 'KWD', amountMayDifferBy: '0.005' },
			{ amount: 12.345, currencies: ['KWD'], amountMayDifferBy: 0.005 },
		],
		[
			{ amount: '12.345', currency: 'KWD', amountMayDifferBy: '1.005 KWD' },
			{ amount: 12.345, currencies: ['KWD'], amountMayDifferBy: 1.005 },
		],
		[{ accountNumber: '№ 356 / 1' }, { accountNumber: '356/1' }],
	])('are what %j says', (given, guards) => {
		expect(guardsFrom(given)).toEqual(guards);
	});

	it.each([
		[{ amountMayDifferBy: 1 }, /May Differ By' stands alone$/],
		[{ amountMayDifferBy: 1, currency: 'EUR' }, /May Differ By' stands alone$/],
		[{ amount: 5, amountMayDifferBy: -1 }, /May Differ By' is negative/],
		[{ amount: '5 kr', amountMayDifferBy: '1 kr' }, /names a currency/],
		[{ amount: 5, currency: 'EUR', amountMayDifferBy: '1 USD' }, /another currency than EUR/],
		[{ accountNumber: '' }, /^'Only If > Payment Number Is' is empty$/],
		[{ amuont: 5 }, /^'Only If' knows no condition 'amuont'$/],
		[{ amount: 5, amuont: 5 }, /^'Only If' knows no condition 'amuont'$/],
		[{}, /^'Only If' holds no conditions$/],
	])('are refused where %j makes no sense', (given, message) => {
		expect(refusal(() => guardsFrom(given)).message).toMatch(message);
	});

	it('are there as soon as there is one', () => {
		expect(hasGuards({})).toBe(false);
		expect(hasGuards(guardsFrom({ amount: 0 }))).toBe(true);
	});
});

describe('Guards of a change that is done', () => {
	const all = { amount: 5, currencies: ['EUR'], paySystemId: 7 };

	it.each([
		[[], all],
		[['paid', 'comments'], all],
		[['sum'], { currencies: ['EUR'], paySystemId: 7 }],
		[['paySystemId'], { amount: 5, currencies: ['EUR'] }],
		[['sum', 'paySystemId'], { currencies: ['EUR'] }],
	])('are those on fields that it has not set itself: %j', (sets, left) => {
		expect(guardsBeside(all, sets)).toEqual(left);
	});

	it('are none where there were none', () => {
		expect(guardsBeside({}, ['sum'])).toEqual({});
		expect(hasGuards(guardsBeside({ amount: 5 }, ['sum']))).toBe(false);
	});
});

describe('A guard holds', () => {
	it.each([
		[{}],
		[{ amount: 100.5 }],
		[{ amount: 100.2 + 0.3 }],
		[{ currencies: ['EUR'] }],
		[{ paySystemId: 7 }],
		[{ amount: 100.5, currencies: ['EUR'], paySystemId: 7 }],
		[{ amount: 100, amountMayDifferBy: 0.5 }],
		[{ amount: 101, amountMayDifferBy: 0.5 }],
		[{ currencies: ['USD', 'EUR'] }],
		[{ accountNumber: '356/1' }],
		[{ accountNumber: ' 356/1 ' }],
	])('for a payment that meets %j', (guards) => {
		expect(guardFailure(guards, payment())).toBeUndefined();
	});

	it('for amounts that an older portal sends as text', () => {
		expect(guardFailure({ amount: 100.5 }, payment({ sum: '100.5000' }))).toBeUndefined();
	});

	it('for a number in small or capital letters, with spaces around it', () => {
		const stored = payment({ accountNumber: ' Ab-7/1 ' });
		expect(guardFailure({ accountNumber: 'aB-7/1' }, stored)).toBeUndefined();
	});

	it('for an amount of nothing', () => {
		expect(guardFailure({ amount: 0 }, payment({ sum: 0 }))).toBeUndefined();
	});
});

describe('A guard fails', () => {
	it.each([
		[{ amount: 100 }, {}, 'the amount is 100.5, not 100'],
		[{ amount: 100.51 }, {}, 'the amount is 100.5, not 100.51'],
		[{ amount: 100.504 }, {}, 'the amount is 100.5, not 100.504'],
		[{ amount: 0 }, { sum: null }, 'the amount is unknown, not 0'],
		[{ amount: 0 }, { sum: 'x' }, 'the amount is unknown, not 0'],
		[{ currencies: ['USD'] }, {}, 'the currency is EUR, not USD'],
		[{ currencies: ['USD'] }, { currency: '' }, 'the currency is unknown, not USD'],
		[{ paySystemId: 9 }, {}, 'the payment system is 7 (Bank transfer), not 9'],
		[
			{ paySystemId: 9 },
			{ paySystemId: null, paySystemName: '' },
			'the payment system is unknown (), not 9',
		],
		[{ amount: 100.5, currencies: ['USD'] }, {}, 'the currency is EUR, not USD'],
		[{ currencies: ['USD', 'CAD'] }, {}, 'the currency is EUR, not USD or CAD'],
		[{ amount: 99, amountMayDifferBy: 1 }, {}, 'the amount is 100.5, not 99, give or take 1'],
		[{ accountNumber: '356/2' }, {}, 'the payment number is 356/1, not 356/2'],
		[
			{ accountNumber: '356/1' },
			{ accountNumber: null },
			'the payment number is unknown, not 356/1',
		],
	])('%j for a payment with %j', (guards, fields, what) => {
		const failure = guardFailure(guards, payment(fields));
		expect(failure).toMatchObject({
			code: 'GUARD_FAILED',
			message: `Nothing was changed: ${what}`,
			retryable: false,
		});
	});
});
