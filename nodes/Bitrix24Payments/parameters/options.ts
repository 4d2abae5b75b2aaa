import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { invalidInput } from '../portal/failure';
import type { Waits } from '../portal/patience';
import { collection } from './collections';
import { flag } from './flags';
import { guardsFrom, type Guards } from './guards';
import type { Input } from './input';
import { plainNumber } from './numbers';
import { emptyInput, isEmpty } from './words';

/** How one item is treated. */
export interface ItemOptions {
	readonly verify: boolean;
	readonly simplify: boolean;
	readonly dryRun: boolean;
	readonly guards: Guards;
}

/**
 * Whether a filter that came out empty is left out instead of refused. A model that fills in a tool
 * has to say something for every filter, and leaves empty what it has no use for.
 *
 * @throws Failure (`INVALID_INPUT`)
 */
export function ignoresEmptyFilters(input: Input): boolean {
	const given = givenOptions(input);
	const choice = 'ignoreEmptyFilters' in given ? given.ignoreEmptyFilters : input.isTool;
	return flag(choice, 'Ignore Empty Filters') === 'Y';
}

/** How a run behaves as a whole; read from the first item. Times in ms. */
export interface RunOptions {
	readonly batchSize: number;
	readonly timeoutMs: number;
	/** How long the run may wait for limits. */
	readonly waits: Waits;
	readonly settleMs: number;
}

/** @throws Failure (`INVALID_INPUT`) */
export function itemOptions(input: Input): ItemOptions {
	const given = givenOptions(input);
	const isOn = (name: 'verify' | 'simplify' | 'dryRun', label: string) =>
		flag(name in given ? given[name] : defaultOf(name), label) === 'Y';
	return {
		verify: isOn('verify', 'Verify'),
		simplify: isOn('simplify', 'Simplify'),
		dryRun: isOn('dryRun', 'Dry Run'),
		guards: 'onlyIf' in given ? guardsFrom(given.onlyIf) : {},
	};
}

/** @throws Failure (`INVALID_INPUT`) */
export function runOptions(input: Input): RunOptions {
	const given = givenOptions(input);
	const number = (name: string, label: string, least: number, most: number) => {
		const value = plainNumber(name in given ? given[name] : defaultOf(name));
		if (value >= least && value <= most) return value;
		if (name in given && isEmpty(given[name])) throw emptyInput(label);
		throw invalidInput(
			`'${label}' is out of range`,
			`Enter a number between ${least} and ${most}, or remove the option`,
		);
	};
	const milliseconds = (...range: Parameters<typeof number>) => Math.round(number(...range) * 1000);
	return {
		batchSize: Math.floor(number('batchSize', 'Batch Size', 0, 50)),
		timeoutMs: milliseconds('timeout', 'Timeout', 1, 600),
		waits: {
			rate: milliseconds('maxWait', 'Max Wait', 0, 3600),
			operating: milliseconds('limitWait', 'Limit Wait', 0, 3600),
		},
		settleMs: milliseconds('settleTime', 'Settle Time', 0, 600),
	};
}

/**
 * What was set in the collection.
 * @throws Failure (`INVALID_INPUT`)
 */
export function givenOptions(input: Input): IDataObject {
	const known = input.parameter('operation') === 'match' ? [...OPTIONS, ...MATCH_OPTIONS] : OPTIONS;
	const names = known.map(({ name }) => name);
	return collection(input.parameter('options'), 'Options', names);
}

/** n8n leaves out options that the user did not add. */
function defaultOf(name: string): unknown {
	return OPTIONS.find((option) => option.name === name)?.default;
}

/** All options of operations that change something, in the alphabetical order of their labels. */
export const OPTIONS: readonly INodeProperties[] = [
	{
		displayName: 'Batch Size',
		name: 'batchSize',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, maxValue: 50 },
		default: 0,
		description:
			'Most payments to change in one request. 0 lets the node follow the speed of the portal.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean',
		default: false,
		description:
			'Whether to only report what would change, without changing anything. Operations that only read take no notice of it.',
	},
	{
		displayName: 'Ignore Empty Filters',
		name: 'ignoreEmptyFilters',
		type: 'boolean',
		default: false,
		description:
			'Whether to leave out a filter whose expression comes out empty, which finds more payments. Off, such an item fails. In a tool of an AI agent it is on unless this option is added.',
	},
	{
		displayName: 'Limit Wait (Seconds)',
		name: 'limitWait',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, maxValue: 3600 },
		default: 660,
		description:
			"How long a run may wait for Bitrix24's limit of operating time, which ends within ten minutes",
	},
	{
		displayName: 'Max Wait (Seconds)',
		name: 'maxWait',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, maxValue: 3600 },
		default: 60,
		description:
			"How long a run may wait for Bitrix24's limit of requests before what is left fails",
	},
	{
		displayName: 'Only If',
		name: 'onlyIf',
		type: 'collection',
		placeholder: 'Add Condition',
		default: {},
		description:
			'Conditions checked on the payment as it was read before the change; if one does not hold, nothing is changed and the item fails. Create and operations that only read take no notice of them.',
		options: [
			{
				displayName: 'Amount Is',
				name: 'amount',
				type: 'string',
				default: '',
				placeholder: 'e.g. 1250.50',
				description:
					'The amount of the payment, also as banks write it, such as 1.250,50 or EUR 12,50',
			},
			{
				displayName: 'Amount May Differ By',
				name: 'amountMayDifferBy',
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 2 },
				default: 0,
				description:
					"How much more or less than 'Amount Is' the payment may be, e.g. for bank fees",
			},
			{
				displayName: 'Currency Is',
				name: 'currency',
				type: 'string',
				default: '',
				placeholder: 'e.g. EUR',
				description: 'The currency of the payment',
			},
			{
				displayName: 'Payment Number Is',
				name: 'accountNumber',
				type: 'string',
				default: '',
				placeholder: 'e.g. 356/1',
				description: 'The number of the payment, as invoices and payment pages show it',
			},
			{
				displayName: 'Payment System ID Is',
				name: 'paySystemId',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 0,
				description: 'The payment system that the payment uses',
			},
		],
	},
	{
		displayName: 'Settle Time (Seconds)',
		name: 'settleTime',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0, maxValue: 600 },
		default: 75,
		description:
			'How long a payment is watched after its answer was lost, before its outcome is called unknown. Below 60 seconds a lost change is never sent again.',
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Timeout (Seconds)',
		name: 'timeout',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 600 },
		default: 60,
		description: 'How long to wait for the answer to one request',
	},
	{
		displayName: 'Verify',
		name: 'verify',
		type: 'boolean',
		default: true,
		description:
			'Whether to read each payment before and after the change. Off, payments that are already done are sent again and success is what Bitrix24 says.',
	},
];

/** What may stand between a bank line and its payment; read by `matchOptions`. */
export const MATCH_OPTIONS: readonly INodeProperties[] = [
	{
		displayName: 'Amount May Differ By',
		name: 'amountMayDifferBy',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 0,
		description: 'How much more or less the payment may be, e.g. for bank fees',
	},
	{
		displayName: 'Match by Amount Alone',
		name: 'matchByAmount',
		type: 'boolean',
		default: false,
		description:
			'Whether a line whose text names no payment is matched with the unpaid payment of its amount, if there is exactly one. Needs the currency.',
	},
];
