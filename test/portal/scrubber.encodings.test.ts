import { maskWebhooks, Scrubber } from '../../nodes/Bitrix24Payments/portal/scrubber';

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

describe('An encoded secret that was cut off', () => {
	const LONG = `${SECRET}-${'0123456789abcdef'.repeat(3)}`;

	it.each([0, 1, 2])('is found in Base64 behind %d other bytes', (before) => {
		const encoded = Buffer.from(`${'x'.repeat(before)}${LONG}`).toString('base64');
		const clean = knowing(LONG).text(`'${encoded.slice(0, 40)}…'`);
		expect(clean).toMatch(/^'\w{0,3}\*\*\*…'$/);
	});

	it.each([...ALPHABETS])('is found with all signs of %s up to its end', (alphabet) => {
		const encoded = Buffer.from(ODD).toString(alphabet);
		expect(knowing(ODD).text(`'${encoded.slice(0, 22)}…'`)).toBe("'***…'");
	});

	it('is found in hexadecimal digits', () => {
		const hex = Buffer.from(LONG).toString('hex');
		expect(knowing(LONG).text(`'${hex.slice(0, 40)}…'`)).toBe("'***…'");
	});
});

describe('A secret whose characters are written by their numbers', () => {
	const numbered = (before: string) =>
		[...SECRET].map((sign) => before + sign.charCodeAt(0).toString(16)).join('');

	it.each(['%', '\\x', '\\u00'])('is found: %s', (before) => {
		expect(knowing(SECRET).text(`at ${numbered(before)} &c`)).toBe('at *** &c');
		expect(
			knowing(SECRET).text(
				`at ${numbered(before)
					.toUpperCase()
					.replace(/[XU]/g, (sign) => sign.toLowerCase())}`,
			),
		).toBe('at ***');
	});

	it('is found where a page was shown in another page', () => {
		const entities = [...SECRET].map((sign) => `&amp;#${sign.charCodeAt(0)};`).join('');
		expect(knowing(SECRET).text(`at ${entities} end`)).toBe('at *** end');
		expect(knowing(SECRET).text(`at ${entities.replaceAll('&amp;', '&amp;amp;')}`)).toBe('at ***');
		expect(knowing(SECRET).text(`at ${numbered('%25')}`)).toBe('at ***');
	});

	it('is found where only some are', () => {
		expect(knowing(SECRET).text(`${SECRET.slice(0, 5)}%30${SECRET.slice(6)}`)).not.toContain(
			'odeWeb',
		);
	});
});

describe("Somebody else's webhook", () => {
	it.each([
		['as an address', 'https://portal.example/rest/1/a1b2c3d4e5f6g7h8/'],
		['as JSON of PHP', 'https:\\/\\/portal.example\\/rest\\/1\\/a1b2c3d4e5f6g7h8\\/'],
		['as a part of an address', 'https%3A%2F%2Fportal.example%2Frest%2F1%2Fa1b2c3d4e5f6g7h8%2F'],
	])('loses its code in words about an error, %s', (_, text) => {
		expect(maskWebhooks(text)).toMatch(/portal\.example/);
		expect(maskWebhooks(text)).not.toContain('a1b2');
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
