import { Scrubber } from '../../nodes/Bitrix24Payments/portal/scrubber';

const SECRET = 'k3y9z0codeWebHook';

/** Its Base64 has all characters that the two alphabets write differently. */
const ODD = 'ab>cd?ef>gh?ij>kl?';

function knowing(...secrets: string[]): Scrubber {
	const scrubber = new Scrubber();
	scrubber.learn(...secrets);
	return scrubber;
}

/** What a person can read again in a text whose masked parts are missing. */
function readAgain(text: string): string {
	return text
		.split(/[^\w+/-]+/)
		.flatMap((part) =>
			[0, 1, 2, 3].map((skipped) => Buffer.from(part.slice(skipped), 'base64').toString('latin1')),
		)
		.join(' ');
}

const ALPHABETS = ['base64', 'base64url'] as const;
const PLACES = [0, 1, 2, 3, 4, 5].flatMap((before) => [0, 1, 2].map((after) => [before, after]));

describe('A secret in Base64', () => {
	it.each(PLACES)('is found behind %d and before %d other bytes', (before = 0, after = 0) => {
		for (const secret of [SECRET, ODD]) {
			for (const alphabet of ALPHABETS) {
				const content = Buffer.from(`${'x'.repeat(before)}${secret}${'y'.repeat(after)}`);
				const clean = knowing(secret).text(`Basic ${content.toString(alphabet)} end`);
				expect(clean).toMatch(/^Basic [\w+/-]*\*\*\*[\w+/=-]* end$/);
				expect(readAgain(clean)).not.toContain(secret.slice(2, 6));
				expect(readAgain(clean)).not.toContain(secret.slice(-6, -2));
			}
		}
	});

	it('is found whole: no more of it stays than what its neighbours have a part in', () => {
		const encoded = Buffer.from(`x${SECRET}y`).toString('base64');
		expect(knowing(SECRET).text(encoded)).toBe('eG***eQ==');
	});
});

describe('A secret in hexadecimal digits', () => {
	it('is found in either case', () => {
		const hex = Buffer.from(SECRET).toString('hex');
		expect(knowing(SECRET).text(`<${hex}> <${hex.toUpperCase()}>`)).toBe('<***> <***>');
	});
});

describe('A text that holds no secret', () => {
	it.each(['Tom &amp; Jerry', 'a &lt; b', '&#8364; 5', 'R&D', 'undefined', ''])(
		'stays as it is, entities included: %s',
		(text) => {
			expect(knowing(SECRET).text(text)).toBe(text);
			expect(new Scrubber().text(text)).toBe(text);
		},
	);

	it('may be the rest of a word that begins with a short secret', () => {
		expect(knowing('abc123').text('abc1234 abc123')).toBe('***4 ***');
		expect(knowing('abcdef123456').text('abcdef1234567')).toBe('***7');
	});
});
