import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import { describeError } from '../../nodes/Bitrix24Payments/portal/errorCatalogue';
import { Patience } from '../../nodes/Bitrix24Payments/portal/patience';
import { FakeClock, START } from './support';

function limit(code: string, resetAt?: number) {
	return describeError({ code, text: '', method: 'crm.item.payment.pay', resetAt });
}

function patient(maxWaitMs: number, random = 0.5, signal?: AbortSignal) {
	const clock = new FakeClock();
	return { clock, patience: new Patience({ clock, random: () => random }, maxWaitMs, signal) };
}

const QUERY_LIMIT = limit('QUERY_LIMIT_EXCEEDED');

describe('Waiting for a limit', () => {
	it('takes longer from time to time, up to 15 seconds', async () => {
		const { clock, patience } = patient(600_000);
		for (let pause = 0; pause < 8; pause++) expect(await patience.waitFor(QUERY_LIMIT)).toBe(true);
		expect(clock.slept).toEqual([1000, 1700, 2890, 4913, 8352, 14_199, 15_000, 15_000]);
	});

	it.each([
		[0, 750],
		[0.5, 1000],
		[0.999, 1250],
	])(
		'is spread by chance, so that executions do not come back together (%d)',
		async (random, ms) => {
			const { clock, patience } = patient(60_000, random);
			await patience.waitFor(QUERY_LIMIT);
			expect(clock.slept).toEqual([ms]);
		},
	);

	it('lasts until the limit ends where that is known, and a little longer', async () => {
		const { clock, patience } = patient(60_000);
		await patience.waitFor(limit('OPERATION_TIME_LIMIT', START + 30_000));
		expect(clock.slept).toEqual([31_000]);
	});

	it('is short when the limit has ended already', async () => {
		const { clock, patience } = patient(60_000);
		await patience.waitFor(limit('OPERATION_TIME_LIMIT', START - 30_000));
		expect(clock.slept).toEqual([1000]);
	});

	it('ends at once when it would take longer than the user wants to wait', async () => {
		const { clock, patience } = patient(60_000);
		expect(await patience.waitFor(limit('OPERATION_TIME_LIMIT', START + 60_000))).toBe(false);
		expect(clock.slept).toEqual([]);
	});

	it('never lasts longer in total than the user wants to wait', async () => {
		const { clock, patience } = patient(20_000);
		while (await patience.waitFor(QUERY_LIMIT))
			expect(clock.sleptInTotal).toBeLessThanOrEqual(20_000);
		expect(clock.sleptInTotal).toBeGreaterThan(15_000);
		expect(clock.sleptInTotal).toBeLessThanOrEqual(20_000);
	});

	it('does not count the time that the portal takes to answer', async () => {
		const { clock, patience } = patient(2000);
		expect(await patience.waitFor(QUERY_LIMIT)).toBe(true);
		clock.time += 60_000;
		expect(await patience.wait(1000)).toBe(true);
		expect(await patience.wait(1)).toBe(false);
	});

	it('does not begin when the user does not want to wait', async () => {
		const { clock, patience } = patient(0, 0);
		expect(await patience.waitFor(QUERY_LIMIT)).toBe(false);
		expect(clock.slept).toEqual([]);
	});

	it('ends when the run is stopped', async () => {
		const abort = new AbortController();
		const { clock, patience } = patient(60_000, 0.5, abort.signal);
		clock.onSleep = () => abort.abort();
		await expect(patience.waitFor(QUERY_LIMIT)).rejects.toBeInstanceOf(RunCancelled);
	});
});

describe('Giving up on a limit', () => {
	it('turns a request limit into RATE_LIMITED and names the code of Bitrix24', () => {
		const failure = patient(60_000).patience.giveUp(QUERY_LIMIT);
		expect(failure).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(failure.message).toBe(QUERY_LIMIT.message);
		expect(failure.description).toContain('did not end within 60 s');
		expect(failure.description).toContain('QUERY_LIMIT_EXCEEDED');
		expect(failure.description).toContain('Nothing was changed');
	});

	it('tells when an operating limit ends', () => {
		const failure = patient(0).patience.giveUp(limit('OPERATION_TIME_LIMIT', START + 300_000));
		expect(failure.code).toBe('RATE_LIMITED');
		expect(failure.description).toContain('The limit ends at 2026-04-10T08:05:00.000Z');
	});

	it('says how long an operating limit lasts at most where its end is unknown', () => {
		const failure = patient(0).patience.giveUp(limit('OPERATION_TIME_LIMIT'));
		expect(failure.description).toContain('within 10 minutes');
	});

	it.each([1e23, -1e23, Infinity])(
		'has words also when the portal tells an end that no calendar has (%d)',
		(resetAt) => {
			const failure = patient(0).patience.giveUp(limit('OPERATION_TIME_LIMIT', resetAt));
			expect(failure.code).toBe('RATE_LIMITED');
			expect(failure.description).toContain('OPERATION_TIME_LIMIT');
		},
	);

	it('leaves other failures as they are', () => {
		const failure = limit('CONNECTION_ERROR');
		expect(patient(0).patience.giveUp(failure)).toBe(failure);
	});

	it('has words for requests that wait for each other in this process', () => {
		const failure = patient(45_000).patience.outOfPatience();
		expect(failure).toMatchObject({ code: 'RATE_LIMITED', retryable: true });
		expect(failure.description).toContain('45 s');
		expect(failure.description).toContain('Nothing was changed');
	});
});
