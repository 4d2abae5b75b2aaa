import {
	describeError,
	isTransient,
	verdictOn,
} from '../../nodes/Bitrix24Payments/portal/errorCatalogue';
import { BY_CODE } from '../../nodes/Bitrix24Payments/portal/errorTable';
import {
	NOT_EXECUTED,
	REFUSED,
	REFUSED_OF_RECORD,
	TO_BE_LOOKED_AT,
	UNCERTAIN,
	type KnownError,
} from './knownErrors';
import { inBatch, single, wholeBatch } from './replying';
import { failureOf } from './support';

const ALL = [...REFUSED, ...REFUSED_OF_RECORD, ...NOT_EXECUTED, ...TO_BE_LOOKED_AT, ...UNCERTAIN];

/** As it is, or as a number, which is how the documentation shows it. */
function formsOf(code: string): unknown[] {
	return /^\d+$/.test(code) ? [code, Number(code)] : [code];
}

const TEXT = 'Text of the portal';

describe('The table of errors', () => {
	it('holds these codes and no others', () => {
		expect(Object.keys(BY_CODE).sort()).toEqual(ALL.map(([code]) => code).sort());
	});

	// The words for a missing scope depend on the method.
	const withFixedWords = ALL.filter(([code]) => code !== 'insufficient_scope');

	it.each(withFixedWords)('has words for %s', (code, message, description) => {
		const failure = describeError({ code, text: '', method: 'oauth' });
		expect(failure.bitrixCode).toBe(code);
		expect(failure.message).toBe(message || 'Bitrix24 refused the request without saying why');
		expect(failure.description.startsWith(description)).toBe(true);
	});

	it.each(ALL.filter(([, message]) => message === ''))(
		'shows Bitrix24’s own words where it has none: %s',
		(code) => {
			const failure = describeError({ code, text: TEXT, method: 'crm.x' });
			expect(failure.message).toBe(TEXT);
			expect(failure.description).not.toContain(TEXT);
		},
	);
});

describe.each<[string, readonly KnownError[], Partial<ReturnType<typeof kinds>>]>([
	[
		'certainly comes before anything is saved',
		REFUSED,
		{ alone: 'refused', within: 'refused', whole: 'refused', broken: 'refused' },
	],
	[
		'certainly comes before one record is saved',
		REFUSED_OF_RECORD,
		{ alone: 'refused', within: 'refused', whole: 'uncertain', broken: 'refused' },
	],
	[
		'says that the command was not even begun',
		NOT_EXECUTED,
		{ alone: 'notExecuted', within: 'notExecuted', whole: 'notExecuted', broken: 'notExecuted' },
	],
	[
		'may come after the change was saved',
		TO_BE_LOOKED_AT,
		{ alone: 'complained', within: 'complained', whole: 'uncertain', broken: 'uncertain' },
	],
	[
		'says that the server broke off',
		UNCERTAIN,
		{ alone: 'uncertain', within: 'uncertain', whole: 'uncertain', broken: 'uncertain' },
	],
])('A code that %s', (_what, errors, expected) => {
	it.each(errors.map(([code]) => code))('is read as that everywhere: %s', (code) => {
		for (const form of formsOf(code)) expect(kinds(form)).toEqual(expected);
	});
});

/** What one code comes to: for a single call, for one of a batch, for a batch, and from a gateway. */
function kinds(code: unknown) {
	return {
		alone: single(code, TEXT).kind,
		within: inBatch(code, TEXT).kind,
		whole: wholeBatch(code, TEXT).kind,
		broken: single(code, TEXT, 502).kind,
	};
}

describe('What else the table says of a code', () => {
	const codesWhere = (is: (code: string) => unknown) =>
		ALL.map(([code]) => code).filter((code) => is(code));

	it('waiting alone cures limits and an unreachable authorization server, nothing else', () => {
		const isCured = (code: string) =>
			isTransient(describeError({ code, text: '', method: 'crm.x' }));
		expect(codesWhere(isCured).sort()).toEqual([
			'CONNECTION_ERROR',
			'OPERATION_TIME_LIMIT',
			'QUERY_LIMIT_EXCEEDED',
		]);
	});

	it('the same item may succeed later only after a wait or a fault', () => {
		const isRetryable = (code: string) =>
			describeError({ code, text: '', method: 'crm.x' }).retryable;
		expect(codesWhere(isRetryable).sort()).toEqual([
			'CONNECTION_ERROR',
			'ERROR_UNEXPECTED_ANSWER',
			'INTERNAL_SERVER_ERROR',
			'OPERATION_TIME_LIMIT',
			'QUERY_LIMIT_EXCEEDED',
			'WRONG_ENCODING',
		]);
	});

	it('only one says that there is no such payment', () => {
		const notFound = (code: string) => failureOf(single(code, TEXT)).notFound;
		expect(codesWhere(notFound)).toEqual(['200640400001']);
		expect(notFound('200640400001')).toBe('surely');
	});

	it('none is believed to be what every object has', () => {
		for (const code of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
			expect(verdictOn({ code, text: TEXT })).toBeUndefined();
			expect(isTransient(describeError({ code, text: TEXT, method: 'crm.x' }))).toBe(false);
		}
	});

	it('the operating limit names the option that lets a run wait for it', () => {
		const { description } = describeError({
			code: 'OPERATION_TIME_LIMIT',
			text: '',
			method: 'crm.x',
		});
		expect(description).toContain("'Limit Wait");
	});
});
