import type { IDataObject } from 'n8n-workflow';

import type { FaultRule } from '../../../sandbox/portal';
import { add, ask, askOne, BOTH_MODES, meet, UPDATE, useRig, wordsOf, type Act } from './support';
import { detailsOf } from '../../support/details';

/** An update that is refused, lost or accepted, and of which only a part is stored. */
const use = useRig();

const WANTED = { comments: 'Bank line 17', payVoucherNum: 'B-17', xmlId: 'ext-17' };

const ACT: Act = { ...UPDATE, parameters: { ...UPDATE.parameters, updateFields: WANTED } };

/** The portal stores all of it and then takes this back, before anybody looks. */
const takeBack = (id: number, fields: IDataObject) =>
	use.portal.when({ method: UPDATE.method, id }, 'after', () => use.ledger.change(id, fields));

const REFUSED: Partial<FaultRule> = { code: 'SALE_HOOK_BROKE_OFF', value: 'No such document' };

describe('An update that is refused and partly stored', () => {
	it.each(BOTH_MODES)('says what is stored and what is not: %s', async (onError) => {
		const [id = 0] = add(use, ACT);
		use.portal.faults.add({ fault: 'refusedAfterSave', method: ACT.method, ...REFUSED });
		takeBack(id, { payVoucherNum: '' });
		const result = await ask(use, ACT, [id], { onError });
		const words = wordsOf(result);
		expect(words).toContain('No such document');
		expect(words).toMatch(/Comments/);
		expect(words).toMatch(/External ID/);
		expect(words).toMatch(/Payment Document Number: sent B-17, stored nothing/);
		expect(result.items[0]?.json ?? {}).not.toHaveProperty('success', true);
	});

	it('tells one that is not stored at all', async () => {
		const [id = 0] = add(use, ACT);
		use.portal.faults.add({ fault: 'errorCode', method: ACT.method, ...REFUSED });
		const json = await askOne(use, ACT, id);
		expect(json).toMatchObject({
			error: expect.stringContaining('No such document'),
			errorDetails: expect.objectContaining({ bitrixCode: 'SALE_HOOK_BROKE_OFF' }),
		});
		expect(detailsOf(json).description).toContain('no field of the update was stored');
	});

	it('speaks of the state after the second look', async () => {
		const [id = 0] = add(use, ACT);
		use.portal.faults.add({ fault: 'errorCode', method: ACT.method, ...REFUSED });
		use.portal.when({ method: ACT.read, nth: 3 }, 'before', () =>
			use.portal.person.sets(id, { comments: 'Bank line 17' }),
		);
		const json = await askOne(use, ACT, id);
		expect(detailsOf(json).description).toMatch(/of the update Comments was stored/);
	});

	it('names the one among several that it is about', async () => {
		const ids = add(use, ACT, 3);
		const paymentId = ids[1];
		use.portal.faults.add({
			fault: 'refusedAfterSave',
			method: ACT.method,
			paymentId,
			...REFUSED,
		});
		takeBack(paymentId ?? 0, { xmlId: 'other' });
		const { items } = await ask(use, ACT, ids);
		expect(items[0]?.json).toMatchObject({ changed: true });
		expect(items[1]?.json).toMatchObject({
			paymentId,
			errorDetails: expect.objectContaining({ bitrixCode: 'SALE_HOOK_BROKE_OFF' }),
		});
		expect(detailsOf(items[1]?.json).description).toContain(
			'External ID: sent ext-17, stored other',
		);
		expect(items[2]?.json).toMatchObject({ changed: true });
	});

	it('says so in the older dialect, too', async () => {
		meet(use, ['by lists', 'old dialect'], ACT);
		const [id = 0] = add(use, ACT);
		use.portal.faults.add({ fault: 'refusedAfterSave', method: ACT.method, code: '0' });
		takeBack(id, { payVoucherNum: '' });
		const json = await askOne(use, ACT, id);
		expect(json).toMatchObject({ errorDetails: expect.objectContaining({ bitrixCode: '0' }) });
		expect(detailsOf(json).description).toMatch(
			/Payment Document Number: sent B-17, stored nothing/,
		);
	});
});

describe('An update that is partly stored', () => {
	it('and lost says what is stored', async () => {
		const [id = 0] = add(use, ACT);
		use.portal.faults.add({ fault: 'resetAfter', method: /^(batch|sale\.payment\.update)$/ });
		takeBack(id, { payVoucherNum: '' });
		const json = await askOne(use, ACT, id);
		expect(json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(detailsOf(json).description).toMatch(/Comments, External ID were stored/);
		expect(detailsOf(json).description).toMatch(/Payment Document Number/);
		expect(use.ledger.executed(ACT.method)).toBe(1);
	});

	it('and accepted says what is not', async () => {
		const [id = 0] = add(use, ACT);
		takeBack(id, { payVoucherNum: '' });
		const json = await askOne(use, ACT, id);
		expect(json).toMatchObject({
			error: expect.stringContaining('Bitrix24 accepted the update but stored only a part of it'),
			errorDetails: expect.objectContaining({ code: 'NOT_APPLIED' }),
		});
		expect(detailsOf(json).description).toContain(
			'Payment Document Number: sent B-17, stored nothing',
		);
	});
});
