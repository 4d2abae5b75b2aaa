import { inWords, waitsInWords } from '../../nodes/Bitrix24Payments/execution/waits';
import { rig, type CommandPortal } from '../portal/support';

/** The portal of a run that has waited so long, in ms. */
function having(rate: number, operating: number): CommandPortal {
	const { portal } = rig();
	portal.patience.spend(rate, 'rate');
	portal.patience.spend(operating, 'operating');
	return portal;
}

describe('How long a run has waited', () => {
	it.each([
		[5000, '5 s'],
		[5499, '5 s'],
		[119_999, '120 s'],
		[120_000, '2 min'],
		[599_000, '10 min'],
	])('is told in seconds, and from two minutes on in minutes: %d ms', (ms, words) => {
		expect(inWords(ms)).toBe(words);
	});

	it('is told for each kind of limit, the longer one first', () => {
		expect(waitsInWords([having(20_000, 300_000)])).toBe(
			"Waited 5 min for Bitrix24's limit of operating time. Waited 20 s for Bitrix24 to accept requests, or for another execution",
		);
	});

	it('is not worth a word below five seconds', () => {
		expect(waitsInWords([having(4999, 0)])).toBe('');
		expect(waitsInWords([having(0, 5000)])).toBe(
			"Waited 5 s for Bitrix24's limit of operating time",
		);
		expect(waitsInWords([])).toBe('');
	});

	it('is counted over all portals of the run', () => {
		expect(waitsInWords([having(3000, 0), having(3000, 0)])).toBe(
			'Waited 6 s for Bitrix24 to accept requests, or for another execution',
		);
	});
});
