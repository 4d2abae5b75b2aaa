import { shown } from '../../nodes/Bitrix24Payments/parameters/words';

describe('A value in a message', () => {
	it('shows what cannot be seen, because nothing else is wrong with it', () => {
		expect(shown('tr\u200bue\ufeff')).toBe("'tr<U+200B>ue<U+FEFF>'");
		expect(shown('soft\u00adly')).toBe("'soft<U+00AD>ly'");
	});

	it('is short whatever is in it', () => {
		expect(shown('\u200b'.repeat(1000)).length).toBeLessThan(400);
		expect(shown('x'.repeat(1000))).toBe(`'${'x'.repeat(40)}…'`);
	});
});
