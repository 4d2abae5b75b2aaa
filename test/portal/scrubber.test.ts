import fc from 'fast-check';

import { maskWebhooks, Scrubber } from '../../nodes/Bitrix24Payments/portal/scrubber';

const SECRET = 'k3y9z0codeWebHook';

function knowing(...secrets: string[]): Scrubber {
	const scrubber = new Scrubber();
	scrubber.learn(...secrets);
	return scrubber;
}

/** Secrets as Bitrix24 makes them: letters and digits. */
const secretWord = fc.stringMatching(/^[a-z0-9]{4}[0-9][a-z][a-zA-Z0-9]{4,30}$/);

/** Different ways in which an answer may carry a secret. */
function disguises(secret: string): fc.Arbitrary<string> {
	const around = fc.string({ unit: 'binary', maxLength: 8 });
	return fc.oneof(
		fc.constant(secret),
		fc.constant(secret.toUpperCase()),
		fc.constant(secret.toLowerCase()),
		fc.constant(encodeURIComponent(secret)),
		fc.tuple(around, around).map(([before, after]) => `${before}${secret}${after}`),
		fc.tuple(around, around).map(([one, two]) => `${secret}${one}${secret}${two}${secret}`),
		fc.constant(`https://acme.bitrix24.com/rest/7/${secret}/batch?auth=${secret}&x=1`),
	);
}

/** Any JSON value with the secret somewhere inside, in keys and values. */
function carrying(secret: string): fc.Arbitrary<unknown> {
	const { value } = fc.letrec<{ value: unknown }>((tie) => ({
		value: fc.oneof(
			{ maxDepth: 4 },
			disguises(secret),
			fc.jsonValue({ maxDepth: 1 }),
			fc.array(tie('value'), { maxLength: 4 }),
			fc
				.array(
					fc.tuple(
						fc.oneof(disguises(secret), fc.constant('__proto__'), fc.string()),
						tie('value'),
					),
					{ maxLength: 4 },
				)
				.map((entries) => Object.fromEntries(entries)),
		),
	}));
	return value;
}

describe('Scrubbing', () => {
	it('leaves no secret in any JSON value, in whatever place and form it comes', () => {
		const sample = fc
			.uniqueArray(secretWord, { minLength: 1, maxLength: 3 })
			.chain((secrets) =>
				fc.tuple(fc.constant(secrets), fc.tuple(...secrets.map((secret) => carrying(secret)))),
			);
		fc.assert(
			fc.property(sample, ([secrets, value]) => {
				const clean = JSON.stringify(knowing(...secrets).json(value)).toLowerCase();
				for (const secret of secrets) expect(clean).not.toContain(secret.toLowerCase());
			}),
			{ numRuns: 400 },
		);
	});

	it('leaves values without secrets as they are', () => {
		const scrubber = knowing(SECRET);
		const harmless = fc
			.jsonValue()
			.filter(
				(value) => !/\/rest\/\d+\/|k3y9z0|"(?:toString|valueOf)":/i.test(JSON.stringify(value)),
			);
		fc.assert(
			fc.property(harmless, (value) => {
				expect(scrubber.json(value)).toEqual(value);
				expect(JSON.stringify(scrubber.json(value))).toBe(JSON.stringify(value));
			}),
		);
	});

	it('does not change the value that it is given', () => {
		const value = { [SECRET]: [SECRET, { note: `a ${SECRET}` }] };
		const before = structuredClone(value);
		knowing(SECRET).json(value);
		expect(value).toEqual(before);
	});

	it('keeps a key named __proto__ as an ordinary key', () => {
		const value: unknown = JSON.parse(`{"__proto__":{"token":"${SECRET}"},"id":1}`);
		const clean = knowing(SECRET).json(value) as object;
		expect(JSON.stringify(clean)).toBe('{"__proto__":{"token":"***"},"id":1}');
		expect(Object.getPrototypeOf(clean)).toBe(Object.prototype);
	});

	it('masks a secret and leaves the text around it', () => {
		expect(knowing(SECRET).text(`Token ${SECRET} is unknown, ${SECRET}!`)).toBe(
			'Token *** is unknown, ***!',
		);
	});

	it('finds a secret in any case, as portals lower-case host names and keys', () => {
		expect(knowing(SECRET).text(SECRET.toUpperCase())).toBe('***');
	});

	it('finds secrets with characters that mean something in patterns and addresses', () => {
		const odd = 'a.b+c$d(e)f/g h';
		const scrubber = knowing(odd);
		expect(scrubber.text(`x${odd}y ${encodeURIComponent(odd)}`)).toBe('x***y ***');
		expect(scrubber.text('aXbXcXdXeXfXgXh')).toBe('aXbXcXdXeXfXgXh');
	});

	it('masks a secret as a whole when it contains another one', () => {
		expect(knowing('secret', 'secret-and-longer').text('secret-and-longer secret')).toBe('*** ***');
	});

	it("masks the code in any webhook URL, also in somebody else's", () => {
		expect(maskWebhooks('see https://other.example/rest/12/zz9plural/scope?x')).toBe(
			'see https://other.example/rest/12/***/scope?x',
		);
	});

	it('learns more secrets later and forgets none', () => {
		const scrubber = knowing('first-token');
		scrubber.learn('second-token');
		expect(scrubber.text('first-token second-token')).toBe('*** ***');
	});

	it.each([undefined, '', 'id', 'short'])('does not learn %p, which is no secret', (word) => {
		const scrubber = new Scrubber();
		scrubber.learn(word);
		expect(scrubber.text('an id is short')).toBe('an id is short');
	});

	it('lets everything pass before it has learnt anything', () => {
		expect(new Scrubber().json({ a: [1, null, true, 'text'] })).toEqual({
			a: [1, null, true, 'text'],
		});
	});
});
