import type { Measurement } from '../../sandbox/bench/measure';
import { markdown, resultsFile, workLine } from '../../sandbox/bench/report';
import { judge, ratio, type Results } from '../../sandbox/bench/targets';

function measurement(changes: Partial<Measurement> = {}): Measurement {
	return {
		payments: 1000,
		succeeded: 1000,
		verified: 1000,
		failed: 0,
		simulatedMs: 50_000,
		realMs: 1000,
		cpuMs: 500,
		peakBytes: 200_000_000,
		grownBytes: 20_000_000,
		longestRequestMs: 8000,
		requests: 60,
		commands: 3000,
		refused: 0,
		booked: 1000,
		mistreated: 0,
		...changes,
	};
}

function results(changes: Partial<Results> = {}): Results {
	const unverified = measurement({ requests: 20, commands: 1000, verified: 0 });
	return {
		verified: measurement(),
		verifiedWarm: measurement(),
		unverified,
		unverifiedWarm: unverified,
		httpRequest: measurement({ requests: 1000, simulatedMs: 500_000, cpuMs: 3000 }),
		sdk: unverified,
		...changes,
	};
}

const missed = (changes: Partial<Results>) =>
	judge(results(changes))
		.filter(({ isMet }) => !isMet)
		.map(({ text }) => text);

it('accepts what meets every target', () => {
	expect(missed({})).toEqual([]);
});

it.each<[string, Partial<Results>]>([
	['requests', { verified: measurement({ requests: 101 }) }],
	['times faster', { verified: measurement({ simulatedMs: 62_501 }) }],
	['SDK', { unverified: measurement({ requests: 21 }) }],
	['CPU', { verifiedWarm: measurement({ cpuMs: 1000 }) }],
	['exactly once', { sdk: measurement({ requests: 20, booked: 999 }) }],
	['exactly once', { sdk: measurement({ requests: 20, mistreated: 1 }) }],
	['503', { httpRequest: measurement({ requests: 1000, simulatedMs: 500_000, refused: 1 }) }],
])('notices a missed target: %s', (word, changes) => {
	const [only, ...others] = missed(changes);
	expect(only).toContain(word);
	expect(others).toEqual([]);
});

it('writes the same file whatever the machine needed', () => {
	const slow = results({ verified: measurement({ cpuMs: 9000, realMs: 9000, peakBytes: 1 }) });
	const write = (all: Results) => resultsFile(all, judge(all));
	expect(write(slow)).toBe(write(results()));
});

it('tells the work of the portal from waiting', () => {
	const all = results({ verified: measurement({ simulatedMs: 400_000 }) });
	expect(workLine(all)).toContain('works 380.0 s (300.0 s pays, 80.0 s reads)');
	expect(workLine(all)).toContain('waiting are 20.0 s');
});

it('writes Markdown tables and ratios', () => {
	expect(markdown(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
	expect(ratio(1, 4)).toBe('0.25');
	expect(ratio(100, 4)).toBe('25.0');
});
