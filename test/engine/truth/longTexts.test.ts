import type { IDataObject } from 'n8n-workflow';

import type { FaultName, FaultRule } from '../../../sandbox/portal';
import type { RunResult } from '../../support/rig';
import {
	add,
	ALL_ACTS,
	ask,
	BOTH_MODES,
	create,
	CREATE,
	jsonOf,
	PAY,
	UPDATE,
	useRig,
	wordsOf,
	type Act,
} from './support';
import { detailsOf } from '../../support/details';

/** Texts of others are as long as a person reads and free of HTML, wherever they are shown. */
const use = useRig();

const MEGABYTES = 2_000_000;

/** More than a person reads of one message, with all that stands around a text in it. */
const READABLE = 1500;

const answer = (fault: FaultName, method: string, rule: Partial<FaultRule> = {}) =>
	use.portal.faults.add({ fault, method, code: 'ERROR_CORE', times: Infinity, ...rule });

function expectReadable(result: RunResult): void {
	for (const { error, description, warning } of jsonOf(result.items)) {
		for (const text of [error, description, warning]) {
			expect(String(text ?? '').length).toBeLessThanOrEqual(READABLE);
		}
	}
	expect((result.error?.message ?? '').length).toBeLessThanOrEqual(READABLE);
	expect((result.error?.description ?? '').length).toBeLessThanOrEqual(READABLE);
}

const size = ({ items, errors, error }: RunResult) =>
	JSON.stringify([items, errors, error?.message, error?.description]).length;

describe.each(ALL_ACTS)('A long error that answers %s', (_, act) => {
	it.each(BOTH_MODES)('is shortened for each of twenty items: %s', async (onError) => {
		const value = `Rule 17 says no. ${'x'.repeat(act === PAY ? MEGABYTES : MEGABYTES / 20)}`;
		answer('errorCode', act.method, { value });
		const result = await ask(use, act, add(use, act, 20), { onError });
		expect(wordsOf(result)).toContain('Rule 17 says no');
		expectReadable(result);
		expect(size(result)).toBeLessThan(40_000);
		expect(result.record.length).toBeLessThan(200_000);
	});

	it('is shortened in a warning as well', async () => {
		answer('refusedAfterSave', act.method, { value: `Rule 17. ${'y'.repeat(MEGABYTES / 20)}` });
		const result = await ask(use, act, add(use, act, 2));
		expect(wordsOf(result)).toContain('Rule 17');
		expectReadable(result);
	});
});

describe('A long text', () => {
	it.each<[string, FaultRule]>([
		['of a read', { fault: 'errorCode', method: PAY.read, value: 'z'.repeat(MEGABYTES) }],
		['of a whole request', { fault: 'rateLimit', value: 'z'.repeat(MEGABYTES) }],
		['of a page', { fault: 'html502', value: 'z'.repeat(MEGABYTES) }],
		[
			'of something unknown',
			{
				fault: 'foreignError',
				body: { error: 'x'.repeat(9000), error_description: 'z'.repeat(9000) },
			},
		],
		['that is no answer', { fault: 'foreignError', value: 'z'.repeat(MEGABYTES) }],
	])('%s is shortened', async (_, rule) => {
		use.portal.faults.add({ times: Infinity, ...rule });
		for (const onError of BOTH_MODES) {
			const options = { maxWait: 0, settleTime: 0 };
			const result = await ask(use, PAY, [add(use, PAY)[0] ?? 0], { onError, options });
			expectReadable(result);
			expect(size(result)).toBeLessThan(10_000);
		}
	});

	it('of a creation is shortened', async () => {
		answer('errorCode', CREATE.method, { value: 'z'.repeat(MEGABYTES) });
		const result = await create(use);
		expectReadable(result);
		expect(size(result)).toBeLessThan(10_000);
	});

	it('does not hide what stands behind it in the message', async () => {
		answer('errorCode', PAY.method, { value: 'z'.repeat(MEGABYTES) });
		const { items } = await ask(use, PAY, add(use, PAY));
		expect(detailsOf(items[0]?.json).description).toContain('the payment was unpaid');
	});
});

describe('A text of the user that was dropped', () => {
	const LONG = 'a word '.repeat(10_000);
	const act: Act = {
		...UPDATE,
		parameters: { ...UPDATE.parameters, updateFields: { comments: LONG, payVoucherNum: 'B-17' } },
	};

	it.each(BOTH_MODES)('of 70 kB does not stand in the message: %s', async (onError) => {
		answer('lyingTrue', UPDATE.method);
		const result = await ask(use, act, add(use, act, 2), { onError });
		expect(wordsOf(result)).toContain('Comments');
		expectReadable(result);
	});

	it('nor where only it was dropped', async () => {
		const ids = add(use, act, 2);
		use.portal.when({ method: UPDATE.method, nth: 'every' }, 'after', () => {
			for (const id of ids) use.ledger.change(id, { comments: LONG.slice(0, 65_535) });
		});
		const result = await ask(use, act, ids);
		expect(wordsOf(result)).toContain('Comments');
		expectReadable(result);
	});

	it('nor as an amount or a date that is none', async () => {
		for (const field of ['sum', 'datePaid', 'empPaidId', 'paid', 'isReturn', 'reasonMarked']) {
			const updateFields: IDataObject = { [field]: LONG };
			const parameters = { ...UPDATE.parameters, updateFields };
			const result = await ask(use, { ...UPDATE, parameters }, [1001]);
			expect(detailsOf(result.items[0]?.json).code).toBe('INVALID_INPUT');
			expectReadable(result);
		}
	});
});

describe('HTML in an error', () => {
	const HTML =
		'<script>alert(1)</script><style>b{}</style><p class="x">Deadlock<br>found&nbsp;in &laquo;order&raquo;<br />\n1&lt;2 &amp; &#8212; &#x41;</p><!-- c -->';

	it.each<[FaultName]>([['errorCode'], ['refusedAfterSave'], ['vetoed']])(
		'is text: %s',
		async (fault) => {
			for (const onError of BOTH_MODES) {
				use.portal.reset();
				answer(fault, PAY.method, { value: HTML });
				const words = wordsOf(await ask(use, PAY, add(use, PAY, 2), { onError }));
				expect(words).toContain('Deadlock found in «order»');
				expect(words).toContain('1<2 & — A');
				expect(words).not.toMatch(/<\/?[a-z!]|&[a-z#]|alert|\u00a0/i);
			}
		},
	);

	it('is text in a lookup', async () => {
		answer('errorCode', PAY.read, { value: HTML });
		const { items } = await use.rig.run({
			operation: 'get',
			items: [{ id: 1001 }],
			onError: 'continueRegularOutput',
		});
		expect(items[0]?.json.error).toContain('Deadlock found');
		expect(items[0]?.json.error).not.toMatch(/<br|&nbsp;/);
	});

	it('is kept where it is the data of a payment', async () => {
		const [id = 0] = add(use, UPDATE);
		const text = '<b>ü</b>&nbsp;';
		const parameters = { ...UPDATE.parameters, updateFields: { comments: text } };
		const { items } = await ask(use, { ...UPDATE, parameters }, [id], {
			options: { simplify: false },
		});
		expect(items[0]?.json.payment).toMatchObject({ comments: text });
	});
});
