import { read } from './replying';
import { failureOf, FakeConnection } from './support';

const METHOD = 'crm.item.payment.pay';

/** Where the request goes that is redirected: a webhook's address. */
class Webhook extends FakeConnection {
	override url(method: string): string {
		return `https://old.example/rest/7/secret-code/${method}`;
	}
}

function redirectTo(location: string | undefined, status = 302, text = '') {
	return read({ kind: 'answered', status, text, location }, METHOD, new Webhook());
}

describe('A redirect of the same request to another host', () => {
	it.each([300, 301, 302, 303, 307, 308])(
		'is one of a renamed portal: not executed, and the new host is named (%i)',
		(status) => {
			const reply = redirectTo(`https://new.bitrix24.com/rest/7/secret-code/${METHOD}`, status);
			expect(reply.kind).toBe('notExecuted');
			const failure = failureOf(reply);
			expect(failure).toMatchObject({
				code: 'CONNECTION_FAILED',
				message: 'The portal now has the address new.bitrix24.com',
				retryable: false,
				httpStatus: status,
			});
			expect(failure.description).toContain('Nothing was changed');
			expect(failure.description).not.toContain('secret-code');
		},
	);

	it.each([
		['a slash behind it', `https://new.example/rest/7/secret-code/${METHOD}/`],
		['double slashes', `https://new.example//rest//7/secret-code/${METHOD}`],
		['other case', `https://new.example/rest/7/SECRET-CODE/${METHOD.toUpperCase()}`],
		['another port', `https://old.example:8443/rest/7/secret-code/${METHOD}`],
		['no scheme', `//new.example/rest/7/secret-code/${METHOD}`],
	])('may have %s', (_what, location) => {
		expect(redirectTo(location).kind).toBe('notExecuted');
	});
});

describe('Any other redirect', () => {
	it.each([
		['the same host and another path', 'https://old.example/login/'],
		['the same host and the same path', `https://old.example/rest/7/secret-code/${METHOD}`],
		['the same host, as a path alone', `/rest/7/secret-code/${METHOD}`],
		['the same host without https', `http://old.example/rest/7/secret-code/${METHOD}`],
		['another host and another path', 'https://shop.example/thank-you'],
		['another host’s front page', 'https://new.example/'],
		['another method', 'https://new.example/rest/7/secret-code/crm.item.payment.unpay'],
		['a longer path', `https://new.example/rest/7/secret-code/${METHOD}/done`],
		['the same path without a slash in it', `https://new.example/rest/7secret-code/${METHOD}`],
		['a shorter path', 'https://new.example/rest/7/secret-code/'],
		['a query', `https://new.example/rest/7/secret-code/${METHOD}?ok=1`],
		[
			'the request in a parameter',
			`https://shop.example/?back=https://old.example/rest/7/secret-code/${METHOD}`,
		],
		['the request in a fragment', `https://shop.example/#/rest/7/secret-code/${METHOD}`],
		['an address that is none', 'https://'],
		['an empty address', ''],
		['no address', undefined],
	])('proves nothing: %s', (_what, location) => {
		const reply = redirectTo(location);
		expect(reply.kind).toBe('uncertain');
		const failure = failureOf(reply);
		expect(failure).toMatchObject({
			code: 'BAD_RESPONSE',
			message: 'Bitrix24 answered with a redirect instead of a result',
			retryable: true,
			httpStatus: 302,
		});
		expect(failure.description).not.toContain('Nothing was changed');
		expect(`${failure.message} ${failure.description}`).not.toContain('secret-code');
	});

	it('says where it leads, if it leads anywhere', () => {
		expect(failureOf(redirectTo('https://shop.example/x')).description).toContain(
			'leads to shop.example',
		);
		expect(failureOf(redirectTo(undefined)).description).toContain('leads to nowhere');
	});

	it('proves nothing whatever its body says', () => {
		expect(redirectTo('https://shop.example/', 302, '{"result":true}').kind).toBe('uncertain');
		expect(redirectTo('/', 302, '{"error":"ACCESS_DENIED"}').kind).toBe('uncertain');
	});

	it('does not carry a secret in the name of its host', () => {
		const connection = new Webhook();
		connection.scrubber.learn('k3y9z0codewebhook');
		for (const path of ['', `rest/7/secret-code/${METHOD}`]) {
			const location = `https://k3y9z0codewebhook.collector.example/${path}`;
			const reply = read({ kind: 'answered', status: 302, text: '', location }, METHOD, connection);
			const { message, description } = failureOf(reply);
			expect(`${message} ${description}`).not.toContain('k3y9z0');
		}
	});
});
