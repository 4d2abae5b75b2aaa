import fc from 'fast-check';

import { parseWebhookUrl } from '../../nodes/Bitrix24Payments/portal/address';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { thrownBy } from './support';

const CODE = 'a1b2c3d4e5f6g7h8';
const BASE = `https://acme.bitrix24.com/rest/7/${CODE}/`;

describe('A pasted webhook URL', () => {
	it.each([
		['in its full form', BASE],
		['without the slash at its end', BASE.slice(0, -1)],
		['with spaces and a line break around it', `  ${BASE}\n`],
		['with the method of an example behind it', `${BASE}crm.item.payment.pay`],
		['with a method and a slash behind it', `${BASE}crm.item.payment.pay/`],
		['with a method and .json behind it', `${BASE}crm.item.payment.pay.json`],
		['with the test method that Bitrix24 shows', `${BASE}profile.json`],
		['with an upper case scheme', BASE.replace('https', 'HTTPS')],
		['with an upper case host', BASE.replace('acme', 'ACME')],
		['with the default port', BASE.replace('.com/', '.com:443/')],
		['with doubled slashes', BASE.replace('/rest/7/', '//rest//7//')],
		['with a query', `${BASE}?FIELDS[id]=1`],
		['with a fragment', `${BASE}#top`],
	])('is accepted %s', (_how, pasted) => {
		expect(parseWebhookUrl(pasted)).toEqual({
			restUrl: BASE,
			host: 'acme.bitrix24.com',
			code: CODE,
			userId: 7,
		});
	});

	it('keeps the folder of a portal that is not at the root of its site', () => {
		const pasted = `https://intranet.example/bitrix/portal/rest/7/${CODE}/scope.json`;
		expect(parseWebhookUrl(pasted).restUrl).toBe(
			`https://intranet.example/bitrix/portal/rest/7/${CODE}/`,
		);
	});

	it('may be of any user, and its code as short as six characters', () => {
		expect(parseWebhookUrl('https://acme.bitrix24.com/rest/1234/a1b2c3/')).toMatchObject({
			restUrl: 'https://acme.bitrix24.com/rest/1234/a1b2c3/',
			code: 'a1b2c3',
			userId: 1234,
		});
	});

	it('keeps a port and names it as part of the host', () => {
		expect(parseWebhookUrl(`https://intranet.example:8443/rest/7/${CODE}/`)).toEqual({
			restUrl: `https://intranet.example:8443/rest/7/${CODE}/`,
			host: 'intranet.example:8443',
			code: CODE,
			userId: 7,
		});
	});

	it.each(['localhost', '127.0.0.1', '127.255.1.9', '[::1]', 'LOCALHOST'])(
		'may use http on this machine (%s)',
		(host) => {
			expect(parseWebhookUrl(`http://${host}:8080/rest/1/${CODE}/`).restUrl).toBe(
				`http://${host.toLowerCase()}:8080/rest/1/${CODE}/`,
			);
		},
	);

	it.each([
		['an empty text', '', 'is empty'],
		['spaces only', '  \n', 'is empty'],
		['nothing', undefined, 'is empty'],
		['a number', 42, 'is empty'],
		['an object', { url: BASE }, 'is empty'],
		['a space inside', BASE.replace('/7/', '/7 /'), 'has a space or line break inside'],
		['a line break inside', BASE.replace('/7/', '/\n7/'), 'has a space or line break inside'],
		['two URLs', `${BASE} ${BASE}`, 'has a space or line break inside'],
		['something invisible before it', `\u200b${BASE}`, 'holds a character that cannot be seen'],
		[
			'something invisible within',
			BASE.replace('/7/', '/7\u2060/'),
			'holds a character that cannot be seen',
		],
		['no scheme', BASE.slice('https://'.length), "does not start with 'https://'"],
		['another scheme', BASE.replace('https', 'ftp'), "does not start with 'https://'"],
		['something before the scheme', `see:${BASE}`, "does not start with 'https://'"],
		['other text', 'the-webhook-of-accounting', "does not start with 'https://'"],
		['the code alone', CODE, "does not start with 'https://'"],
		['no host', `https:///?/rest/7/${CODE}/`, 'has a host that is no valid host name'],
		[
			'a placeholder as host',
			`https://**put_your_bitrix24_address**:x/rest/7/${CODE}/`,
			'has a host that is no valid host name',
		],
		[
			'http on another machine',
			BASE.replace('https', 'http'),
			"starts with 'http://', which would send the secret unprotected",
		],
		[
			'http on a host that only looks like this machine',
			`http://localhost.example/rest/7/${CODE}/`,
			"starts with 'http://', which would send the secret unprotected",
		],
		[
			'http on a host that ends like this machine',
			`http://not-localhost/rest/7/${CODE}/`,
			"starts with 'http://', which would send the secret unprotected",
		],
		[
			'http on a host that begins like a loopback address',
			`http://127.0.0.1.example/rest/7/${CODE}/`,
			"starts with 'http://', which would send the secret unprotected",
		],
		[
			'a user name and password',
			BASE.replace('https://', 'https://user:password@'),
			'has a user name or password before the host',
		],
		[
			'a user name',
			BASE.replace('https://', 'https://user@'),
			'has a user name or password before the host',
		],
		[
			'the address of the portal only',
			'https://acme.bitrix24.com/',
			"has no '/rest/' part after the host",
		],
		[
			'a page of the portal',
			'https://acme.bitrix24.com/devops/edit/in-hook/5/',
			"has no '/rest/' part after the host",
		],
		[
			'an end after rest',
			'https://acme.bitrix24.com/rest/',
			"ends after '/rest/': user ID and code are missing",
		],
		[
			'no user ID',
			`https://acme.bitrix24.com/rest/${CODE}/`,
			"has no user ID after '/rest/': a number is expected there, then the code",
		],
		[
			'no user ID, but a method',
			`https://acme.bitrix24.com/rest/${CODE}/profile`,
			"has no user ID after '/rest/': a number is expected there, then the code",
		],
		[
			'a placeholder as user ID',
			`https://acme.bitrix24.com/rest/{user ID}/${CODE}/`.replace(' ', '_'),
			"has no user ID after '/rest/': a number is expected there, then the code",
		],
		[
			'letters behind the user ID',
			`https://acme.bitrix24.com/rest/7a/${CODE}/`,
			"has no user ID after '/rest/': a number is expected there, then the code",
		],
		[
			'a code that was cut off',
			'https://acme.bitrix24.com/rest/7/a1b2c/',
			'has a code that was copied incompletely',
		],
		['no code', 'https://acme.bitrix24.com/rest/7/', 'ends after the user ID: the code is missing'],
		[
			'the placeholder of the documentation as code',
			'https://acme.bitrix24.com/rest/7/**put_your_webhook_here**/',
			'has a code with characters that no code has; it may still be the placeholder of an example',
		],
		[
			'a placeholder in braces as code',
			'https://acme.bitrix24.com/rest/7/{code}/',
			'has a code with characters that no code has; it may still be the placeholder of an example',
		],
		[
			'a method name in the place of the code',
			'https://acme.bitrix24.com/rest/7/crm.item.payment.pay',
			'has a code with characters that no code has; it may still be the placeholder of an example',
		],
		['a path behind the method', `${BASE}profile/more`, 'goes on after the code'],
		['something else than a method behind it', `${BASE}%20`, 'goes on after the code'],
		['more than a method behind it', `${BASE}profile!`, 'goes on after the code'],
	])('is refused with %s', (_what, pasted, complaint) => {
		const failure = thrownBy(() => parseWebhookUrl(pasted)) as Failure;
		expect(failure).toBeInstanceOf(Failure);
		expect(failure.code).toBe('INVALID_INPUT');
		expect(failure.message).toBe(`The 'Webhook URL' of the credential ${complaint}`);
		expect(failure.description).toContain('/rest/{user ID}/{code}/');
	});

	const code = fc.stringMatching(/^[a-z0-9]{5}[0-9][a-z0-9]{10}$/);
	const spoiled = (secret: string) => [
		secret,
		` ${secret}\t${secret}`,
		`http://acme.bitrix24.com/rest/7/${secret}/`,
		`https://acme.bitrix24.com/${secret}/`,
		`https://acme.bitrix24.com/rest/${secret}/`,
		`https://acme.bitrix24.com/rest/x${secret}/${secret}/`,
		`https://acme.bitrix24.com/rest/7/${secret}!/`,
		`https://acme.bitrix24.com/rest/7/${secret}/a/b`,
		`https://acme.bitrix24.com/rest/7/${secret}/${secret}/${secret}`,
		`https://${secret}:x@acme.bitrix24.com/rest/7/${secret}/`,
		`https://${secret}:${secret}/rest/7/${secret}/`,
		`https://${secret} /rest/`,
		`ftp://${secret}`,
		`https://[${secret}]/rest/7/${secret}`,
	];

	it('is never repeated in the complaint, whatever is wrong with it', () => {
		fc.assert(
			fc.property(code, (secret) => {
				for (const pasted of spoiled(secret)) {
					const { message, description } = thrownBy(() => parseWebhookUrl(pasted)) as Failure;
					expect(`${message} ${description}`).not.toContain(secret);
				}
			}),
		);
	});

	it('leads to a complaint or to an address of the same host, whatever text it is', () => {
		const text = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.webUrl(),
			fc.tuple(fc.webUrl(), code).map(([url, secret]) => `${url}/rest/1/${secret}`),
		);
		fc.assert(
			fc.property(text, (pasted) => {
				let address;
				try {
					address = parseWebhookUrl(pasted);
				} catch (error) {
					expect(error).toBeInstanceOf(Failure);
					return;
				}
				expect(new URL(address.restUrl).host).toBe(new URL(pasted.trim()).host);
				expect(address.restUrl.endsWith(`/${address.code}/`)).toBe(true);
			}),
		);
	});
});
