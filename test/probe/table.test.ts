import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ASSUMPTIONS } from '../../probe/assumptions';
import { RELIANCES } from '../../probe/assumptions/reliances';
import { UNCHECKED } from '../../probe/assumptions/unchecked';
import { assumptionsPage } from '../../probe/report/page';
import { codePlaces, placesOf } from '../../probe/report/places';

const ROOT = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const sources = new Set(ASSUMPTIONS.map(({ source }) => source));

it('docs/assumptions.md is what the list of assumptions makes (npm run probe:table)', () => {
	expect(read('docs/assumptions.md')).toBe(assumptionsPage());
});

it('every assumption has an id of its own and a source in docs/bitrix24.md', () => {
	const ids = ASSUMPTIONS.map(({ id }) => id);
	expect(new Set(ids).size).toBe(ids.length);
	const headings = [...read('docs/bitrix24.md').matchAll(/^#{2,3} (.+)$/gm)].map(([, heading]) =>
		(heading ?? '')
			.toLowerCase()
			.replace(/[^a-z0-9 -]/g, '')
			.replaceAll(' ', '-'),
	);
	expect([...sources].filter((source) => !headings.includes(source))).toEqual([]);
});

describe('no gap', () => {
	const ofRules = [...read('docs/money-rules.md').matchAll(/\(bitrix24\.md#([a-z0-9-]+)\)/g)];
	const reliedOn = new Set([...codePlaces().keys(), ...ofRules.map(([, anchor]) => anchor ?? '')]);

	it('whatever code or money rules rely on is checked, or told why it is not', () => {
		const gaps = [...reliedOn].filter((anchor) => !sources.has(anchor) && !(anchor in UNCHECKED));
		expect(gaps).toEqual([]);
	});

	it('what is said not to be checked is not checked', () => {
		expect(Object.keys(UNCHECKED).filter((anchor) => sources.has(anchor))).toEqual([]);
	});

	it('files that are said to rely on an assumption exist, as does the assumption', () => {
		const ids = ASSUMPTIONS.map(({ id }) => id);
		expect(Object.keys(RELIANCES).filter((id) => !ids.includes(id))).toEqual([]);
		const files = Object.values(RELIANCES).flat();
		expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
	});

	/** What other parts of the package, or other ways to find a payment, may come to rely on. */
	const MAY_BE_UNUSED = ['filter-operators', 'finding-a-payment', 'order-dates', 'orders'];

	it('assumptions that no code relies on are few and known', () => {
		const unused = ASSUMPTIONS.filter((one) => placesOf(one).length === 0);
		expect(unused.filter(({ source }) => !MAY_BE_UNUSED.includes(source))).toEqual([]);
	});
});
