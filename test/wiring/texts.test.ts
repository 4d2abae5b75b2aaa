import type { INodeProperties } from 'n8n-workflow';

import { allProperties, childrenOf, choicesOf, credentialType, description } from './built';

/** The words of the panel, after n8n's UX guidelines. */

const NODE = allProperties(description.properties);
const CREDENTIAL = allProperties(credentialType.properties).filter(
	({ property }) => property.type !== 'hidden',
);
const ALL = [...NODE, ...CREDENTIAL];

/** Every text that a user may read, with its place. */
function textsOf(properties: readonly INodeProperties[]): Array<[string, string]> {
	return allProperties(properties).flatMap(({ path, property }) => {
		const { displayName, description: text, placeholder, hint } = property;
		const own = { displayName, text, placeholder, hint };
		const choices = choicesOf(property).map((choice) => ({
			name: choice.name,
			text: 'value' in choice ? choice.description : undefined,
			action: 'value' in choice ? choice.action : undefined,
		}));
		const modes = (property.modes ?? []).map((mode) => ({
			displayName: mode.displayName,
			hint: mode.hint,
			placeholder: mode.placeholder,
		}));
		return [own, ...choices, ...modes].flatMap((part) =>
			Object.entries(part).flatMap(
				([kind, words]): Array<[string, string]> =>
					typeof words === 'string' ? [[`${path} (${kind})`, words]] : [],
			),
		);
	});
}

const SMALL_WORDS = new Set(
	'a an and as at but by for from if in into nor of on or per the to via with'.split(' '),
);

function isTitleCase(label: string): boolean {
	const words = label.split(/[\s(]+/).filter((word) => word !== '');
	return words.every(
		(word, index) => /^[A-Z0-9]/.test(word) || (index > 0 && SMALL_WORDS.has(word)),
	);
}

/** Capitals only where a sentence begins, in names of things and in abbreviations. */
function isSentenceCase(text: string): boolean {
	const words = text.split(/\s+/).filter((word) => /^[A-Za-z]{4,}$/.test(word));
	const capitals = words.filter((word) => /^[A-Z][a-z]/.test(word));
	return /^[A-Z0-9'"]/.test(text) && (words.length < 4 || capitals.length <= words.length / 2);
}

function offenders<T>(things: readonly T[], isGood: (thing: T) => boolean): T[] {
	return things.filter((thing) => !isGood(thing));
}

describe('labels', () => {
	const labels = ALL.filter(({ property }) => property.type !== 'notice').map(
		({ property }) => property.displayName,
	);

	it('are in Title Case', () => {
		expect(labels.length).toBeGreaterThan(50);
		expect(offenders(labels, isTitleCase)).toEqual([]);
	});

	it('of choices and modes are in Title Case', () => {
		const names = ALL.flatMap(({ property }) => [
			...(property.type === 'options' ? choicesOf(property).map(({ name }) => name) : []),
			...(property.modes ?? []).map(({ displayName }) => displayName),
		]);
		expect(offenders(names, isTitleCase)).toEqual([]);
	});

	it('of the node and the credential name the service', () => {
		expect(description.displayName).toBe('Bitrix24 Payments');
		expect(credentialType.displayName).toMatch(/^Bitrix24 .*OAuth2 API$/);
	});

	it('mean the same thing wherever a parameter has the same name', () => {
		const byName = new Map<string, Set<string>>();
		for (const { name, displayName, type } of description.properties) {
			// Those that say whose payments are meant are labelled by what that is.
			if (type === 'notice' || name === 'entityTypeId' || name === 'entityId') continue;
			byName.set(name, (byName.get(name) ?? new Set<string>()).add(displayName));
		}
		expect([...byName].filter(([, names]) => names.size > 1)).toEqual([]);
	});
});

describe('descriptions', () => {
	const described = ALL.flatMap(({ path, property }) => [
		...(property.description === undefined ? [] : [[path, property.description] as const]),
		...(property.type === 'options' ? choicesOf(property) : []).flatMap((choice) =>
			choice.description === undefined ? [] : [[path, choice.description] as const],
		),
	]);

	it('are in sentence case', () => {
		expect(described.length).toBeGreaterThan(50);
		expect(offenders(described, ([, text]) => isSentenceCase(text))).toEqual([]);
	});

	it('of switches start with "Whether"', () => {
		const switches = ALL.filter(({ property }) => property.type === 'boolean');
		expect(switches.length).toBeGreaterThan(3);
		expect(
			offenders(switches, ({ property }) => property.description?.startsWith('Whether ') ?? false),
		).toEqual([]);
	});

	it('say more than the label', () => {
		const echoes = ALL.filter(
			({ property }) =>
				property.description?.toLowerCase().replace(/^the /, '') ===
				property.displayName.toLowerCase(),
		);
		expect(echoes).toEqual([]);
	});

	it('of the node end with a full stop exactly if they have two sentences', () => {
		const ofNode = NODE.flatMap(({ property }) => [
			property.description ?? [],
			...(property.type === 'options' ? choicesOf(property) : []).map(
				(choice) => choice.description ?? [],
			),
		]).flat();
		const hasTwo = (text: string) => /\. [A-Z0-9']/.test(text);
		expect(offenders(ofNode, (text) => hasTwo(text) === text.endsWith('.'))).toEqual([]);
	});
});

describe('actions of operations', () => {
	const actions = NODE.filter(({ property }) => property.name === 'operation').flatMap(
		({ property }) => choicesOf(property).map(({ action }) => action ?? ''),
	);

	it('are in sentence case, without articles and full stop', () => {
		expect(offenders(actions, (action) => /^[A-Z][a-z]+( [a-z][a-z-]*)+$/.test(action))).toEqual(
			[],
		);
		expect(offenders(actions, (action) => !/\b(a|an|the)\b/.test(action))).toEqual([]);
	});

	it('name the resource', () => {
		expect(offenders(actions, (action) => /payment/.test(action))).toEqual([]);
	});
});

describe('placeholders and hints', () => {
	const ADDING = ['Add Field', 'Add Option', 'Add Condition', 'Add Filter'];

	it('placeholders start with "e.g. ", except where something is added', () => {
		const placeholders = ALL.flatMap(({ property }) => [
			property.placeholder ?? [],
			...(property.modes ?? [])
				.filter(({ type }) => type !== 'list')
				.map(({ placeholder }) => placeholder ?? []),
		]).flat();
		expect(placeholders.length).toBeGreaterThan(5);
		expect(
			offenders(placeholders, (text) => text.startsWith('e.g. ') || ADDING.includes(text)),
		).toEqual([]);
	});

	it('lists ask to select something', () => {
		const lists = ALL.flatMap(({ property }) =>
			(property.modes ?? []).filter(({ type }) => type === 'list'),
		);
		expect(
			offenders(lists, ({ placeholder = '' }) => /^Select an? [a-z ]+\.\.\.$/.test(placeholder)),
		).toEqual([]);
	});

	it('every collection says what is added', () => {
		const collections = ALL.filter(({ property }) => /ollection$/.test(property.type));
		expect(
			offenders(collections, ({ property }) => ADDING.includes(property.placeholder ?? '')),
		).toEqual([]);
	});

	it('hints have at most 120 characters', () => {
		const hints = ALL.flatMap(({ property }) => [
			property.hint ?? [],
			...(property.modes ?? []).map(({ hint }) => hint ?? []),
		]).flat();
		expect(offenders(hints, (hint) => hint.length <= 120)).toEqual([]);
	});
});

/** What two lines of n8n's dropdown hold of it, with some room: measured are 125. */
const LONGEST_IN_DROPDOWN = 115;

describe('operations in their dropdown', () => {
	const operations = NODE.filter(({ property }) => property.name === 'operation').flatMap(
		({ property }) => choicesOf(property),
	);

	it('have descriptions that are not cut off', () => {
		const isShort = ({ description: text = '' }: (typeof operations)[number]) =>
			text.length > 0 && text.length <= LONGEST_IN_DROPDOWN;
		expect(offenders(operations, isShort)).toEqual([]);
	});

	it('name the permissions that few credentials have', () => {
		const text = (value: string) => operations.find((one) => one.value === value)?.description;
		expect(text('update')).toContain('administrator');
		expect(text('getPublicUrl')).toContain('salescenter');
	});
});

describe('order', () => {
	const isOfFields = ({ path }: { path: string }) => /^(update|additional)Fields$/.test(path);
	const collections = ALL.filter(({ property }) => property.type === 'collection');
	const fields = collections.filter(isOfFields);

	it('of fields begins with what people change', () => {
		expect(fields).toHaveLength(2);
		for (const { property } of fields) {
			const names = childrenOf(property).map(({ name }) => name);
			expect(names.slice(0, 4)).toEqual(['sum', 'comments', 'datePaid', 'payVoucherNum']);
		}
	});

	it('of fields ends with 1C and self-hosted portals', () => {
		const isRare = ({ displayName }: INodeProperties) => /1C|Self-Hosted/.test(displayName);
		for (const { property } of fields) {
			const rare = childrenOf(property).map(isRare);
			expect(rare.indexOf(true)).toBeGreaterThan(0);
			expect(rare.slice(rare.indexOf(true))).not.toContain(false);
		}
	});

	it.each(collections.filter((one) => !isOfFields(one)))(
		'of $path is alphabetical by label',
		({ property }) => {
			const labels = childrenOf(property).map(({ displayName }) => displayName);
			expect(labels).toEqual([...labels].sort((one, other) => one.localeCompare(other, 'en')));
		},
	);

	it('has the resource first, then the operation, and options last', () => {
		const names = description.properties.map(({ name }) => name);
		expect(names.slice(0, 2)).toEqual(['resource', 'operation']);
		const afterOptions = names.slice(names.indexOf('options'));
		expect(new Set(afterOptions)).toEqual(new Set(['options']));
	});
});

describe('choice of words', () => {
	const texts = [
		...textsOf(description.properties),
		...textsOf(credentialType.properties),
		['description', description.description] as [string, string],
	];

	it('avoids words that frighten', () => {
		const frightening = /\b(errors?|problems?|failures?|mistakes?)\b/i;
		expect(texts.filter(([, text]) => frightening.test(text))).toEqual([]);
	});

	it('says "payment system", as Bitrix24 does', () => {
		expect(texts.filter(([, text]) => /\bpay[ -]?systems?\b/i.test(text))).toEqual([]);
	});

	it('is plain English text without markup, emoji and double spaces', () => {
		const odd = /[^\x20-\x7e\u2018-\u201d\u2026]| {2}|<\/?[a-z]/;
		expect(texts.filter(([, text]) => odd.test(text))).toEqual([]);
	});
});
