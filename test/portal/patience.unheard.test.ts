import { lost } from '../../nodes/Bitrix24Payments/portal/transportFailures';
import { Patience } from '../../nodes/Bitrix24Payments/portal/patience';
import { FakeClock } from './support';

function patient(): Patience {
	const limits = { rate: 60_000, operating: 60_000 };
	return new Patience({ clock: new FakeClock(), random: () => 0.5 }, limits);
}

function hearNothing(patience: Patience, times: number): void {
	for (let change = 0; change < times; change++) patience.hasNotHeard(lost('ECONNRESET'));
}

describe('A run that hears nothing of its changes', () => {
	it('gives up after five of them in a row, and says what came of them', () => {
		const patience = patient();
		hearNothing(patience, 4);
		expect(patience.surrender).toBeUndefined();
		hearNothing(patience, 1);
		expect(patience.surrender).toMatchObject({
			code: 'CONNECTION_FAILED',
			message: 'Not sent, because an earlier request was left without a usable answer',
			retryable: true,
		});
	});

	it('goes on where one in between was heard of', () => {
		const patience = patient();
		hearNothing(patience, 4);
		patience.hasHeard();
		hearNothing(patience, 4);
		expect(patience.surrender).toBeUndefined();
	});

	it('knows whether the last of them was heard of', () => {
		const patience = patient();
		expect(patience.isHeard).toBe(true);
		hearNothing(patience, 1);
		expect(patience.isHeard).toBe(false);
		patience.hasHeard();
		expect(patience.isHeard).toBe(true);
	});
});
