import { leaksIn } from './leaks';

const SECRET = 'b7d2f0aa91c34e5d8f6a';

describe('A leak', () => {
	it.each([
		['in clear', `{"auth":"${SECRET}"}`],
		['as a Basic header', `Basic ${Buffer.from(`local.5f0c:${SECRET}`).toString('base64')}`],
		['with something behind it', Buffer.from(`a:${SECRET}:refresh`).toString('base64url')],
		['alone in Base64', Buffer.from(SECRET).toString('base64')],
	])('is found %s', (_where, content) => {
		expect(leaksIn(content, ['other-secret-of-this-length', SECRET])).toEqual(['b7d2f0…']);
		expect(leaksIn(Buffer.from(content), [SECRET])).toHaveLength(1);
	});

	it.each([0, 1, 2, 3, 4, 5])('is found in Base64 behind %d characters', (before) => {
		const content = Buffer.from(`${'x'.repeat(before)}${SECRET}yz`).toString('base64');
		expect(leaksIn(content, [SECRET])).toHaveLength(1);
	});

	it('is not found where there is none', () => {
		expect(leaksIn(`nothing but ${SECRET.slice(0, 12)} and more`, [SECRET])).toEqual([]);
	});
});
