import { SEED } from '../../sandbox/portal';
import { call, usePortal } from './support';

const use = usePortal();
const add = async (fields: object, webhook = use.portal.webhook) =>
	await call(webhook, 'crm.item.add', { entityTypeId: 2, fields });

test('a deal that was added can be found, gets payments, and is gone when it is deleted', async () => {
	const { body } = await add({ title: 'Made over REST' });
	const { id } = body.result.item;
	expect(id).toBeGreaterThan(SEED.deals);
	expect(body.result.item).toMatchObject({ title: 'Made over REST', entityTypeId: 2 });
	const filter = { '%title': 'made over' };
	const found = await call(use.portal.webhook, 'crm.item.list', { entityTypeId: 2, filter });
	expect(found.body.result.items).toHaveLength(1);
	const owner = { entityTypeId: 2, entityId: id };
	const payment = await call(use.portal.webhook, 'crm.item.payment.add', owner);
	expect(use.portal.ledger.payment(payment.body.result)).toMatchObject({ sum: 0, paid: 'N' });
	const gone = await call(use.portal.webhook, 'crm.item.delete', { entityTypeId: 2, id });
	expect([gone.status, gone.body.result]).toEqual([200, []]);
	const again = await call(use.portal.webhook, 'crm.item.delete', { entityTypeId: 2, id });
	expect(again.body.error).toBe('NOT_FOUND');
});

test('somebody who may only read adds and deletes nothing', async () => {
	const webhook = use.portal.webhookFor({ userId: SEED.users.readOnly });
	expect((await add({ title: 'x' }, webhook)).body.error).toBe('ACCESS_DENIED');
	const params = { entityTypeId: 2, id: 1 };
	expect((await call(webhook, 'crm.item.delete', params)).body.error).toBe('ACCESS_DENIED');
});

test('only deals can be added', async () => {
	const params = { entityTypeId: 31, fields: { title: 'x' } };
	const { body } = await call(use.portal.webhook, 'crm.item.add', params);
	expect(body.error).toBe('NOT_FOUND');
});
