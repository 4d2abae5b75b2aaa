import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';

import { SEED, startPortal } from '../../../sandbox/portal';
import { MINUTE, pollRigOf, told } from '../../support/pollRig';
import { ALL, ORDERS, PAYMENTS, watching } from './support';

/** What n8n does to a trigger: clocks, restarts, a memory that is lost. */

const [FIRST, SECOND, THIRD] = SEED.bankStatement;

const on = watching();

describe('Clocks', () => {
	it.each([-37, 37])('n8n that is %i minutes off sees everything once', async (minutes) => {
		on.rig.clock.jump(minutes * 60_000);
		on.person.pays(FIRST);
		await on.use.pollAfter(MINUTE);
		on.rig.clock.jump(-2 * minutes * 60_000);
		on.person.pays(SECOND);
		await on.use.pollAfter(MINUTE);
		await on.use.poller.restart();
		expect(told(on.use.poller.events)).toEqual([
			['paid', FIRST],
			['paid', SECOND],
		]);
		on.rig.clock.jump(minutes * 60_000);
	});
});

describe('n8n', () => {
	it('that is killed between reading and storing tells it again', async () => {
		on.person.pays(FIRST);
		on.use.poller.diesBeforeStoring = true;
		await on.use.pollAfter(MINUTE);
		expect(on.use.poller.executions).toEqual([]);
		await on.use.poller.restart();
		await on.use.pollAfter(MINUTE);
		expect(told(on.use.poller.events)).toEqual([['paid', FIRST]]);
	});

	it('that was down tells at its start what happened meanwhile, and nothing twice', async () => {
		on.person.pays(FIRST);
		await on.use.pollAfter(MINUTE);
		on.use.poller.kill();
		on.rig.clock.advance(3 * MINUTE * 1000);
		on.person.pays(SECOND);
		await on.use.poller.restart();
		await on.use.poller.restart();
		await on.use.pollAfter(MINUTE);
		expect(told(on.use.poller.events)).toEqual([
			['paid', FIRST],
			['paid', SECOND],
		]);
	});

	it('that keeps cursors durably also keeps those of polls that started nothing', async () => {
		const durable = pollRigOf(on.rig, { parameters: { events: ['paid'] }, keeping: 'durably' });
		await durable.poller.activate();
		on.person.sets(FIRST, { sum: 3 });
		const before = JSON.stringify(durable.poller.database);
		await durable.pollAfter(MINUTE);
		expect(JSON.stringify(durable.poller.database)).not.toBe(before);
		on.person.pays(FIRST);
		await durable.poller.restart();
		await durable.pollAfter(MINUTE);
		expect(durable.poller.events).toMatchObject([{ event: 'paid', previous: { sum: 3 } }]);
	});

	it('does not write while nothing happens', async () => {
		await on.use.pollAfter(MINUTE);
		const { payments } = on.use.poller.database['node:Trigger'] as Record<string, unknown>;
		await on.use.pollAfter(MINUTE);
		expect((on.use.poller.database['node:Trigger'] as Record<string, unknown>).payments).toEqual(
			payments,
		);
	});

	it('that starts a poll while the one before is at work tells nothing twice', async () => {
		on.person.pays(FIRST);
		let second: Promise<void> | undefined;
		on.rig.portal.when({ method: PAYMENTS }, 'before', () => {
			second = on.use.poller.poll();
			return second;
		});
		await on.use.pollAfter(MINUTE);
		await second;
		expect(told(on.use.poller.events)).toEqual([['paid', FIRST]]);
	});

	it('cannot activate a workflow whose portal does not answer, or drops the filter', async () => {
		for (const fault of ['resetBefore', 'ignoredFilter'] as const) {
			const other = pollRigOf(on.rig, { parameters: ALL });
			on.arrange({ fault, times: 9, ...(fault === 'ignoredFilter' ? { method: ORDERS } : {}) });
			await expect(other.poller.activate()).rejects.toThrow(/Bitrix24/);
			expect(other.poller.database).toEqual({});
			on.rig.portal.faults.clear();
		}
	});
});

describe('A new baseline', () => {
	it.each<[string, () => void]>([
		['is lost', () => (on.use.poller.database = {})],
		['is cut off', () => (memory().orders = 'half an or')],
		['is of a later version', () => (memory().version = 99)],
		['is somebody else’s', () => (memory().from = 'yesterday')],
	])('is taken when the memory %s', async (_, break_) => {
		await on.use.pollAfter(MINUTE);
		on.person.pays(FIRST);
		on.use.poller.kill();
		break_();
		await on.use.poller.restart();
		expect(on.use.poller.executions).toEqual([]);
		on.person.pays(SECOND);
		await on.use.pollAfter(MINUTE);
		expect(told(on.use.poller.events)).toEqual([['paid', SECOND]]);
	});

	it('is said in n8n’s log, with why', async () => {
		const logger = Container.get(Logger);
		const [info, warn] = [jest.spyOn(logger, 'info'), jest.spyOn(logger, 'warn')];
		const said = (spy: typeof info) => spy.mock.calls.map(([text]) => text).join();
		await pollRigOf(on.rig).poller.activate();
		expect(said(info)).toMatch(
			/Trigger 'Trigger' has no memory yet, or has lost it\. It starts anew/,
		);
		on.use.poller.kill();
		memory().version = 99;
		await on.use.poller.restart();
		expect(said(warn)).toMatch(
			/cannot read what it remembers\. It starts anew: changes from now on/,
		);
		memory().portal = 'old.bitrix24.com';
		await on.use.poller.restart();
		expect(said(warn)).toMatch(/now watches 127\.0\.0\.1:\d+\. It starts anew/);
		jest.restoreAllMocks();
	});

	it('is taken when the credential leads to another portal', async () => {
		const other = await startPortal({ clock: on.rig.clock });
		try {
			other.person.pays(FIRST);
			on.rig.useWebhook(other.webhook);
			await on.use.pollAfter(MINUTE);
			expect(on.use.poller.executions).toEqual([]);
			other.person.pays(THIRD);
			await on.use.pollAfter(MINUTE);
			expect(told(on.use.poller.events)).toEqual([['paid', THIRD]]);
			expect(on.use.poller.errors).toEqual([]);
		} finally {
			await other.close();
		}
	});

	it('is not needed for another webhook or OAuth2 of the same portal', async () => {
		on.person.pays(FIRST);
		on.rig.useWebhook(on.rig.portal.webhookFor({ userId: SEED.users.sales }));
		await on.use.pollAfter(MINUTE);
		on.person.pays(SECOND);
		on.rig.useOAuth();
		await on.use.pollAfter(MINUTE);
		expect(told(on.use.poller.events)).toEqual([
			['paid', FIRST],
			['paid', SECOND],
		]);
	});

	function memory(): Record<string, unknown> {
		const data = on.use.poller.database['node:Trigger'] as Record<string, Record<string, unknown>>;
		return data.payments as Record<string, unknown>;
	}
});
