import { CREDENTIAL_TYPE, Engine } from '../../sandbox/engine/engine';
import { startPortal, type SandboxPortal } from '../../sandbox/portal';
import { workflowOf } from '../support/rig';

/** More than the first batch holds. */
const MANY = 12;

const WEBHOOK = { id: 'credential', name: 'Bitrix24' };

let portal: SandboxPortal;
beforeAll(async () => {
	portal = await startPortal({ latency: { perCommandMs: { 'crm.item.payment.pay': 3 } } });
});
afterAll(async () => await portal.close());

describe('On the clock of the machine', () => {
	it('pays in several requests, one turn after another', async () => {
		const engine = new Engine();
		engine.credentials.save(WEBHOOK.id, { grantType: 'webhook', webhookUrl: portal.webhook });
		const ids = Array.from({ length: MANY }, (_, index) =>
			portal.ledger.addPayment({ id: 30_001 + index, sum: 10, paySystemId: 2 }),
		);
		const items = ids.map((id) => ({ id }));
		const node = { credentials: { [CREDENTIAL_TYPE]: WEBHOOK } };
		const done = await engine.run(workflowOf({ operation: 'pay', items, node }));
		const { outputs, error } = done.node('Node') ?? {};
		expect(error).toBeUndefined();
		expect(outputs?.[0]?.map(({ json }) => json)).toEqual(
			ids.map((id) => expect.objectContaining({ paymentId: id, changed: true, verified: true })),
		);
		expect(outputs?.[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
			ids.map((_, item) => ({ item })),
		);
		expect(ids.map((id) => portal.ledger.effects(id).receipts)).toEqual(ids.map(() => 1));
	});
});
