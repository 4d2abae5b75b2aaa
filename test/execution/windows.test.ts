import fc from 'fast-check';

import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import { windowsOf } from '../../nodes/Bitrix24Payments/execution/windows';
import { entryFor } from './support';

function windowsFor(ids: readonly number[]): { entries: Entry[]; windows: Entry[][] } {
	const entries = ids.map((id, index) => entryFor(id, index));
	return { entries, windows: [...windowsOf(entries)] };
}

function idsOf(windows: readonly Entry[][]): number[][] {
	return windows.map((window) => window.map((entry) => entry.change.paymentId ?? 0));
}

describe('The windows of a run', () => {
	it('hold every entry exactly once, in input order', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 300 }), (ids) => {
				const { entries, windows } = windowsFor(ids);
				const flat = windows.flat();
				expect(flat).toHaveLength(entries.length);
				expect(flat.every((entry, position) => entry === entries[position])).toBe(true);
			}),
		);
	});

	it('never hold a payment twice, nor more than 50, nor nothing', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 300 }), (ids) => {
				for (const window of idsOf(windowsFor(ids).windows)) {
					expect(new Set(window).size).toBe(window.length);
					expect(window.length).toBeLessThanOrEqual(50);
					expect(window.length).toBeGreaterThan(0);
				}
			}),
		);
	});

	it('are as few as that allows', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 300 }), (ids) => {
				const windows = idsOf(windowsFor(ids).windows);
				windows.slice(1).forEach((window, position) => {
					const before = windows[position] ?? [];
					expect(before.length === 50 || before.includes(window[0] ?? 0)).toBe(true);
				});
			}),
		);
	});

	it.each([
		['nothing', [], []],
		['one payment', [1], [[1]]],
		['the same payment three times', [1, 1, 1], [[1], [1], [1]]],
		[
			'a payment that comes back',
			[1, 2, 1, 3],
			[
				[1, 2],
				[1, 3],
			],
		],
	])('for %s', (_what, ids, expected) => {
		expect(idsOf(windowsFor(ids).windows)).toEqual(expected);
	});

	it('are full at 50 payments', () => {
		const ids = Array.from({ length: 101 }, (_, index) => index + 1);
		expect(windowsFor(ids).windows.map((window) => window.length)).toEqual([50, 50, 1]);
	});
});
