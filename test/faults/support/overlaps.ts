import type { SandboxPortal } from '../../../sandbox/portal';

/**
 * Holds every test of a file to it that no two writes on an order were under way at the same time
 * (docs/money-rules.md#one-write-per-order).
 */
export function expectNoOverlaps(portals: () => readonly SandboxPortal[]): void {
	afterEach(() => {
		expect(portals().map(({ ledger }) => ledger.overlaps())).toEqual(portals().map(() => 0));
	});
}
