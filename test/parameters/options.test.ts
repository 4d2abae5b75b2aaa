import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { itemOptions, runOptions } from '../../nodes/Bitrix24Payments/parameters/options';
import { optionsParameters } from '../../nodes/Bitrix24Payments/operations/optionsParameters';
import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { inputOf, refusal } from '../support/payments';

/** The options of an operation as the panel shows them. */
function shownFor(operation: typeof pay): INodeProperties[] {
	const [parameter] = optionsParameters([operation]);
	return (parameter?.options ?? []) as INodeProperties[];
}

function item(options?: IDataObject | string) {
	return itemOptions(inputOf({ options }));
}

function run(options?: IDataObject | string) {
	return runOptions(inputOf({ options }));
}

describe('Options that the user did not add', () => {
	it.each([[undefined], [{}]])('have their defaults (%j)', (none) => {
		expect(item(none)).toEqual({ verify: true, simplify: true, dryRun: false, guards: {} });
		expect(run(none)).toEqual({
			batchSize: 0,
			timeoutMs: 60_000,
			waits: { rate: 60_000, operating: 660_000 },
			settleMs: 75_000,
		});
	});

	it('have the defaults that the panel shows', () => {
		const shown = shownFor(pay);
		expect(Object.fromEntries(shown.map((option) => [option.name, option.default]))).toEqual({
			batchSize: 0,
			dryRun: false,
			limitWait: 660,
			maxWait: 60,
			onlyIf: {},
			settleTime: 75,
			simplify: true,
			timeout: 60,
			verify: true,
		});
	});

	it('stand in alphabetical order', () => {
		const labels = shownFor(pay).map(({ displayName }) => displayName);
		expect(labels).toEqual([...labels].sort());
	});
});

describe('Options of an item', () => {
	it('are taken as they are set', () => {
		const set = { verify: false, simplify: 'N', dryRun: 'true', onlyIf: { amount: 5 } };
		expect(item(set)).toEqual({
			verify: false,
			simplify: false,
			dryRun: true,
			guards: { amount: 5 },
		});
	});

	it.each(['verify', 'simplify', 'dryRun'])('are refused when they are unclear: %s', (name) => {
		for (const value of ['maybe', '', 1, {}]) refusal(() => item({ [name]: value } as IDataObject));
	});

	it('are refused when a guard is empty', () => {
		refusal(() => item({ onlyIf: { amount: '' } }));
	});
});

describe('Options of a run', () => {
	it('are read in seconds and given in milliseconds', () => {
		const set = { batchSize: 10, timeout: 5, maxWait: 0, limitWait: 7, settleTime: 1.5 };
		expect(run(set)).toEqual({
			batchSize: 10,
			timeoutMs: 5000,
			waits: { rate: 0, operating: 7000 },
			settleMs: 1500,
		});
	});

	it.each([
		[16.1, 16_100],
		[2.01, 2010],
		[32.7, 32_700],
		[1.2345, 1235],
	])('are whole milliseconds: %d s', (time, ms) => {
		const set = { timeout: time, maxWait: time, limitWait: time, settleTime: time };
		expect(run(set)).toMatchObject({
			timeoutMs: ms,
			waits: { rate: ms, operating: ms },
			settleMs: ms,
		});
	});

	it('may come as text from an expression', () => {
		expect(run({ batchSize: '10', maxWait: '30', settleTime: '\u200b1.5 ' })).toMatchObject({
			batchSize: 10,
			waits: { rate: 30_000 },
			settleMs: 1500,
		});
	});

	it.each([
		['batchSize', 50, { batchSize: 50 }],
		['batchSize', 7.9, { batchSize: 7 }],
		['timeout', 600, { timeoutMs: 600_000 }],
		['maxWait', 3600, { waits: { rate: 3_600_000 } }],
		['limitWait', 3600, { waits: { operating: 3_600_000 } }],
		['limitWait', 0, { waits: { operating: 0 } }],
		['settleTime', 600, { settleMs: 600_000 }],
	])('reach up to their limit: %s = %d', (name, value, expected) => {
		expect(run({ [name]: value })).toMatchObject(expected);
	});

	it.each([
		['batchSize', -1, 'Batch Size'],
		['batchSize', 51, 'Batch Size'],
		['batchSize', 'many', 'Batch Size'],
		['timeout', 0, 'Timeout'],
		['timeout', 0.99, 'Timeout'],
		['timeout', 601, 'Timeout'],
		['timeout', -60, 'Timeout'],
		['maxWait', -1, 'Max Wait'],
		['maxWait', 3601, 'Max Wait'],
		['maxWait', NaN, 'Max Wait'],
		['maxWait', Infinity, 'Max Wait'],
		['limitWait', -1, 'Limit Wait'],
		['limitWait', 3601, 'Limit Wait'],
		['settleTime', -1, 'Settle Time'],
		['settleTime', 601, 'Settle Time'],
		['settleTime', 'soon', 'Settle Time'],
		['settleTime', '0x10', 'Settle Time'],
		['settleTime', '1e1', 'Settle Time'],
		['batchSize', [5], 'Batch Size'],
		['batchSize', true, 'Batch Size'],
	])('are refused out of range: %s = %p', (name, value, label) => {
		expect(refusal(() => run({ [name]: value })).message).toBe(`'${label}' is out of range`);
	});

	it.each([
		['maxWait', ''],
		['settleTime', ''],
		['settleTime', '  '],
		['maxWait', false],
		['limitWait', ''],
		['limitWait', null],
		['settleTime', []],
	])('are not 0 because an expression came out empty: %s = %j', (name, value) => {
		refusal(() => run({ [name]: value } as IDataObject));
	});
});

describe('Options that are not what they should be', () => {
	it.each([
		['a text', '{"dryRun":true}', "'Options' is not a collection"],
		['a list', [{ dryRun: true }], "'Options' is not a collection"],
		['a misspelt name', { dryrun: true }, "'Options' knows no 'dryrun'"],
		['a dry run that came out empty', { dryRun: null }, "'Dry Run'"],
		['a dry run that came out undefined', { dryRun: undefined }, "'Dry Run'"],
	])('are refused, not ignored: %s', (_what, options, message) => {
		expect(() => itemOptions(inputOf({ options }))).toThrow(message);
	});
});
