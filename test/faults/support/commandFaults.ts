import type { FaultName, FaultRule } from '../../../sandbox/portal';
import { faultCase, fateOfLost, type Details, type FaultCase } from './faultCase';

const ANSWERED_WITHOUT_ERROR: ReadonlySet<FaultName> = new Set([
	'nullResult',
	'lyingTrue',
	'flipAfter',
	'lateBooking',
]);

const command = (fault: FaultName, fate: Details['fate'], details: Details = {}) =>
	faultCase(fault, {
		level: 'command',
		answersCode: true,
		haltsBatch: !ANSWERED_WITHOUT_ERROR.has(fault),
		fate,
		...details,
	});

/** Refused before anything was stored. */
const answered = (code: string, fate: Details['fate'], details: Details = {}) =>
	command('errorCode', fate, {
		name: `errorCode ${code}`,
		rule: { code, value: 'Текст портала' },
		...details,
	});

/** Stored, and answered with an error all the same (docs/bitrix24.md#saved-in-spite-of-an-error). */
const afterSave = (code: string, details: Details = {}) =>
	command('refusedAfterSave', 'done, answer an error', {
		name: `refusedAfterSave ${code}`,
		rule: { code },
		...details,
	});

const bare = (what: string, body: FaultRule['body']) =>
	command('bareBatchError', 'done, answer lost', {
		name: `bareBatchError ${what}`,
		rule: { body },
		answersCode: false,
		onlyInBatch: true,
	});

/** A list that cannot be relied on, or may not be asked for: payments are looked at one by one. */
const ofList = (what: string, rule: Pick<FaultRule, 'fault'> & Partial<FaultRule>) =>
	command(rule.fault, 'changed', {
		name: `a list ${what}`,
		rule,
		strikesWrites: false,
		strikesReads: 'lists',
	});

/** Faults of one command, with what the rules promise. */
export const COMMAND_CASES: readonly FaultCase[] = [
	command('operatingLimit', 'changed', { strikesReads: 'first read' }),
	command('nullResult', { code: 'BAD_RESPONSE' }),
	command('batchMethodNotAllowed', 'changed', { onlyInBatch: true }),
	command('accessDenied', { code: 'ACCESS_DENIED' }, { sampledWithOAuth: true }),
	command('insufficientScope', { code: 'SCOPE_MISSING' }, { sampledWithOAuth: true }),
	command('vetoed', { code: 'REFUSED' }),
	command('lyingTrue', ({ contradicted }) => ({ code: contradicted })),
	command('flipAfter', ({ contradicted }) => ({ code: contradicted })),
	command('lateBooking', 'changed'),
	command('savedWithWarning', 'done, answer an error'),
	...['0', '100', 'ERROR_ARGUMENT', 'MAIN_CONTROLLER_22001', 'SALE_X'].map((code) =>
		afterSave(code),
	),
	// Alone, a code that nobody knows may be anybody's; inside a batch it is the portal's.
	afterSave('unheardOf', {
		fate: (_, { inBatch }) => (inBatch ? 'done, answer an error' : 'done, answer lost'),
	}),
	bare('null', null),
	bare('a text', 'Ошибка'),
	bare('without a code', { error: '', error_description: 'Ошибка' }),
	answered('0', { code: 'REFUSED' }),
	answered('100', { code: 'REFUSED' }),
	answered('SALE_ORDER_PAID_ORDER_CANCELED', { code: 'REFUSED' }),
	answered('ERROR_CORE', { code: 'REFUSED' }),
	answered('INTERNAL_SERVER_ERROR', (change) => fateOfLost(change, false), {
		strikesReads: 'first read',
	}),
	ofList('of the whole portal', { fault: 'ignoredFilter' }),
	ofList('that lacks payments', { fault: 'wrongPage', page: { rows: 1 } }),
	ofList('without rows', { fault: 'nullResult' }),
	ofList('that may not be seen', { fault: 'errorCode', code: '200040300010', value: 'No access' }),
	ofList('that breaks off', { fault: 'errorCode', code: 'ERROR_CORE', value: 'Undefined index' }),
];
