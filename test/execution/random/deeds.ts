import fc from 'fast-check';

/** What a person does to a payment while a run is at work. */
export interface Deed {
	readonly what: 'pays' | 'unpays' | 'deletes' | 'remarks' | 'reprices';
	readonly payment: number;
	/** Before or after the portal deals with the request of this number, or so many ms after the start. */
	readonly when: 'before' | 'after' | 'later';
	readonly nth: number;
	readonly ms: number;
}

export function deedOf(payments: readonly number[]): fc.Arbitrary<Deed> {
	return fc.record({
		what: fc.constantFrom('pays', 'unpays', 'deletes', 'remarks', 'reprices'),
		payment: fc.constantFrom(...payments),
		when: fc.constantFrom('before', 'after', 'later'),
		nth: fc.integer({ min: 1, max: 6 }),
		ms: fc.constantFrom(1, 800, 3000, 9000, 30_000, 61_000),
	});
}
