import fc from 'fast-check';

import { Scrubber } from '../../nodes/Bitrix24Payments/portal/scrubber';

const SECRET = 'k3y9z0codeWebHook';

function knowing(...secrets: string[]): Scrubber {
	const scrubber = new Scrubber();
	scrubber.learn(...secrets);
	return scrubber;
}

describe('The beginning of a secret', () => {
	it.each([12, 13, 15, 16])(
		'does not survive when it was cut off after %d characters',
		(length) => {
			const trace = `#0 call('${SECRET.slice(0, length)}...', Array)`;
			expect(knowing(SECRET).text(trace)).toBe("#0 call('***...', Array)");
		},
	);

	it('may stay while it is too short to tell anything', () => {
		expect(knowing(SECRET).text(SECRET.slice(0, 11))).toBe(SECRET.slice(0, 11));
	});

	it('takes the rest of the word along', () => {
		expect(knowing(SECRET).text('a k3y9z0codeWeXYZ_1-b')).toBe('a ***-b');
	});

	it('is found in any case, and in keys of JSON', () => {
		const scrubber = knowing(SECRET);
		expect(scrubber.text('K3Y9Z0CODEWEB')).toBe('***');
		expect(scrubber.json({ [SECRET.slice(0, 12)]: [SECRET.slice(0, 14)] })).toEqual({
			'***': ['***'],
		});
	});

	it('is found in a key named __proto__ and below it', () => {
		const value: unknown = JSON.parse(`{"__proto__":{"${SECRET.slice(0, 15)}":1},"id":1}`);
		const clean = knowing(SECRET).json(value) as object;
		expect(JSON.stringify(clean)).toBe('{"__proto__":{"***":1},"id":1}');
		expect(Object.getPrototypeOf(clean)).toBe(Object.prototype);
	});

	it('means nothing where it could be part of a pattern', () => {
		const scrubber = knowing('a.b+c$d(e)f/g h');
		expect(scrubber.text('x a.b+c$d(e)f/ y')).toBe('x *** y');
		expect(scrubber.text('aXbXcXdXeXfX')).toBe('aXbXcXdXeXfX');
	});
});

/** Secrets as Bitrix24 makes them: letters and digits. */
const secretWord = fc.stringMatching(/^[a-z0-9]{4}[0-9][a-z][a-zA-Z0-9]{6,40}$/);

describe('Whatever comes from a portal that knows secrets', () => {
	it('holds no twelve characters with which one of them begins', () => {
		const filler = fc.string({ unit: 'binary', maxLength: 5 });
		const sample = fc.uniqueArray(secretWord, { minLength: 1, maxLength: 3 }).chain((secrets) =>
			fc.tuple(
				fc.constant(secrets),
				fc.array(
					fc.oneof(
						filler,
						fc
							.tuple(fc.constantFrom(...secrets), fc.nat({ max: 46 }))
							.map(([secret, length]) => secret.slice(0, length)),
					),
					{ maxLength: 8 },
				),
			),
		);
		fc.assert(
			fc.property(sample, ([secrets, pieces]) => {
				const clean = JSON.stringify(knowing(...secrets).json({ text: pieces.join('') }));
				for (const secret of secrets) {
					expect(clean.toLowerCase()).not.toContain(secret.slice(0, 12).toLowerCase());
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('is as fast as without secrets: 2 MB at once', () => {
		const scrubber = knowing(SECRET, 'another-secret-of-the-connection', 'x'.repeat(60));
		for (const text of [SECRET.slice(0, 11), 'x', '***', `${SECRET} `]) {
			const huge = text.repeat(2_000_000 / text.length);
			const begin = performance.now();
			scrubber.text(huge);
			expect(performance.now() - begin).toBeLessThan(2000);
		}
	});

	it('is as fast where a sign is written by numbers of numbers, a million times over', () => {
		const nested = `%${'25'.repeat(1_000_000)}`;
		const begin = performance.now();
		expect(knowing(SECRET).text(nested)).toBe(nested);
		expect(performance.now() - begin).toBeLessThan(2000);
	});
});
