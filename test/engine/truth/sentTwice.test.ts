import type { FaultName } from '../../../sandbox/portal';
import {
	add,
	ask,
	askOne,
	CONTINUE,
	DELETE,
	jsonOf,
	meet,
	named,
	PAY,
	sent,
	STOP,
	UNPAY,
	useRig,
	WAYS,
	wordsOf,
	type Act,
} from './support';

import { detailsOf } from '../../support/details';

/** A change that was sent a second time because it surely had no effect: that has to be known. */
const use = useRig();

const lose = ({ method }: Act, fault: FaultName = 'resetBefore', rule = {}) =>
	use.portal.faults.add({ fault, method: new RegExp(`^(batch|${method})$`), ...rule });

const TWICE = /sent twice/i;

describe.each(named(PAY, UNPAY, DELETE))('%s that was sent twice', (_, act) => {
	it.each(['resetBefore', 'html502', 'foreignError', 'hangBefore', 'error500'] as const)(
		'says so when the second answer confirms it: %s',
		async (fault) => {
			lose(act, fault);
			const [id = 0] = add(use, act);
			const json = await askOne(use, act, id);
			expect(json).toMatchObject({ success: true, verified: true });
			expect(json.warning).toMatch(TWICE);
			expect(use.ledger.executed(act.method, id)).toBe(1);
			expect(sent(use, act.method)).toBe(2);
		},
	);

	it('says so when the second answer is lost as well and it is found done', async () => {
		lose(act);
		lose(act, 'resetAfter');
		const json = await askOne(use, act, add(use, act)[0]);
		expect(json.warning).toMatch(TWICE);
		expect(json).not.toHaveProperty('changed');
	});

	it('says so when nothing came of it', async () => {
		lose(act, 'resetBefore', { times: 2 });
		const json = await askOne(use, act, add(use, act)[0]);
		expect(json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(wordsOf({ items: [{ json }] })).toMatch(TWICE);
		expect(sent(use, act.method)).toBe(2);
	});

	it('says so when the second time is refused', async () => {
		lose(act);
		const rule = { code: 'SALE_HOOK_SAYS_NO', value: 'Not on a Friday' };
		use.portal.faults.add({ fault: 'errorCode', method: act.method, ...rule });
		const json = await askOne(use, act, add(use, act)[0]);
		expect(json).not.toHaveProperty('success', true);
		expect(wordsOf({ items: [{ json }] })).toMatch(TWICE);
		expect(wordsOf({ items: [{ json }] })).toContain('Friday');
	});

	it('does not say so when a limit keeps it from going out again', async () => {
		lose(act);
		lose(act, 'rateLimit', { times: Infinity });
		const json = await askOne(use, act, add(use, act)[0], { options: { maxWait: 5 } });
		expect(detailsOf(json).code).toBe('RATE_LIMITED');
		expect(wordsOf({ items: [{ json }] })).not.toMatch(TWICE);
		expect(wordsOf({ items: [{ json }] })).toContain('Nothing was changed');
	});
});

describe('Payments of one lost request', () => {
	it.each(WAYS)('are each sent once more and say so, read %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, PAY, 3);
		lose(PAY, 'resetBefore', { skip: way[0] === 'by lists' ? 0 : 1 });
		const { items } = await ask(use, PAY, ids);
		for (const json of jsonOf(items)) expect(json.warning).toMatch(TWICE);
		expect(ids.map((id) => use.ledger.effects(id).triggers)).toEqual([1, 1, 1]);
	});

	it.each([CONTINUE, STOP])('are told from those that were sent once: %s', async (onError) => {
		const ids = add(use, PAY, 6);
		use.portal.faults.add({ fault: 'resetBefore', method: 'batch', skip: 1 });
		const { items } = await ask(use, PAY, ids, { onError, options: { batchSize: 2 } });
		const said = jsonOf(items).map(({ warning }) => TWICE.test(String(warning)));
		const wasSent = ids.map((id) => sent(use, PAY.method, `id=${id}`));
		expect(said).toEqual(wasSent.map((times) => times === 2));
		expect(wasSent.filter((times) => times === 2)).toHaveLength(2);
	});

	it('say nothing of the kind where a limit had kept them back', async () => {
		use.portal.faults.add({ fault: 'rateLimit', method: 'batch', times: 3 });
		use.portal.faults.add({ fault: 'operatingLimit', method: PAY.method });
		const { items } = await ask(use, PAY, add(use, PAY, 3));
		for (const json of jsonOf(items)) expect(json).not.toHaveProperty('warning');
	});
});
