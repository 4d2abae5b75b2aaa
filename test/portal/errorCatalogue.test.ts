import fc from 'fast-check';

import {
	asksForFreshToken,
	describeError,
	isOwnError,
	isTransient,
	scopeOf,
	verdictOn,
} from '../../nodes/Bitrix24Payments/portal/errorCatalogue';
import { BY_CODE } from '../../nodes/Bitrix24Payments/portal/errorTable';

/** Every code that Bitrix24 is known to answer to the methods of this node. */
const CODES = [
	...Object.keys(BY_CODE),
	'0',
	'SALE_ORDER_PAYMENT_NOT_ENOUGH_USER_BUDGET_SYNCPAID',
	'SALE_EVENT_ON_BEFORE_PAYMENT_SET_FIELD_ERROR',
	'INTERNAL_WRONG_TRANSPORT',
	'INTERNAL_WRONG_HANDLER_CLASS',
	'ERROR_MANIFEST_IS_NOT_AVAILABLE',
	'invalid_request',
	'bad_verification_code',
];

const FORBIDDEN = /\b(error|problem|failure|mistake)s?\b/i;

describe('The words for an error', () => {
	it.each(CODES)('exist for %s, with and without a text of Bitrix24', (code) => {
		for (const text of ['Text of the portal', '']) {
			const failure = describeError({ code, text, method: 'sale.payment.update' });
			expect(failure.bitrixCode).toBe(code);
			expect(failure.message).toMatch(/\w{3}/);
			expect(failure.description).toMatch(/\w{3}/);
			expect(failure.message).not.toMatch(/\.$/);
		}
	});

	it.each(CODES)('say what happened without words that blame: %s', (code) => {
		const { message, description } = describeError({ code, text: '', method: 'crm.x' });
		expect(message).not.toMatch(FORBIDDEN);
		expect(description).not.toMatch(FORBIDDEN);
	});

	it('are those of Bitrix24 where the code is unknown', () => {
		const failure = describeError({ code: '0', text: 'Платёж заблокирован', method: 'crm.x' });
		expect(failure.message).toBe('Платёж заблокирован');
	});

	it('do not call them those of Bitrix24 where it sent none', () => {
		const { message, description } = describeError({ code: '0', text: '', method: 'crm.x' });
		expect(message).toMatch(/without saying why/);
		expect(description).not.toMatch(/own words/);
	});

	it('repeat the text of Bitrix24 behind our own', () => {
		const failure = describeError({
			code: 'ACCESS_DENIED',
			text: 'Access denied',
			method: 'crm.x',
		});
		expect(failure.message).toBe('The user of this credential may not do this in Bitrix24');
		expect(failure.description).toMatch(/Bitrix24 says: Access denied$/);
	});

	it.each(['200040300020', 'ACCESS_DENIED'])(
		'speak of reading where nothing is written: %s',
		(code) => {
			const wordsFor = (method: string) => {
				const { message, description } = describeError({ code, text: '', method });
				return `${message}. ${description}`;
			};
			for (const method of ['sale.payment.list', 'crm.item.payment.get', 'sale.order.list']) {
				expect(wordsFor(method)).not.toMatch(/chang|updat/i);
			}
			expect(wordsFor('sale.payment.update')).toMatch(/chang/);
		},
	);

	it('are the same for reading where that makes no difference', () => {
		const error = { code: 'INVALID_CREDENTIALS', text: 'x' };
		const reading = describeError({ ...error, method: 'sale.payment.list' });
		expect(reading).toEqual(describeError({ ...error, method: 'sale.payment.update' }));
	});

	it('exist for any code and text, also for names that every object has', () => {
		const code = fc.oneof(
			fc.constantFrom('constructor', 'toString', '__proto__', 'hasOwnProperty', ''),
			fc.constantFrom(...CODES),
			fc.string(),
		);
		fc.assert(
			fc.property(code, fc.string(), fc.string(), (anyCode, text, method) => {
				const failure = describeError({ code: anyCode, text, method });
				expect(typeof failure.message).toBe('string');
				expect(failure.message).not.toBe('');
				expect(typeof failure.description).toBe('string');
				expect(failure.description).not.toBe('');
				expect(['refused', 'notExecuted', 'uncertain', undefined]).toContain(
					verdictOn({ code: anyCode, text }),
				);
				expect(typeof isTransient(failure)).toBe('boolean');
			}),
		);
	});

	it('keep status and end of a limit', () => {
		const limit = { code: 'OPERATION_TIME_LIMIT', text: '', method: 'crm.x', httpStatus: 429 };
		expect(describeError({ ...limit, resetAt: 5000 })).toMatchObject({
			httpStatus: 429,
			resetAt: 5000,
			retryable: true,
		});
		expect(describeError({ ...limit, resetAt: 1e23 }).resetAt).toBeUndefined();
	});
});

describe('The missing scope', () => {
	it.each([
		['crm.item.payment.pay', 'crm'],
		['crm.item.payment.unpay', 'crm'],
		['crm.item.payment.get', 'crm'],
		['crm.orderentity.list', 'crm'],
		['sale.payment.update', 'sale'],
		['sale.payment.get', 'sale'],
		['sale.order.list', 'sale'],
		['sale.paysystem.pay.payment', 'pay_system'],
		['sale.paysystem.list', 'pay_system'],
		['salescenter.payment.getPublicUrl', 'salescenter'],
	])('of %s is %s, in field, message and description', (method, scope) => {
		expect(scopeOf(method)).toBe(scope);
		const failure = describeError({ code: 'insufficient_scope', text: '', method });
		expect(failure.requiredScope).toBe(scope);
		expect(failure.message).toContain(`'${scope}'`);
		expect(failure.description).toContain(`'${scope}'`);
	});

	it('is named for this code only', () => {
		const failure = describeError({ code: 'ACCESS_DENIED', text: '', method: 'crm.x' });
		expect(failure.requiredScope).toBeUndefined();
	});
});

describe('What is asked of a code', () => {
	it('a fresh token is asked for by two codes and by no other', () => {
		const asks = (code: string) => asksForFreshToken(describeError({ code, text: '', method: '' }));
		expect(CODES.filter(asks)).toEqual(['expired_token', 'invalid_token']);
	});

	it('nothing is certain about one that nobody knows', () => {
		expect(verdictOn({ code: 'NEVER_HEARD', text: 'x' })).toBeUndefined();
		expect(verdictOn({ code: 'SALE_EVENT_ON_BEFORE_X', text: 'x' })).toBeUndefined();
		expect(verdictOn({ code: '', text: '' })).toBeUndefined();
	});

	it.each([
		['0', true],
		['42', true],
		['SALE_NEVER_HEARD', true],
		['CRM_NEVER_HEARD', true],
		['ERROR_NEVER_HEARD', true],
		['MAIN_CONTROLLER_1', true],
		['ACCESS_DENIED', true],
		['NEVER_HEARD', false],
		['502_BAD_GATEWAY', false],
		['timeout', false],
		['SALE_', false],
		['A SALE_X', false],
		['SALE X', false],
		['', false],
	])('%j is one of Bitrix24’s own or not', (code, isOwn) => {
		expect(isOwnError({ code, text: 'x' })).toBe(isOwn);
		expect(isOwnError({ code, text: '' })).toBe(false);
	});
});
