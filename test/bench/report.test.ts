import {
	failureLines,
	markdown,
	portalLine,
	settingTable,
	targetLines,
	targetTable,
} from '../../sandbox/bench/report';
import { SCALE, SETTINGS } from '../../sandbox/bench/settings';
import { measurement } from './measurement';

const rowOf = (changes: object) => settingTable({ sdk: measurement(changes) }).rows[0]?.slice(1);

it('shows a run that did all of its work with what it needed', () => {
	expect(rowOf({ requests: 1000, simulatedMs: 1_367_846 })).toEqual([
		'1,000',
		'1,367.8 s',
		'0',
		'0',
		'1,000',
		'0.60 ms / 0.40 ms',
		'2.0 KB',
	]);
});

it('says of failures how many were done all the same, and not what half the work cost', () => {
	const cells = rowOf({ succeeded: 0, failed: 1000, done: 50, cost: undefined });
	expect(cells?.slice(2)).toEqual(['1,000, of them done: 50', '0', '1,000', '', '']);
	expect(rowOf({ succeeded: 422, failed: 578, done: 422 })?.[2]).toBe('578');
});

it('does not count payments that were done before as done all the same', () => {
	expect(rowOf({ succeeded: 1000, failed: 0, done: 1000 })?.[2]).toBe('0');
});

it('shows what should not be', () => {
	expect(rowOf({ refused: 3 })?.[0]).toBe('22, refused: 3');
	expect(rowOf({ overlaps: 2, paidTwice: 1 })?.[3]).toBe('2, paid twice: 1');
});

it('says why payments failed', () => {
	const failed = measurement({ failed: 1, firstFailure: 'Request timeout exceeded' });
	expect(failureLines({ sdk: failed, verified: measurement() })).toEqual([
		'Official SDK, one series: Request timeout exceeded',
	]);
});

it('describes a portal', () => {
	expect(portalLine(SETTINGS.fast)).toBe(
		'The portal takes 150 ms per request, 300 ms per crm.item.payment.pay, 91 ms per sale.payment.list, 40 ms per other call.',
	);
	expect(portalLine(SCALE)).toContain('; no operating limit.');
});

it('says what stands in the way of a target only where it is missed', () => {
	const target = { text: 'fast', measured: '1 s', obstacle: 'the portal' };
	const targets = [
		{ ...target, isMet: true },
		{ ...target, isMet: false },
		{ text: 'small', measured: '1 MB', isMet: false },
	];
	expect(targetTable(targets).rows.map((row) => row[2])).toEqual(['yes', 'no: the portal', 'no']);
	expect(targetLines(targets)).toEqual([
		'met      fast: 1 s',
		'NOT MET  fast: 1 s',
		'         In the way: the portal',
		'NOT MET  small: 1 MB',
	]);
});

it('writes Markdown tables', () => {
	const table = { headings: ['a', 'b'], rows: [['1', '2']] };
	expect(markdown(table)).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
});
