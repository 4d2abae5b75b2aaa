import { pay } from '../../nodes/Bitrix24Payments/operations/payment/pay';
import { RunCancelled } from '../../nodes/Bitrix24Payments/portal/failure';
import type { WriteThenLook } from '../../nodes/Bitrix24Payments/portal/writer';
import { changeOf, payment } from '../support/payments';
import { OPTIONS, RunOfNode, webhookOf } from './runOfNode';

const ONE = webhookOf('one');
const TWO = webhookOf('two');

function payments(count: number): WriteThenLook[] {
	const change = changeOf(pay, {});
	return Array.from({ length: count }, () => ({
		write: change.write(payment()),
		look: change.look,
	}));
}

describe('A portal of a run', () => {
	it('is asked by n8n, for no longer than the user wants', async () => {
		const run = new RunOfNode([ONE]);
		const portal = await run.portals()(0);
		const look = { show: 'answer', method: 'profile', params: {} } as const;
		expect(await portal.reader.see([look])).toEqual([{ kind: 'value', value: true }]);
		expect(run.requests).toHaveLength(1);
		expect(run.requests[0]).toMatchObject({
			url: `${ONE.webhookUrl as string}profile`,
			timeout: OPTIONS.timeoutMs,
		});
	});

	it('gets as many changes at once as the user wants', async () => {
		const portal = await new RunOfNode([ONE]).portals()(0);
		expect(portal.writer.roomFor(payments(2))).toBe(2);
		expect(portal.writer.roomFor(payments(10))).toBe(OPTIONS.batchSize);
	});

	it('waits no longer than the user wants, in all portals together', async () => {
		const portalOf = new RunOfNode([ONE, TWO]).portals();
		const [one, two] = [await portalOf(0), await portalOf(1)];
		one.patience.spend(20_000, 'rate');
		two.patience.spend(100_000, 'operating');
		for (const { patience } of [one, two]) {
			expect(patience.left('rate')).toBe(40_000);
			expect(patience.left('operating')).toBe(500_000);
		}
	});

	it('is let go when the user stops the run', async () => {
		const run = new RunOfNode([ONE]);
		const portal = await run.portals()(0);
		run.abort.abort();
		await expect(portal.sleep(1000)).rejects.toBeInstanceOf(RunCancelled);
		expect(run.clock.slept).toEqual([]);
	});

	it('hands the stop of the run to a request that is under way', async () => {
		const run = new RunOfNode([ONE]);
		const portal = await run.portals()(0);
		await portal.reader.see([{ show: 'answer', method: 'profile', params: {} }]);
		expect(run.requests[0]?.abortSignal?.aborted).toBe(false);
		run.abort.abort();
		expect(run.requests[0]?.abortSignal?.aborted).toBe(true);
	});
});

describe('A long wait', () => {
	const WORDS = 'Waiting 6 s for Bitrix24 to accept requests, or for another execution';

	it('is told in the log, and in the console of an editor in which somebody watches', async () => {
		const run = new RunOfNode([ONE]);
		run.mode = 'manual';
		const { patience } = await run.portals()(0);
		await patience.wait(6000);
		expect([run.logged, run.shown]).toEqual([[WORDS], [WORDS]]);
	});

	it('is told in the log alone where nobody watches', async () => {
		const run = new RunOfNode([ONE]);
		const { patience } = await run.portals()(0);
		await patience.wait(6000);
		await patience.wait(6000, 'operating');
		expect(run.logged).toEqual([WORDS, "Waiting 6 s for Bitrix24's limit of operating time"]);
		expect(run.shown).toEqual([]);
	});
});
