import type { FaultName, FaultRule } from '../../../sandbox/portal';
import type { Change } from './changes';

/** What has to become of the items whose write a fault strikes. `done` = changed all the same. */
export type Expected = 'done' | { readonly code: string } | undefined;

export interface FaultCase {
	readonly fault: FaultName;
	/** How it is called in test names. */
	readonly name: string;
	/** Strikes a whole HTTP request, or one command wherever it stands. */
	readonly level: 'request' | 'command';
	/** Details of the rule besides when it strikes. */
	readonly rule: Partial<FaultRule>;
	/** Its verdict, where the design determines one. */
	expected(change: Change, place: Place): Expected;
	/** Faults that only an OAuth credential meets. */
	readonly onlyOAuth: boolean;
	/** Answers with an error code, so that the portal's dialect matters. */
	readonly answersCode: boolean;
	/** Also tried with an OAuth credential. */
	readonly sampledWithOAuth: boolean;
	/** Answers the command with an error, at which a batch that has to halt stops on the portal. */
	readonly haltsBatch: boolean;
	/** Where it strikes besides the write: reads may be repeated freely, so they come to be done. */
	readonly strikesReads: 'first read and read-back' | 'first read' | 'first read in a batch' | 'no';
}

export interface Place {
	/** Whether the write travels in a batch. */
	readonly inBatch: boolean;
}

type Details = Partial<Omit<FaultCase, 'fault' | 'expected'>> & {
	expected?: Expected | FaultCase['expected'];
};

function faultCase(fault: FaultName, details: Details = {}): FaultCase {
	const { expected = 'done', ...rest } = details;
	return {
		fault,
		name: rest.name ?? fault,
		level: 'request',
		rule: {},
		expected: typeof expected === 'function' ? expected : () => expected,
		onlyOAuth: false,
		answersCode: false,
		sampledWithOAuth: false,
		haltsBatch: false,
		strikesReads: 'no',
		...rest,
	};
}

/**
 * A request without a trustworthy answer: looked after, and done in the end
 * (docs/money-rules.md#never-one-look).
 */
const lost = (fault: FaultName, details: Details = {}) =>
	faultCase(fault, { strikesReads: 'first read and read-back', ...details });

const ANSWERED_WITHOUT_ERROR: ReadonlySet<FaultName> = new Set([
	'nullResult',
	'lyingTrue',
	'flipAfter',
]);

const command = (fault: FaultName, expected: Details['expected'], details: Details = {}) =>
	faultCase(fault, {
		level: 'command',
		answersCode: true,
		haltsBatch: !ANSWERED_WITHOUT_ERROR.has(fault),
		expected,
		...details,
	});

const answered = (code: string, expected: Details['expected'], details: Details = {}) =>
	command('errorCode', expected, {
		name: `errorCode ${code}`,
		rule: { code, value: 'Текст портала' },
		...details,
	});

const isUpdate = (change: Change) => change.operation === 'update';

/** Every fault of the portal that can hit a request, with what the design promises. */
export const FAULT_CASES: readonly FaultCase[] = [
	lost('resetBefore'),
	lost('resetAfter', { sampledWithOAuth: true }),
	lost('resetMidBatch'),
	lost('resetThenFinish', { sampledWithOAuth: true }),
	lost('resetThenFinish', {
		name: 'resetThenFinish after 30 s',
		rule: { delayMs: 30_000 },
		strikesReads: 'no',
	}),
	lost('resetThenFinish', {
		name: 'resetThenFinish after 59 s',
		rule: { delayMs: 59_000 },
		strikesReads: 'no',
	}),
	lost('hangBefore'),
	lost('hangAfter'),
	lost('html502'),
	lost('html502After'),
	lost('truncatedJson'),
	lost('truncatedSocket'),
	lost('emptyBody'),
	lost('error500', { answersCode: true }),
	lost('error500After', { answersCode: true, sampledWithOAuth: true }),
	faultCase('rateLimit', { answersCode: true, sampledWithOAuth: true, strikesReads: 'first read' }),
	faultCase('rateLimitHtml', { strikesReads: 'first read' }),
	// Any server fault without a known code leaves open what happened
	// (docs/bitrix24.md#nobody-knows).
	faultCase('rateLimit', {
		name: 'status 503 with an unknown code',
		rule: { code: 'SERVICE_UNAVAILABLE', value: 'Upstream is gone' },
	}),
	faultCase('expiredToken', { onlyOAuth: true, strikesReads: 'first read' }),
	faultCase('invalidToken', { onlyOAuth: true }),
	faultCase('redirect302', { expected: { code: 'CONNECTION_FAILED' }, sampledWithOAuth: true }),
	faultCase('connectionError', { answersCode: true, strikesReads: 'first read' }),
	faultCase('overload', { expected: { code: 'OVERLOAD_LIMIT' }, answersCode: true }),
	// A single call answered like a batch was answered, only without a confirmation.
	faultCase('emptyBatch', {
		expected: (_, { inBatch }) => (inBatch ? 'done' : { code: 'BAD_RESPONSE' }),
		strikesReads: 'first read in a batch',
	}),
	faultCase('dropBatchKeys', { strikesReads: 'first read in a batch', sampledWithOAuth: true }),
	faultCase('batchStatus403'),
	faultCase('wrongEncoding', { answersCode: true, strikesReads: 'first read' }),
	faultCase('echoSecret', { sampledWithOAuth: true }),
	faultCase('echoSecret', {
		name: 'echoSecret in HTML',
		rule: { value: 'html' },
		sampledWithOAuth: true,
	}),
	faultCase('echoSecret', {
		name: 'echoSecret encoded',
		rule: { value: 'encoded' },
		sampledWithOAuth: true,
	}),
	command('operatingLimit', 'done', { strikesReads: 'first read' }),
	command('nullResult', { code: 'BAD_RESPONSE' }),
	command('batchMethodNotAllowed', 'done'),
	command('accessDenied', ({ denied }) => ({ code: denied }), { sampledWithOAuth: true }),
	command('insufficientScope', { code: 'insufficient_scope' }, { sampledWithOAuth: true }),
	command('vetoed', { code: 'SALE_EVENT_ON_BEFORE_SALEPAYMENT_SET_FIELD_ERROR' }),
	command('lyingTrue', ({ contradicted }) => ({ code: contradicted })),
	// Only an update answers warnings as errors (docs/bitrix24.md#saved-in-spite-of-an-error);
	// elsewhere the code stands as it is.
	command('savedWithWarning', (change) => (isUpdate(change) ? 'done' : undefined)),
	answered('0', { code: '0' }),
	answered('100', { code: '100' }),
	answered('SALE_ORDER_PAID_ORDER_CANCELED', { code: 'SALE_ORDER_PAID_ORDER_CANCELED' }),
	answered('ERROR_CORE', { code: 'ERROR_CORE' }),
	answered('INTERNAL_SERVER_ERROR', 'done', { strikesReads: 'first read' }),
	command('flipAfter', ({ contradicted }) => ({ code: contradicted })),
];
