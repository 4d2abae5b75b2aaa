import fc from 'fast-check';

/** Which requests or commands a fault strikes: the nth of its kind and some behind it. */
interface Strike {
	readonly on: 'write' | 'read';
	readonly nth: number;
	readonly times: number;
}

/** What becomes of a whole request. */
export interface RequestFault extends Strike {
	readonly kind:
		| 'lost'
		| 'unreachable'
		| 'tooMany'
		| 'page'
		| 'redirect'
		| 'error'
		| 'empty'
		| 'cutShort'
		| 'token';
	/** How many commands are carried out while n8n is still there; the rest later, or never. */
	readonly atOnce: number;
	/** In ms after the answer got lost; undefined for never. */
	readonly restAfter: number | undefined;
	/** How long n8n waits for the answer, in ms. */
	readonly hangMs: number;
	/** How long a limit lasts, in ms. */
	readonly lastsMs: number;
}

/** What becomes of one command. */
export interface CommandFault extends Strike {
	readonly kind:
		| 'refused'
		| 'complaint'
		| 'broken'
		| 'lie'
		| 'nonsense'
		| 'operatingLimit'
		| 'spoiltList';
	/** Whether the change is made all the same. */
	readonly isCarriedOut: boolean;
	/** Which error or nonsense. */
	readonly choice: number;
	readonly lastsMs: number;
}

const strike = {
	on: fc.constantFrom<Strike['on']>('write', 'write', 'read'),
	nth: fc.constantFrom(1, 1, 1, 2, 2, 3, 4, 6),
	times: fc.constantFrom(1, 1, 2, 3, 30),
};

const lasting = fc.constantFrom(500, 4000, 20_000, 90_000, 700_000);

export const requestFault: fc.Arbitrary<RequestFault> = fc.record({
	...strike,
	kind: fc.constantFrom<RequestFault['kind']>(
		'lost',
		'lost',
		'lost',
		'unreachable',
		'tooMany',
		'page',
		'redirect',
		'error',
		'empty',
		'cutShort',
		'token',
	),
	atOnce: fc.constantFrom(0, 0, 1, 2, 50, 50),
	restAfter: fc.constantFrom(undefined, undefined, 0, 1000, 5000, 25_000, 58_000, 290_000),
	hangMs: fc.constantFrom(0, 0, 900, 20_000, 59_000),
	lastsMs: lasting,
});

export const commandFault: fc.Arbitrary<CommandFault> = fc.record({
	...strike,
	kind: fc.constantFrom<CommandFault['kind']>(
		'refused',
		'complaint',
		'broken',
		'lie',
		'nonsense',
		'operatingLimit',
		'spoiltList',
	),
	isCarriedOut: fc.boolean(),
	choice: fc.nat(7),
	lastsMs: lasting,
});

/** Errors that come before anything is saved. */
export const REFUSALS: ReadonlyArray<readonly [string, string]> = [
	['SALE_ORDER_PAID_ORDER_CANCELED', 'Cancelled'],
	['ACCESS_DENIED', 'Access denied'],
	['insufficient_scope', 'The request requires higher privileges'],
	['0', 'Insufficient permissions.'],
];

/** Errors that may come before or after. */
export const COMPLAINTS: ReadonlyArray<readonly [string, string]> = [
	['0', 'Something else'],
	['ERROR_CORE', 'Fault'],
	['SALE_X', 'A module of the portal objects'],
	['100', 'Fault of a customisation'],
];

export const NONSENSE: readonly unknown[] = [
	null,
	false,
	'',
	'ok',
	[],
	{},
	{ payment: null },
	{ payments: [{ id: 1 }] },
];

export function errorOf([error, text]: readonly [string, string]): {
	error: string;
	error_description: string;
} {
	return { error, error_description: text };
}

/** Counts what comes, and tells what strikes it. */
export class Striking<Fault extends Strike> {
	private readonly counts = { write: 0, read: 0 };

	constructor(private readonly faults: readonly Fault[]) {}

	/** All that strike this one; it counts as one more of its kind. */
	next(on: Strike['on']): Fault[] {
		const number = ++this.counts[on];
		return this.faults.filter(
			(fault) => fault.on === on && fault.nth <= number && number < fault.nth + fault.times,
		);
	}
}
