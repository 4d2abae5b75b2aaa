import { createEnvironment } from '../../nodes/Bitrix24Payments/portal/environment';

describe('Whether a portal is of the cloud, where no script runs longer than a minute', () => {
	it.each([
		['acme.bitrix24.com', true],
		['acme.bitrix24.com.br', true],
		['portal.example', false],
		['bitrix24.com.example', false],
	])('is told by its host: %s', (host, isCloud) => {
		expect(createEnvironment().isCloud(host)).toBe(isCloud);
	});

	it('may be decided otherwise where the host does not tell', () => {
		const { isCloud } = createEnvironment({ isCloud: () => true });
		expect(isCloud('portal.example')).toBe(true);
	});
});

describe('The word in the keys of a batch', () => {
	it('is another one each time, of letters and digits', () => {
		const { nonce } = createEnvironment();
		expect(nonce()).toMatch(/^[A-Za-z0-9]{10}$/);
		expect(nonce()).not.toBe(nonce());
	});
});
