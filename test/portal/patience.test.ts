import { describeError } from '../../nodes/Bitrix24Payments/portal/errorCatalogue';
import { Failure, RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { Patience, reasonOf } from '../../nodes/Bitrix24Payments/portal/patience';
import { FakeClock, START } from './support';

function limit(code: string, resetAt?: number): Failure {
	return describeError({ code, text: '', method: 'crm.item.payment.pay', resetAt });
}

function patient(rate: number, operating = rate, random = 0.5, signal?: AbortSignal) {
	const clock = new FakeClock();
	const limits = { rate, operating };
	return { clock, patience: new Patience({ clock, random: () => random }, limits, signal) };
}

const QUERY_LIMIT = limit('QUERY_LIMIT_EXCEEDED');
const OPERATING_LIMIT = limit('OPERATION_TIME_LIMIT');

describe('Waiting for a limit', () => {
	it('takes longer from time to time, up to 15 seconds', async () => {
		const { clock, patience } = patient(600_000);
		for (let pause = 0; pause < 8; pause++) expect(await patience.waitFor(QUERY_LIMIT)).toBe(true);
		expect(clock.slept).toEqual([1000, 1700, 2890, 4913, 8352, 14_199, 15_000, 15_000]);
	});

	it('takes up to 30 seconds from time to time for a limit of operating time', async () => {
		const { clock, patience } = patient(600_000);
		for (let pause = 0; pause < 9; pause++) await patience.waitFor(OPERATING_LIMIT);
		expect(clock.slept).toEqual([1000, 1700, 2890, 4913, 8352, 14_199, 24_138, 30_000, 30_000]);
	});

	it('begins with a short pause again after something went through', async () => {
		const { clock, patience } = patient(600_000);
		await patience.waitFor(QUERY_LIMIT);
		await patience.waitFor(QUERY_LIMIT);
		patience.hasProgressed('read');
		await patience.waitFor(QUERY_LIMIT);
		expect(clock.slept).toEqual([1000, 1700, 1000]);
	});

	it('for operating time does so only after a write went through', async () => {
		const { clock, patience } = patient(600_000);
		await patience.waitFor(OPERATING_LIMIT);
		patience.hasProgressed('read');
		await patience.waitFor(OPERATING_LIMIT);
		patience.hasProgressed('write');
		await patience.waitFor(OPERATING_LIMIT);
		expect(clock.slept).toEqual([1000, 1700, 1000]);
	});

	it('for one kind of limit says nothing about the other kind', async () => {
		const { clock, patience } = patient(600_000);
		await patience.waitFor(OPERATING_LIMIT);
		await patience.waitFor(OPERATING_LIMIT);
		await patience.waitFor(QUERY_LIMIT);
		expect(clock.slept).toEqual([1000, 1700, 1000]);
	});

	it.each([
		[0, 750],
		[0.5, 1000],
		[0.999, 1250],
	])(
		'is spread by chance, so that executions do not come back together (%d)',
		async (random, ms) => {
			const { clock, patience } = patient(60_000, 60_000, random);
			await patience.waitFor(QUERY_LIMIT);
			expect(clock.slept).toEqual([ms]);
		},
	);

	it('lasts until the limit ends where that is known, and a little longer', async () => {
		const { clock, patience } = patient(60_000);
		await patience.waitFor(OPERATING_LIMIT, 30_000);
		expect(clock.slept).toEqual([31_000]);
	});

	it('is short when the limit has ended already', async () => {
		const { clock, patience } = patient(60_000);
		await patience.waitFor(OPERATING_LIMIT, 0);
		expect(clock.slept).toEqual([1000]);
	});

	it('ends at once when it would take longer than the user wants to wait', async () => {
		const { clock, patience } = patient(60_000);
		expect(await patience.waitFor(OPERATING_LIMIT, 60_000)).toBe(false);
		expect(clock.slept).toEqual([]);
		expect(patience.left('operating')).toBe(60_000);
	});

	it('never lasts longer in total than the user wants to wait', async () => {
		const { clock, patience } = patient(20_000);
		while (await patience.waitFor(QUERY_LIMIT))
			expect(clock.sleptInTotal).toBeLessThanOrEqual(20_000);
		expect(clock.sleptInTotal).toBeGreaterThan(15_000);
		expect(clock.sleptInTotal).toBeLessThanOrEqual(20_000);
	});

	it('counts waits only, not the time that the work between them takes', async () => {
		const { clock, patience } = patient(2000);
		expect(await patience.waitFor(QUERY_LIMIT)).toBe(true);
		clock.time += 60_000;
		expect(await patience.wait(1000)).toBe(true);
		expect(await patience.wait(1)).toBe(false);
	});

	it('counts waits that took place elsewhere', async () => {
		const { patience } = patient(2000);
		patience.spend(1500, 'rate');
		expect(patience.left('rate')).toBe(500);
		expect(patience.spent('rate')).toBe(1500);
		patience.spend(1500, 'rate');
		expect(patience.left('rate')).toBe(0);
	});

	it('does not begin when the user does not want to wait', async () => {
		const { clock, patience } = patient(0, 0, 0);
		expect(await patience.waitFor(QUERY_LIMIT)).toBe(false);
		expect(clock.slept).toEqual([]);
	});

	it('ends when the run is stopped', async () => {
		const abort = new AbortController();
		const { clock, patience } = patient(60_000, 60_000, 0.5, abort.signal);
		clock.onSleep = () => abort.abort();
		await expect(patience.waitFor(QUERY_LIMIT)).rejects.toBeInstanceOf(RunCancelled);
	});
});

describe('Who watches a run', () => {
	function told() {
		const clock = new FakeClock();
		const waits: Array<[number, string]> = [];
		const limits = { rate: 60_000, operating: 60_000 };
		const patience = new Patience({ clock, random: () => 0.5 }, limits, undefined, (ms, reason) => {
			// Before the wait, not after it.
			expect(clock.sleptInTotal).toBe(0);
			waits.push([ms, reason]);
		});
		return { patience, waits };
	}

	it.each([
		['a turn', async (patience: Patience) => await patience.wait(5000), [5000, 'rate']],
		[
			'a limit',
			async (patience: Patience) => await patience.waitFor(OPERATING_LIMIT, 30_000),
			[31_000, 'operating'],
		],
	])('is told of a long wait for %s when it begins', async (_what, wait, expected) => {
		const { patience, waits } = told();
		await wait(patience);
		expect(waits).toEqual([expected]);
	});

	it('is not told of short waits, nor of those that do not take place', async () => {
		const { patience, waits } = told();
		await patience.wait(4999);
		expect(await patience.wait(60_001)).toBe(false);
		expect(waits).toEqual([]);
	});
});

describe('The two kinds of waiting', () => {
	it('have patiences of their own', async () => {
		const { patience } = patient(1000, 300_000);
		expect(await patience.waitFor(QUERY_LIMIT)).toBe(true);
		expect(await patience.waitFor(QUERY_LIMIT)).toBe(false);
		expect(await patience.waitFor(OPERATING_LIMIT, 200_000)).toBe(true);
		expect(await patience.waitFor(OPERATING_LIMIT, 200_000)).toBe(false);
		expect([patience.left('rate'), patience.left('operating')]).toEqual([0, 99_000]);
	});

	it.each([
		['OPERATION_TIME_LIMIT', 'operating'],
		['QUERY_LIMIT_EXCEEDED', 'rate'],
		['CONNECTION_ERROR', 'rate'],
		['CONNECTION_FAILED', 'rate'],
	])('are told by the code: %s is %s', (code, reason) => {
		expect(reasonOf(limit(code))).toBe(reason);
	});
});

describe('Giving up', () => {
	it('turns a request limit into RATE_LIMITED and names the code of Bitrix24', () => {
		const failure = patient(60_000, 5000).patience.giveUp(QUERY_LIMIT);
		expect(failure).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(failure.message).toBe(QUERY_LIMIT.message);
		expect(failure.description).toContain('did not end within 60 s');
		expect(failure.bitrixCode).toBe('QUERY_LIMIT_EXCEEDED');
		expect(failure.description).toContain('Nothing was changed');
	});

	it('tells when an operating limit ends', () => {
		const failure = patient(0).patience.giveUp(limit('OPERATION_TIME_LIMIT', START + 300_000));
		expect(failure.code).toBe('RATE_LIMITED');
		expect(failure.description).toContain('The limit ends at 2026-04-10T08:05:00.000Z');
	});

	it('says how long an operating limit lasts at most where its end is unknown', () => {
		const failure = patient(0).patience.giveUp(OPERATING_LIMIT);
		expect(failure.description).toContain('within 10 minutes');
	});

	it.each([1e23, -1e23, Infinity])(
		'has words also when the portal tells an end that no calendar has (%d)',
		(resetAt) => {
			const failure = patient(0).patience.giveUp(limit('OPERATION_TIME_LIMIT', resetAt));
			expect(failure.code).toBe('RATE_LIMITED');
			expect(failure.bitrixCode).toBe('OPERATION_TIME_LIMIT');
		},
	);

	it('leaves other failures as they are', () => {
		const failure = limit('CONNECTION_ERROR');
		expect(patient(0).patience.giveUp(failure)).toBe(failure);
	});

	it('holds for the whole run, with the words of the first time', () => {
		const { patience } = patient(0);
		expect(patience.surrender).toBeUndefined();
		const first = patience.giveUp(QUERY_LIMIT);
		expect(patience.giveUp(OPERATING_LIMIT)).toBe(first);
		expect(patience.outOfPatience()).toBe(first);
		expect(patience.surrender).toBe(first);
	});

	it('has words for requests that wait for each other in this process', () => {
		const { patience } = patient(45_000);
		const failure = patience.outOfPatience();
		expect(failure).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(failure.description).toContain('45 s');
		expect(failure.description).toContain('Nothing was changed');
		expect(patience.surrender).toBe(failure);
	});

	it('has words for a turn that does not come, which concerns no other order', () => {
		const { patience } = patient(45_000);
		const failure = patience.outOfTurn();
		expect(failure).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(failure.message).toContain('working on the same order');
		expect(failure.description).toContain('Nothing was changed');
		expect(patience.surrender).toBeUndefined();
	});
});
