import type { ContenderName } from '../../sandbox/bench/contenders';
import { SETTINGS, type SettingName } from '../../sandbox/bench/settings';
import { judge, judgeScale, type Results } from '../../sandbox/bench/targets';
import { measurement } from './measurement';

/** Figures that meet every target, with changes to some of them. */
function results(
	changes: Partial<Record<SettingName, Partial<Record<ContenderName, object>>>> = {},
	alone: { single?: object; scale?: object } = {},
): Results {
	const settings = Object.entries(SETTINGS).map(([name, { rows, payments }]) => {
		const row = (contender: ContenderName) => [
			contender,
			measurement({ payments, ...changes[name as SettingName]?.[contender] }),
		];
		return [name, Object.fromEntries(rows.map(row))];
	});
	const repeated = { verified: measurement({ requests: 2, simulatedMs: 2000 }) };
	const all = Object.fromEntries(settings) as Results['settings'];
	return {
		settings: changes.repeated ? all : { ...all, repeated },
		single: measurement({ payments: 1, requests: 2, verified: 1, ...alone.single }),
		scale: measurement({
			payments: 10_000,
			requests: 200,
			verified: 10_000,
			cost: { laterCpuMs: [4000, 3000], grownBytes: 20_000_000 },
			...alone.scale,
		}),
	};
}

const missed = (all: Results) =>
	judge(all)
		.filter(({ isMet }) => !isMet)
		.map(({ text }) => text);

it('accepts what meets every target', () => {
	expect(missed(results())).toEqual([]);
});

it.each<[string, Results]>([
	["the SDK's batches", results({ fast: { verified: { simulatedMs: 319_000 } } })],
	['at most 25 requests', results({ fast: { verified: { requests: 26 } } })],
	['once more', results({ repeated: { verified: { requests: 4, simulatedMs: 2000 } } })],
	['once more', results({ repeated: { verified: { requests: 2, simulatedMs: 10_001 } } })],
	['none fails', results({ slow: { unverified: { failed: 1 } } })],
	['scope crm only', results({ fast: { crmOnly: { simulatedMs: 389_001 } } })],
	['single payment', results({}, { single: { requests: 3 } })],
	['the requests per item', results({}, { scale: { requests: 243 } })],
	['No two saves', results({ updates: { crmOnly: { overlaps: 1 } } })],
])('notices a missed target: %s', (words, all) => {
	const [only, ...others] = missed(all);
	expect(only).toContain(words);
	expect(others).toEqual([]);
});

it('does not ask others for what this node promises', () => {
	const others = { failed: 579, overlaps: 4 };
	expect(missed(results({ slow: { sdk: others, httpRequest: others } }))).toEqual([]);
});

it('counts a payment that was not verified as a missed target', () => {
	const [sdk, crmOnly] = missed(
		results({ fast: { verified: { verified: 999 }, crmOnly: { verified: 999 } } }),
	);
	expect(sdk).toContain('SDK');
	expect(crmOnly).toContain('crm only');
});

describe('what a run needs of the machine', () => {
	const scale = (cost?: object) =>
		judgeScale(measurement(), measurement({ payments: 10_000, requests: 200, cost } as object))
			.filter(({ isMet }) => !isMet)
			.map(({ text }) => text);

	it('is the lowest of what was measured, as other programs can only add to it', () => {
		const [memory, ...others] = scale({ laterCpuMs: [9000, 5000], grownBytes: 22_000_001 });
		expect(memory).toContain('the memory per item');
		expect(others).toEqual([]);
	});

	it('must not grow with the number of payments', () => {
		const [cpu] = scale({ laterCpuMs: [9000, 5001], grownBytes: 22_000_000 });
		expect(cpu).toContain('10,000 payments, verified, a later run');
	});

	it('has to be known', () => {
		expect(scale()).toHaveLength(2);
	});
});
