import type { IDataObject } from 'n8n-workflow';

import { audit, paymentsOf } from '../../sandbox/demo/audit';
import { auditEvents } from '../../sandbox/demo/auditEvents';
import { runDemo } from '../../sandbox/demo/demo';
import { lookAtRealPortal } from '../../sandbox/demo/realPortal';
import { WIDTH } from '../../sandbox/demo/table';
import { startPortal, type SandboxPortal } from '../../sandbox/portal';

let portal: SandboxPortal;
beforeAll(async () => {
	portal = await startPortal();
});
afterAll(async () => await portal.close());
beforeEach(() => portal.reset());

const said = (json: IDataObject) => ({
	step: 'Mark as Paid',
	paymentId: 1001,
	json: { operation: 'pay', success: true, ...json },
});

/** What the audit finds after one run in which the nodes said this and the portal did that. */
function found(json: IDataObject, happen: () => void = () => undefined): string[] {
	const before = paymentsOf(portal);
	happen();
	const chapter = { said: [said(json)], before, after: paymentsOf(portal) };
	return audit([chapter], portal, new Map([[1001, 'ST19-01']]));
}

const shown = (fields: IDataObject) => ({
	payment: { id: 1001, accountNumber: '5001/1', sum: 1250, currency: 'EUR', paid: 'N', ...fields },
});

describe('The audit of the demo', () => {
	it('finds a booking that the node only claims', () => {
		expect(found({ changed: true })).toEqual([
			'1001: the node reports 1 bookings, the ledger has 0',
			'1001: should be paid=Y, the ledger says N',
		]);
	});

	it('finds a payment that changed although the node says it did not', () => {
		expect(found({ changed: false }, () => portal.person.pays(1001))).toEqual([
			'1001: the node reports 0 bookings, the ledger has 1',
			'1001: should be paid=N, the ledger says Y',
		]);
	});

	it('finds a change of a payment that nobody spoke of', () => {
		expect(found({}, () => portal.person.pays(1002))).toEqual([
			'1002: the node reports 0 bookings, the ledger has 1',
			'1002: should be paid=N, the ledger says Y',
		]);
	});

	it('finds an update that is not in the ledger', () => {
		expect(found({ operation: 'update', changed: true })).toEqual([
			expect.stringMatching(/^1001: its document number should be ST19-01, the ledger has/),
		]);
	});

	it('finds a payment that is shown as it is not', () => {
		expect(found({ changed: false, ...shown({ paid: 'Y' }) })).toEqual([
			'Mark as Paid shows 1001 as 5001/1, 1250, paid=Y',
		]);
	});

	it('finds a candidate of a match that is not as it says', () => {
		const { payment } = shown({ sum: 12 });
		const { id: paymentId, ...rest } = payment;
		expect(found({ matched: false, candidates: [{ paymentId, ...rest }] })).toEqual([
			'Mark as Paid shows 1001 as 5001/1, 12, paid=N',
		]);
	});

	it('has nothing to say where nodes and ledger agree', () => {
		expect(found({ changed: false, ...shown({}) })).toEqual([]);
	});
});

describe('The audit of what the trigger tells', () => {
	const event = (fields: IDataObject = {}) => ({
		event: 'paid',
		paymentId: 1001,
		payment: { accountNumber: '5001/1', sum: 1250, currency: 'EUR', ...fields },
	});

	/** What it finds after somebody has paid 5001/1. */
	function found(...events: IDataObject[]): string[] {
		const before = paymentsOf(portal);
		portal.person.pays(1001);
		return auditEvents({ events, before, after: paymentsOf(portal) });
	}

	it('finds what was told wrongly, twice, or not at all', () => {
		const truth = 'the ledger has paid 5001/1 1250 EUR';
		expect(found()).toEqual([`1001: the trigger tells nothing, ${truth}`]);
		portal.reset();
		expect(found(event({ sum: 12 }))).toEqual([
			`1001: the trigger tells paid 5001/1 12 EUR, ${truth}`,
		]);
		portal.reset();
		expect(found(event(), event())).toEqual([
			`1001: the trigger tells paid 5001/1 1250 EUR and paid 5001/1 1250 EUR, ${truth}`,
		]);
	});

	it('has nothing to say where trigger and ledger agree', () => {
		expect(found(event())).toEqual([]);
	});
});

describe('The demo', () => {
	it('tells a story that fits the terminal, and the ledger agrees', async () => {
		const lines: string[] = [];
		const succeeded = await runDemo((text = '') => lines.push(...text.split('\n')));
		expect(lines.filter((line) => line.length > WIDTH)).toEqual([]);
		const story = lines.join('\n');
		for (const part of [
			'7 paid, 1 not done',
			'number of the order',
			'which is 10 less',
			'Restore the order in Bitrix24',
			'unpaid  5005/1    75.00 EUR',
			'9 paid already, 3 to check, 1 failed, 1 money out',
		]) {
			expect(story).toContain(part);
		}
		expect(story).toContain("The portal's ledger agrees with everything the nodes said.");
		expect(succeeded).toBe(true);
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
