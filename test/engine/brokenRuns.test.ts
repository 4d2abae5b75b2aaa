import { SEED } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';
import { detailsOf } from '../support/details';

const [first, second] = SEED.bankStatement;
const items = [{ id: first }, { id: second }];
const onError = 'continueRegularOutput' as const;

/** Runs that break off because of something that nobody foresaw. */
let rig: Rig;

beforeEach(async () => {
	rig = await startRig();
});

afterEach(async () => await rig.close());

/** Tells the time-out of a request from any other. */
const TIMEOUT_MS = 61_000;

/** Something is wrong with the request that comes after this many others. */
function breakAfter(requests: number): void {
	const timeout = rig.clock.timeout.bind(rig.clock);
	rig.clock.timeout = (ms) => {
		if (ms === TIMEOUT_MS && rig.portal.requests.length >= requests) {
			throw new RangeError('out of range');
		}
		return timeout(ms);
	};
}

describe('A run that breaks off', () => {
	it('before anything was written says that nothing was changed', async () => {
		breakAfter(0);
		const result = await rig.run({ operation: 'pay', items, onError, options: { timeout: 61 } });
		expect(rig.portal.requests).toHaveLength(0);
		for (const { json } of result.items) {
			expect(json).toMatchObject({
				errorDetails: expect.objectContaining({ code: 'NOT_EXECUTED', retryable: true }),
			});
			expect(detailsOf(json).description).toContain('Nothing was changed');
		}
		expect(result.items.map(({ json }) => json.paymentId)).toEqual([first, second]);
	});

	it('keeps what was done before', async () => {
		breakAfter(4);
		const options = { timeout: 61, batchSize: 1 };
		const result = await rig.run({ operation: 'pay', items, onError, options });
		expect(result.items[0]?.json).toMatchObject({ success: true, changed: true, paymentId: first });
		expect(detailsOf(result.items[1]?.json)).toMatchObject({
			code: 'OUTCOME_UNKNOWN',
			description: expect.stringMatching(/^The run was interrupted \(RangeError\)\. Look at/),
		});
	});

	it('counts those that were not started, besides the one that is named', async () => {
		breakAfter(0);
		const { error } = await rig.run({ operation: 'pay', items, options: { timeout: 61 } });
		expect(error?.message).toContain('This payment was not started');
		expect(error?.description).toContain('Done: 0 of 2 payments. Not started: 1.');
	});

	it('while a write goes out does not say so', async () => {
		breakAfter(1);
		const result = await rig.run({ operation: 'pay', items, onError, options: { timeout: 61 } });
		expect(result.items.map(({ json }) => detailsOf(json).code)).toEqual([
			'OUTCOME_UNKNOWN',
			'OUTCOME_UNKNOWN',
		]);
	});
});

describe('What a stopped run advises', () => {
	it('is not to run again just so when a write may be at work and nobody looks before', async () => {
		rig.portal.faults.add({ fault: 'html502', method: 'batch' });
		const options = { verify: false, settleTime: 0 };
		const { error } = await rig.run({ operation: 'pay', items, options });
		expect(error?.description).toContain("Switch on 'Verify' before running again");
		expect(error?.description).not.toContain('what is done is not done twice');
	});

	it('is not to run again just so when what is done would be sent again', async () => {
		const parameters = {
			paymentId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			paySystemId: { __rl: true, mode: 'id', value: SEED.paySystems.restHandler },
		};
		const { error } = await rig.run({
			operation: 'paySystemPay',
			items: [{ id: SEED.restHandler[0] }, { id: SEED.cash }],
			parameters,
			options: { verify: false },
		});
		expect(error?.description).toContain('Done: 1 of 2 payments. Not started: 0.');
		expect(error?.description).toContain("Switch on 'Verify' before running again");
	});

	it('is to run again when each payment is read before', async () => {
		rig.portal.faults.add({ fault: 'html502', method: 'batch' });
		const { error } = await rig.run({ operation: 'pay', items, options: { settleTime: 0 } });
		expect(error?.description).toContain('what is done is not done twice');
	});
});

describe('A failed item', () => {
	const id = SEED.unknown;
	it.each([
		['get', {}],
		['getPublicUrl', { includeQrCode: false }],
		['update', { updateFields: {} }],
		['paySystemPay', { paySystemId: { __rl: true, mode: 'id', value: '1,5' } }],
	])('names its payment whatever it failed at: %s', async (operation, more) => {
		const parameters = { paymentId: { __rl: true, mode: 'id', value: '={{ $json.id }}' }, ...more };
		const result = await rig.run({ operation, items: [{ id }], parameters, onError });
		expect(result.items[0]?.json).toMatchObject({ error: expect.any(String), paymentId: id });
	});
});
