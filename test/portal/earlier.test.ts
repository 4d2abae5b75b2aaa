import { encodeCommand, fitsIntoBatch } from '../../nodes/Bitrix24Payments/portal/batchEncoding';
import type { Command } from '../../nodes/Bitrix24Payments/portal/command';
import { Earlier, filledIn } from '../../nodes/Bitrix24Payments/portal/earlier';
import { byParserOfSandbox } from './encoding';

const LAST_ID = new Earlier(['payments', '49', 'id']);
const ANSWER = { payments: Array.from({ length: 50 }, (_, index) => ({ id: 100 - index })) };

function listBelow(bound: unknown): Command {
	return {
		method: 'sale.payment.list',
		params: { filter: { '=paid': 'N', '<id': bound } },
	} as Command;
}

describe('What the command before will have answered', () => {
	it('is filled in by the server where the two share a request', () => {
		const command = listBelow(LAST_ID);
		expect(fitsIntoBatch(command)).toBe(true);
		expect(byParserOfSandbox(encodeCommand(command, 'cnoncex4')).params).toEqual({
			filter: { '=paid': 'N', '<id': '$result[cnoncex4][payments][49][id]' },
		});
	});

	it('is filled in here where it is at hand', () => {
		expect(filledIn(listBelow(LAST_ID).params, ANSWER)).toEqual(listBelow(51).params);
	});

	it.each([
		[undefined],
		[null],
		[true],
		[[]],
		[{}],
		[{ payments: [] }],
		[{ payments: ANSWER.payments.slice(0, 49) }],
		[{ payments: 'x'.repeat(60) }],
	])('is missing from %j, and so there is nothing to send', (answer) => {
		expect(filledIn(listBelow(LAST_ID).params, answer)).toBeUndefined();
	});

	it('changes nothing about parameters that do not speak of it', () => {
		const params = {
			id: 1,
			list: [1, 2],
			fields: { comments: '', datePaid: null, deep: { a: [] } },
		};
		expect(filledIn(params, undefined)).toEqual(params);
	});
});
