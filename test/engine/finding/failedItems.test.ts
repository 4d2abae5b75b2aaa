import type { IDataObject } from 'n8n-workflow';

import { SEED } from '../../../sandbox/portal';
import { detailsOf } from '../../support/details';
import { useRig } from '../truth/support';
import { locator } from './support';

const use = useRig();

async function failing(input: IDataObject): Promise<IDataObject> {
	const { errors } = await use.rig.run({
		operation: 'pay',
		items: [input],
		parameters: { paymentId: locator('number', '88888/1') },
		onError: 'continueErrorOutput',
	});
	expect(errors).toHaveLength(1);
	return errors[0]?.json ?? {};
}

describe('On the error output, a column of the input', () => {
	it('keeps its value, whatever it is called', async () => {
		const input = {
			text: 'Invoice 88888/1',
			code: 'CRDT',
			description: 'Incoming',
			retryable: 'no',
			operation: 'credit',
			success: true,
			error: 'none',
			paymentId: 'pi_17',
		};
		const json = await failing(input);
		expect(json).toMatchObject(input);
		expect(json.errorDetails).toMatchObject({
			code: 'PAYMENT_NOT_FOUND',
			message: 'There is no payment with the number 88888/1',
			operation: 'pay',
			success: false,
		});
	});

	it('of an earlier node of this kind does not pass for what this one says', async () => {
		const [id] = SEED.bankStatement;
		const { items } = await use.rig.run({ operation: 'pay', items: [{ id }] });
		const earlier = items[0]?.json ?? {};
		expect(earlier).toMatchObject({ paymentId: id, success: true, changed: true });
		const json = JSON.parse(JSON.stringify(await failing({ line: 17, ...earlier }))) as IDataObject;
		expect(Object.keys(json).sort()).toEqual([
			'error',
			'errorDetails',
			'line',
			'operation',
			'success',
		]);
		expect(json).toMatchObject({ line: 17, operation: 'pay', success: false });
	});

	it('of an earlier failure gives way to this one', async () => {
		const first = await failing({ line: 17 });
		const json = await failing(JSON.parse(JSON.stringify(first)) as IDataObject);
		expect(json).toEqual(first);
		expect(detailsOf(json).code).toBe('PAYMENT_NOT_FOUND');
	});
});

describe('A failure', () => {
	it('names its payment, also where the ID stands in the message by chance', async () => {
		const id = use.ledger.addPayment({ id: 10, sum: 100, paySystemId: 2 });
		const { items } = await use.rig.run({
			operation: 'pay',
			items: [{ id }],
			options: { onlyIf: { amount: 99 } },
			onError: 'continueRegularOutput',
		});
		expect(items[0]?.json.error).toBe(
			'Nothing was changed in payment 10: the amount is 100, not 99',
		);
	});
});
