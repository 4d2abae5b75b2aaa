import { SEED, type FaultRule } from '../../../sandbox/portal';
import { detailsOf } from '../../support/details';
import { create, jsonOf, sent, useRig } from '../truth/support';
import { addToDeal, payBy } from './support';

/** A search that fails says so, and does not speak as if a change had been sent. */
const use = useRig();

const DEAL = SEED.dealWithoutPayments;

const TROUBLE: ReadonlyArray<[string, FaultRule, string]> = [
	['a limit of requests', { fault: 'rateLimit' }, 'RATE_LIMITED'],
	['an operating limit', { fault: 'operatingLimit', method: /list$/ }, 'RATE_LIMITED'],
	['a batch without its answers', { fault: 'emptyBatch' }, 'BAD_RESPONSE'],
	['a lost answer', { fault: 'resetAfter' }, 'CONNECTION_FAILED'],
	['no connection', { fault: 'connectionError' }, 'CONNECTION_FAILED'],
	['a page of a proxy', { fault: 'html502' }, 'BAD_RESPONSE'],
];

const options = { maxWait: 5, limitWait: 5 };

describe('A search that fails because of', () => {
	it.each(TROUBLE)(
		'%s says that it was one, and that nothing was changed',
		async (_, rule, code) => {
			addToDeal(use, DEAL, [{}]);
			use.portal.faults.add({ ...rule, times: Infinity });
			// Both numbers are looked for by one list, which needs no batch.
			const modes =
				rule.fault === 'emptyBatch' ? (['deal'] as const) : (['deal', 'number'] as const);
			for (const mode of modes) {
				const refs = mode === 'deal' ? [DEAL, 61] : ['9076/1', '9061/1'];
				const { items } = await payBy(use, mode, refs, { options });
				for (const [index, json] of jsonOf(items).entries()) {
					const ref = `${mode === 'deal' ? 'deal' : 'payment number'} ${refs[index]}`;
					expect(json.error).toMatch(
						new RegExp(`^Nothing was changed, because ${ref} could not be looked for: `),
					);
					expect(detailsOf(json)).toMatchObject({ code, retryable: true });
					expect(`${String(json.error)} ${detailsOf(json).description}`).not.toMatch(
						/this payment/,
					);
				}
				expect(items).toHaveLength(2);
			}
			expect(sent(use, 'crm.item.payment.pay')).toBe(0);
		},
	);

	it('a lost answer says so of the order of a new payment as well', async () => {
		use.portal.faults.add({ fault: 'resetAfter', times: Infinity });
		const { items } = await create(use, [9076], {
			parameters: { entityTypeId: 14, entityId: '={{ $json.deal }}', paySystemId: 2 },
			options,
		});
		expect(items[0]?.json.error).toMatch(
			/^Nothing was changed, because order 9076 could not be looked for: /,
		);
	});
});
