import { whatToDo } from '../../nodes/Bitrix24Payments/execution/whatToDo';

describe('What to do after a run that ended in doubt', () => {
	it('is to look at the payment, which is enough', () => {
		expect(whatToDo(undefined)).toBe(
			"Look at the payment in Bitrix24. Running again is safe while 'Verify' is on: the payment is read first",
		);
	});

	it('is to look at what may have been done twice', () => {
		expect(whatToDo({ lookAt: 'the deal', would: 'create another payment' })).toBe(
			'Look at the deal in Bitrix24 before running again, which would create another payment',
		);
	});
});
