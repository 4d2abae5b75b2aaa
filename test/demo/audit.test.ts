import type { IDataObject } from 'n8n-workflow';

import { audit } from '../../sandbox/demo/audit';
import { lookAtRealPortal } from '../../sandbox/demo/realPortal';
import { startPortal, type SandboxPortal } from '../../sandbox/portal';

let portal: SandboxPortal;
beforeAll(async () => {
	portal = await startPortal();
});
afterAll(async () => await portal.close());
beforeEach(() => portal.reset());

const before = new Map([[1001, 'N']]);
const report = (json: IDataObject, step = 'Mark as Paid') => ({
	step,
	paymentId: 1001,
	json: { success: true, ...json },
});

describe('The audit of the demo', () => {
	it('finds a booking that the node only claims', () => {
		expect(audit([report({ changed: true })], portal, before)).toEqual([
			'1001: the node reports 1 bookings, the ledger has 0',
			'1001: should be paid=Y, the ledger says N',
		]);
	});

	it('finds a payment that changed although the node says it did not', () => {
		portal.ledger.change(1001, { paid: 'Y' });
		expect(audit([report({ changed: false })], portal, before)).toEqual([
			'1001: should be paid=N, the ledger says Y',
		]);
	});

	it('finds an update that is not in the ledger', () => {
		expect(audit([report({ changed: true }, 'Update')], portal, before)).toEqual([
			'1001: the update is reported as stored, the ledger lacks it',
		]);
	});

	it('has nothing to say where node and ledger agree', () => {
		expect(audit([report({ changed: false })], portal, before)).toEqual([]);
	});
});

describe('The look at a real portal', () => {
	const look = async (webhook: string) => {
		const said: string[] = [];
		const succeeded = await lookAtRealPortal(webhook, (text = '') => said.push(text));
		return { succeeded, text: said.join('\n') };
	};

	it('reads the latest payments and changes nothing', async () => {
		const { succeeded, text } = await look(portal.webhook);
		expect(succeeded).toBe(true);
		expect(text).toContain('12 latest payments');
		expect(text).toContain('would change');
		expect(portal.ledger.executed('crm.item.payment.pay')).toBe(0);
		expect(text).not.toContain(portal.webhook.split('/').at(-2));
	});

	it('says why it could not, without repeating the webhook', async () => {
		const wrong = portal.webhook.replace(/[^/]+\/$/, 'wrongcode12345/');
		const { succeeded, text } = await look(wrong);
		expect(succeeded).toBe(false);
		expect(text).toEqual(expect.stringContaining('does not accept this webhook'));
	});
});
