import { recordId } from '../../nodes/Bitrix24Payments/parameters/ids';
import { HOST, refusal } from '../support/payments';

describe('The ID of a record', () => {
	it.each([[7], ['7'], [' 7 '], [{ mode: 'id', value: '7' }]])('comes from %j', (value) => {
		expect(recordId(value, 'Payment System')).toBe(7);
	});

	it.each([
		[0],
		[-1],
		[1.5],
		['7a'],
		[true],
		[[7]],
		[null],
		[''],
		[{}],
		[`https://${HOST}/7/`],
		['7/1'],
	])('is not %j', (value) => {
		expect(refusal(() => recordId(value, 'Payment System')).message).toMatch(
			/^'Payment System' is (empty$|not an ID: )/,
		);
	});
});
