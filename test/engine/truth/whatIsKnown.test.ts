import { SEED, type FaultRule } from '../../../sandbox/portal';
import {
	add,
	ask,
	BOTH_MODES,
	create,
	CREATE,
	DELETE,
	jsonOf,
	meet,
	named,
	newPayments,
	PAY,
	PAY_SYSTEM_PAY,
	STOP,
	UNPAY,
	UPDATE,
	useRig,
	WAYS,
	wordsOf,
	type Act,
} from './support';
import { detailsOf } from '../../support/details';

/** What an answer to the change has told is said, also when nothing can be seen afterwards. */
const use = useRig();

/** How all looks from some moment on come to nothing. */
const BLINDNESS: ReadonlyArray<[string, Partial<FaultRule> & Pick<FaultRule, 'fault'>]> = [
	['is paused', { fault: 'operatingLimit' }],
	['is denied', { fault: 'accessDenied' }],
	['lacks the permission', { fault: 'insufficientScope' }],
	['is answered with null', { fault: 'nullResult' }],
	['is refused', { fault: 'errorCode', code: 'ERROR_CORE', value: 'Deadlock' }],
	['breaks off', { fault: 'errorCode', code: 'INTERNAL_SERVER_ERROR', value: 'Oops' }],
];

const LIST = 'crm.item.payment.list';
const OPTIONS = { limitWait: 0, maxWait: 5, settleTime: 0 };

function blind(method: string, rule: Partial<FaultRule> & Pick<FaultRule, 'fault'>, skip = 0) {
	return use.portal.faults.add({ method, times: Infinity, skip, ...rule });
}

describe('The ID of a new payment', () => {
	it.each(BLINDNESS)('is told when the list of payments %s', async (_, rule) => {
		for (const onError of BOTH_MODES) {
			const before = newPayments(use);
			blind(LIST, rule, 1);
			const result = await create(use, [CREATE.deal], { onError, options: OPTIONS });
			const [id] = newPayments(use).filter((one) => !before.includes(one));
			expect(id).toBeDefined();
			expect(wordsOf(result)).toMatch(new RegExp(`\\b${id}\\b`));
			if (onError === STOP) expect(result.error).toBeDefined();
			else {
				expect(result.items[0]?.json).toMatchObject({
					paymentId: id,
					errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN', retryable: false }),
				});
			}
			use.portal.faults.clear();
		}
	});

	it.each([
		'resetBefore',
		'html502',
		'emptyBody',
		'foreignError',
		'redirectAfter',
		'rateLimit',
	] as const)('is told when the look after it comes to nothing: %s', async (fault) => {
		const options = { ...OPTIONS, batchSize: 1 };
		use.portal.faults.add({ fault, method: LIST, times: Infinity, skip: 1 });
		const { items } = await create(use, [CREATE.deal], { options });
		const [id] = newPayments(use);
		expect(items[0]?.json).toMatchObject({
			paymentId: id,
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(detailsOf(items[0]?.json).description).toContain(String(id));
	});

	it('is told when the list never shows it', async () => {
		use.portal.faults.add({ fault: 'lateBooking', method: CREATE.method, delayMs: 3_600_000 });
		const { items } = await create(use);
		const [id] = newPayments(use);
		expect(items[0]?.json).toMatchObject({
			paymentId: id,
			errorDetails: expect.objectContaining({ retryable: false }),
		});
		expect(items[0]?.json).not.toHaveProperty('success', true);
		expect(wordsOf({ items })).toMatch(new RegExp(`\\b${id}\\b`));
	});

	it('is told when somebody has deleted the payment again', async () => {
		use.portal.when({ method: CREATE.method }, 'after', () =>
			use.portal.person.deletes(newPayments(use)[0] ?? 0),
		);
		const { items } = await create(use);
		expect(wordsOf({ items })).toMatch(/\b1040\b/);
		expect(items[0]?.json).not.toHaveProperty('success', true);
	});

	it('is told for each of several deals', async () => {
		blind(LIST, { fault: 'accessDenied' }, 3);
		const { items, hints } = await create(use, [60, 61, 62], { options: OPTIONS });
		expect(jsonOf(items).map(({ paymentId }) => paymentId)).toEqual(newPayments(use));
		expect(newPayments(use)).toHaveLength(3);
		expect(hints[0]?.message).toBe('3 with unknown outcome');
	});

	it('is told with Verify off, and nothing more is claimed', async () => {
		const { items } = await create(use, [CREATE.deal], { options: { verify: false } });
		const [id] = newPayments(use);
		expect(items[0]?.json).toMatchObject({ success: true, verified: false, paymentId: id });
		expect(items[0]?.json).not.toHaveProperty('changed');
	});
});

const READS = /^(crm\.item\.payment\.get|sale\.payment\.(get|list))$/;

describe.each(named(PAY, UNPAY, UPDATE, DELETE, PAY_SYSTEM_PAY))(
	'That Bitrix24 confirmed a %s',
	(_, act) => {
		it.each(BLINDNESS)('is told when the look after it %s', async (_what, rule) => {
			const [id = 0] = add(use, act);
			use.portal.when({ method: act.method }, 'after', () => {
				use.portal.faults.add({ method: READS, times: Infinity, ...rule });
			});
			const { items } = await ask(use, act, [id], { options: OPTIONS });
			expect(items[0]?.json).toMatchObject({
				paymentId: id,
				errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
			});
			expect(wordsOf({ items })).toMatch(/confirmed/);
			expect(act.isDone(use.ledger.payment(id))).toBe(true);
		});
	},
);

describe('That Bitrix24 confirmed the payments of a run', () => {
	const denyFrom = (act: Act) =>
		use.portal.when({ method: act.method }, 'after', () => {
			use.portal.faults.add({ fault: 'accessDenied', method: READS, times: Infinity });
		});

	it.each(WAYS)('is told for each of them, read %s, %s', async (...way) => {
		meet(use, way);
		const ids = add(use, PAY, 3);
		denyFrom(PAY);
		const { items, hints } = await ask(use, PAY, ids, { options: OPTIONS });
		for (const json of jsonOf(items)) {
			expect(detailsOf(json).code).toBe('OUTCOME_UNKNOWN');
			expect(wordsOf({ items: [{ json }] })).toMatch(/confirmed/);
		}
		expect(hints[0]?.message).toBe('3 with unknown outcome');
	});

	it('is told when it stops the run', async () => {
		denyFrom(PAY);
		const settings = { onError: STOP, options: OPTIONS } as const;
		const { error } = await ask(use, PAY, add(use, PAY), settings);
		expect(`${error?.message} ${error?.description}`).toMatch(/confirmed/);
	});

	it('is not told where the answer confirmed nothing', async () => {
		const [id] = add(use, PAY);
		use.portal.faults.add({ fault: 'resetAfter', method: 'batch' });
		denyFrom(PAY);
		const { items } = await ask(use, PAY, [id ?? 0], { options: OPTIONS });
		expect(items[0]?.json).toMatchObject({
			errorDetails: expect.objectContaining({ code: 'OUTCOME_UNKNOWN' }),
		});
		expect(wordsOf({ items })).not.toMatch(/confirmed/);
	});

	it('is told of a payment that nobody may read but somebody may pay', async () => {
		use.rig.useWebhook(use.portal.webhookFor({ scopes: ['pay_system'] }));
		const { items } = await ask(use, PAY_SYSTEM_PAY, [SEED.restHandler[0]], {
			options: { verify: false },
		});
		expect(items[0]?.json).toMatchObject({ success: true, verified: false });
		expect(items[0]?.json).not.toHaveProperty('changed');
	});
});
