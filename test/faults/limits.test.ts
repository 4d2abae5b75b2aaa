import type { IDataObject } from 'n8n-workflow';

import type { PortalOptions } from '../../sandbox/portal';
import { pay } from './support/changes';
import { liesOf } from './support/lies';
import { observe, type Asked, type Observation } from './support/observation';
import { expectNoOverlaps } from './support/overlaps';
import { startSteppingRig, type SteppingRig } from './support/steppingRig';
import { detailsOf } from '../support/details';

const FIRST = 7001;
const MINUTE = 60_000;

let rig: SteppingRig;
expectNoOverlaps(() => [rig.portal]);
afterEach(async () => await rig.close());

async function start(options: Omit<PortalOptions, 'clock'>): Promise<void> {
	rig = await startSteppingRig(options);
}

function addPayments(count: number): IDataObject[] {
	return Array.from({ length: count }, (_, index) => ({
		id: rig.portal.ledger.addPayment({ id: FIRST + index, ...pay.seed }),
	}));
}

/** Pays and tells how long it took on the clock, in ms. */
async function timed(asked: Omit<Asked, 'change'>): Promise<Observation & { elapsed: number }> {
	const start = rig.clock.now();
	const seen = await observe(rig, { change: pay, onError: 'continueRegularOutput', ...asked });
	return { ...seen, elapsed: rig.clock.now() - start };
}

const statuses = () => rig.portal.requests.map(({ status }) => status);
const kinds = ({ verdicts }: Observation) => verdicts.map(({ kind, code }) => code ?? kind);
const count = (values: readonly unknown[], wanted: unknown) =>
	values.filter((value) => value === wanted).length;

describe('Request limit of the portal', () => {
	it('is never met by 400 payments in one run, which need few requests', async () => {
		await start({
			limits: {},
			latency: { perRequestMs: 50, perCommandMs: { [pay.write]: 300, '*': 20 } },
		});
		const seen = await timed({ items: addPayments(400) });
		expect(liesOf(seen)).toEqual([]);
		expect(count(kinds(seen), 'changed')).toBe(400);
		expect(count(statuses(), 503)).toBe(0);
		expect(rig.portal.requests.length).toBeLessThanOrEqual(11);
		// 400 writes of 0.3 s with a list or two per batch, and no time lost by waiting.
		expect(seen.elapsed).toBeGreaterThanOrEqual(400 * 0.3 * 1000);
		expect(seen.elapsed).toBeLessThan(400 * 0.303 * 1000);
	});

	it('paces 400 payments that are sent one by one, so that no 503 is ever answered', async () => {
		await start({ limits: {} });
		const seen = await timed({ items: addPayments(400), options: { batchSize: 1 } });
		expect(liesOf(seen)).toEqual([]);
		expect(count(kinds(seen), 'changed')).toBe(400);
		expect(count(statuses(), 503)).toBe(0);
		// Every payment is paid and read back by a request of its own; 50 go out at once.
		const requests = rig.portal.requests.length;
		expect(requests).toBeGreaterThanOrEqual(800);
		const least = ((requests - 50) / 2) * 1000;
		expect(seen.elapsed).toBeGreaterThanOrEqual(least - 1000);
		expect(seen.elapsed).toBeLessThan(least * 1.05);
	}, 60_000);

	it('is kept by executions together', async () => {
		await start({ limits: {} });
		const items = addPayments(120);
		const parts = [0, 1, 2, 3].map((part) => items.slice(part * 30, part * 30 + 30));
		const runs = await Promise.all(
			parts.map(
				async (part) => await timed({ items: part, options: { batchSize: 1, maxWait: 600 } }),
			),
		);
		expect(runs.flatMap((seen) => liesOf({ ...seen, inCompany: true }))).toEqual([]);
		expect(count(runs.flatMap(kinds), 'changed')).toBe(120);
		expect(count(statuses(), 503)).toBe(0);
	});

	it('is waited out with growing pauses when others have used it up', async () => {
		await start({});
		rig.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 5 });
		const seen = await timed({ items: addPayments(1) });
		expect(liesOf(seen)).toEqual([]);
		expect(kinds(seen)).toEqual(['changed']);
		const times = rig.portal.faults.struck.map(({ atMs }) => atMs);
		const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
		expect(gaps).toHaveLength(4);
		expect(gaps.every((gap, index) => index === 0 || gap > (gaps[index - 1] ?? 0))).toBe(true);
		expect(seen.elapsed).toBeLessThan(MINUTE);
	});

	it('fails the item when it lasts longer than Max Wait, after no more than that', async () => {
		await start({});
		rig.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 1000 });
		const items = addPayments(1);
		const seen = await timed({ items, options: { maxWait: 20 } });
		expect(liesOf(seen)).toEqual([]);
		expect(seen.result.items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({
				code: 'RATE_LIMITED',
				retryable: true,
				description: expect.stringContaining('Nothing was changed'),
			}),
		});
		expect(seen.elapsed).toBeLessThanOrEqual(20_000);
	});

	it('is waited for once by a whole run, not by each of its payments', async () => {
		await start({});
		rig.portal.faults.add({ fault: 'rateLimit', method: pay.write, skip: 3, times: 1000 });
		const items = addPayments(40);
		const seen = await timed({ items, options: { batchSize: 1, maxWait: 20 } });
		expect(liesOf(seen)).toEqual([]);
		expect(kinds(seen)).toEqual([
			...Array<string>(3).fill('changed'),
			...Array<string>(37).fill('RATE_LIMITED'),
		]);
		expect(seen.elapsed).toBeLessThanOrEqual(20_000);
	});

	it('that strikes now and then uses up no more patience than the run has', async () => {
		await start({});
		const items = addPayments(40);
		for (const { id } of items.slice(1)) {
			const rule = { fault: 'rateLimit', method: pay.write, paymentId: Number(id) } as const;
			rig.portal.faults.add(rule);
		}
		const seen = await timed({ items, options: { batchSize: 1, maxWait: 20 } });
		expect(liesOf(seen)).toEqual([]);
		const given = kinds(seen).indexOf('RATE_LIMITED');
		expect(given).toBeGreaterThan(10);
		expect(kinds(seen).slice(given)).toEqual(Array<string>(40 - given).fill('RATE_LIMITED'));
		// After a refusal the run's own requests keep the pace, which is not held against it.
		expect(seen.elapsed).toBeLessThanOrEqual(20_000 + rig.portal.requests.length * 500);
	});

	it('ends a run at once that is cancelled during such a wait', async () => {
		await start({});
		rig.portal.faults.add({ fault: 'rateLimit', method: pay.write, times: 1000 });
		const items = addPayments(3);
		const stop = new AbortController();
		rig.onPause = () => {
			if (rig.portal.requests.length >= 4) stop.abort();
		};
		const result = await rig.run({
			operation: 'pay',
			items,
			onError: 'continueRegularOutput',
			options: { batchSize: 1, maxWait: 3600 },
			signal: stop.signal,
		});
		const sent = rig.portal.requests.length;
		const others = await timed({
			items: [{ id: rig.portal.ledger.addPayment({ id: 8001, sum: 1 }) }],
		});
		expect(result.items.filter(({ json }) => 'success' in json)).toEqual([]);
		expect(kinds(others)).toEqual(['changed']);
		expect(rig.portal.ledger.executed(pay.write)).toBe(1);
		expect(rig.portal.requests.slice(sent).some(({ rawBody }) => rawBody.includes('7001'))).toBe(
			false,
		);
	});
});

/** Pays until the method's time is used up: a write of 2 s counts 2 s of 20. */
async function startWithLittleTime(): Promise<void> {
	await start({
		limits: { burst: 50, perSecond: 2, operatingSeconds: 20 },
		latency: { perCommandMs: { [pay.write]: 2000, '*': 10 } },
	});
}

describe('Operating limit of a method', () => {
	it('is waited out, however short Max Wait is, and the run goes on', async () => {
		await startWithLittleTime();
		const seen = await timed({ items: addPayments(16), options: { maxWait: 0 } });
		expect(liesOf(seen)).toEqual([]);
		expect(count(kinds(seen), 'changed')).toBe(16);
		// It ends when the oldest minute drops out of the ten that are counted.
		expect(seen.elapsed).toBeGreaterThan(8 * MINUTE);
		expect(seen.elapsed).toBeLessThan(12 * MINUTE);
	});

	it('fails the items with the time of its end when that is later than Limit Wait', async () => {
		await startWithLittleTime();
		const seen = await timed({ items: addPayments(16), options: { limitWait: 60 } });
		expect(liesOf(seen)).toEqual([]);
		const done = kinds(seen).indexOf('RATE_LIMITED');
		expect(done).toBeGreaterThanOrEqual(10);
		expect(kinds(seen)).toEqual(
			Array.from({ length: 16 }, (_, index) => (index < done ? 'changed' : 'RATE_LIMITED')),
		);
		const { description, retryable } = detailsOf(seen.result.items[done]?.json);
		expect(retryable).toBe(true);
		const end = /The limit ends at (\S+Z)/.exec(String(description))?.[1] ?? '';
		expect(Date.parse(end)).toBeGreaterThan(rig.clock.now());
		expect(Date.parse(end)).toBeLessThanOrEqual(rig.clock.now() + 10 * MINUTE);
		expect(seen.elapsed).toBeLessThan(2 * MINUTE);
	});

	it('lets the same run finish later', async () => {
		await startWithLittleTime();
		const items = addPayments(16);
		await timed({ items, options: { limitWait: 0 } });
		rig.clock.advance(11 * MINUTE);
		const again = await timed({ items });
		expect(liesOf(again)).toEqual([]);
		expect(kinds(again).every((kind) => kind === 'changed' || kind === 'unchanged')).toBe(true);
	});

	it('stops a run without Continue On Fail at the first payment that has to wait too long', async () => {
		await startWithLittleTime();
		const options = { limitWait: 60 };
		const seen = await timed({ items: addPayments(16), onError: 'stopWorkflow', options });
		expect(liesOf(seen)).toEqual([]);
		expect(seen.stop?.code).toBe('RATE_LIMITED');
		expect(seen.stop?.description).toMatch(/The limit ends at .* Done: \d+ of 16 payments/);
	});
});
