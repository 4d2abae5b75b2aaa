import {
	isCloudHost,
	oauthRestUrl,
	parseAuthorizationServer,
	parsePortalUrl,
} from '../../nodes/Bitrix24Payments/portal/address';
import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { thrownBy } from './support';

describe('A pasted portal URL', () => {
	it.each([
		'https://acme.bitrix24.com',
		' https://acme.bitrix24.com/ ',
		'https://acme.bitrix24.com/crm/deal/kanban/?a=1#x',
		'HTTPS://ACME.bitrix24.com/rest/',
	])('is accepted from any page: %s', (pasted) => {
		expect(parsePortalUrl(pasted)).toEqual({
			restUrl: 'https://acme.bitrix24.com/rest/',
			host: 'acme.bitrix24.com',
		});
	});

	it.each([
		['', 'is empty'],
		[undefined, 'is empty'],
		['acme.bitrix24.com', "does not start with 'https://'"],
		['http://acme.bitrix24.com', "starts with 'http://', which would send the secret unprotected"],
		['https://', 'has a host that is no valid host name'],
		['https://user:password@acme.bitrix24.com', 'has a user name or password before the host'],
	])('is refused when it is wrong: %s', (pasted, complaint) => {
		const failure = thrownBy(() => parsePortalUrl(pasted)) as Failure;
		expect(failure.code).toBe('INVALID_INPUT');
		expect(failure.message).toBe(`The 'Portal URL' of the credential ${complaint}`);
	});
});

describe('The address that came with a token', () => {
	const portal = parsePortalUrl('https://acme.bitrix24.com');

	it.each([
		['https://acme.bitrix24.com/rest/', 'https://acme.bitrix24.com/rest/'],
		['https://acme.bitrix24.com/rest', 'https://acme.bitrix24.com/rest/'],
		['https://acme.bitrix24.com/rest//', 'https://acme.bitrix24.com/rest/'],
		['https://ACME.bitrix24.com/rest/', 'https://acme.bitrix24.com/rest/'],
		['https://acme.bitrix24.com:443/rest/', 'https://acme.bitrix24.com/rest/'],
		['https://acme.bitrix24.com/rest/?auth=token', 'https://acme.bitrix24.com/rest/'],
		['https://acme.bitrix24.com/rest#token', 'https://acme.bitrix24.com/rest/'],
		['https://user:pass@acme.bitrix24.com/rest/', 'https://acme.bitrix24.com/rest/'],
		['https://acme.bitrix24.com/portal/rest/', 'https://acme.bitrix24.com/portal/rest/'],
	])('is used when it is on the portal: %s', (endpoint, restUrl) => {
		expect(oauthRestUrl(portal, endpoint)).toBe(restUrl);
	});

	it.each([undefined, null, '', 7])('falls back to the portal when there is none (%s)', (none) => {
		expect(oauthRestUrl(portal, none)).toBe('https://acme.bitrix24.com/rest/');
	});

	it.each([
		['https://other.bitrix24.com/rest/', 'other.bitrix24.com'],
		['https://acme.bitrix24.com.example/rest/', 'acme.bitrix24.com.example'],
		['https://acme.bitrix24.com:8443/rest/', 'acme.bitrix24.com:8443'],
		['https://acme.bitrix24.com@other.example/rest/', 'other.example'],
		['http://acme.bitrix24.com/rest/', 'acme.bitrix24.com'],
		['ftp://acme.bitrix24.com/rest/', 'acme.bitrix24.com'],
		['not an address', 'an unknown host'],
		['/rest/', 'an unknown host'],
	])('is refused and named when it is not the portal over https: %s', (endpoint, host) => {
		const failure = thrownBy(() => oauthRestUrl(portal, endpoint)) as Failure;
		expect(failure.code).toBe('CONNECTION_FAILED');
		expect(failure.description).toContain(`belongs to ${host}`);
		expect(failure.description).toContain('connect the credential again');
	});
});

describe('The address that came with a token of this machine', () => {
	const portal = parsePortalUrl('http://localhost:8080');

	it('may be one of http, and no other', () => {
		expect(oauthRestUrl(portal, 'http://localhost:8080/rest/')).toBe('http://localhost:8080/rest/');
		const failure = thrownBy(() => oauthRestUrl(portal, 'ftp://localhost:8080/rest/')) as Failure;
		expect(failure.code).toBe('CONNECTION_FAILED');
	});
});

describe('An authorization server', () => {
	it.each([
		'https://oauth.bitrix.info',
		' https://oauth.bitrix.info\n',
		'  ',
		'https://oauth.bitrix24.tech/',
		'http://127.0.0.1:5000',
		'',
		undefined,
	])('is accepted over https, on this machine, or not at all: %s', (entered) => {
		expect(() => parseAuthorizationServer(entered)).not.toThrow();
	});

	it.each([
		['http://oauth.bitrix.info', "starts with 'http://', which would send the secret unprotected"],
		['oauth.bitrix.info', "does not start with 'https://'"],
		['https://user:word@oauth.bitrix.info', 'has a user name or password before the host'],
	])('is refused when the secret would travel unprotected: %s', (entered, complaint) => {
		const failure = thrownBy(() => parseAuthorizationServer(entered)) as Failure;
		expect(failure.code).toBe('INVALID_INPUT');
		expect(failure.message).toBe(`The 'Authorization Server' of the credential ${complaint}`);
	});
});

describe('A host of Bitrix24’s cloud', () => {
	it.each([
		'acme.bitrix24.com',
		'ACME.Bitrix24.COM',
		'acme.bitrix24.de',
		'acme.bitrix24.com.br',
		'acme.bitrix24.net',
		'acme.bitrix24.tech',
		'acme.bitrix24.site',
		'a.b.bitrix24.eu',
		'acme.bitrix24.com:443',
	])('is known by its name: %s', (host) => {
		expect(isCloudHost(host)).toBe(true);
	});

	it.each([
		'bitrix24.com',
		'portal.example',
		'acme.bitrix24.com.example',
		'acme.bitrix24.example',
		'acme-bitrix24.com',
		'acme.mybitrix24.com',
		'acme.bitrix24.com:8443',
		'localhost',
		'',
	])('is not taken for granted: %s', (host) => {
		expect(isCloudHost(host)).toBe(false);
	});
});
