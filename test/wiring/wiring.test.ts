import {
	NodeHelpers,
	type IDataObject,
	type INodeParameters,
	type INodeProperties,
} from 'n8n-workflow';

import { SEED, seedPayments } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';
import {
	aNode,
	allProperties,
	childrenOf,
	CHOICES,
	choicesOf,
	description,
	findOperation,
	isShown,
	nodeType,
	OPERATIONS,
	operationDropdowns,
	workflowAround,
} from './built';
import { readsOfLists, recordReads } from './recording';

describe('the two dropdowns', () => {
	it('lead to a handler with each of their values', () => {
		for (const { resource, operation, option } of CHOICES) {
			expect([operation, findOperation(resource, operation)?.option]).toEqual([operation, option]);
		}
	});

	it('offer every operation there is, once', () => {
		const offered = CHOICES.map(({ resource, operation }) => `${resource}.${operation}`);
		const present = OPERATIONS.map(({ resource, option }) => `${resource}.${option.value}`);
		expect(offered.sort()).toEqual(present.sort());
		expect(new Set(offered).size).toBe(offered.length);
	});

	it('start with a value that they offer', () => {
		const resources = description.properties.find(({ name }) => name === 'resource');
		expect(choicesOf(resources as INodeProperties).map(({ value }) => value)).toContain(
			resources?.default,
		);
		for (const { resource } of CHOICES) {
			const [dropdown, ...others] = operationDropdowns(resource);
			expect(others).toEqual([]);
			const values = choicesOf(dropdown as INodeProperties).map(({ value }) => value);
			expect(values).toContain(dropdown?.default);
		}
	});

	it('put the four payment operations first, in their order', () => {
		const names = OPERATIONS.slice(0, 4).map(({ option }) => [option.name, option.value]);
		expect(names).toEqual([
			['Mark as Paid', 'pay'],
			['Mark as Unpaid', 'unpay'],
			['Update', 'update'],
			['Pay via Payment System', 'paySystemPay'],
		]);
	});

	it.each(CHOICES)('$resource > $operation has an action and a description', ({ option }) => {
		expect(option.action).toMatch(/^[A-Z]/);
		expect(option.description).toMatch(/^[A-Z]/);
	});

	it('know no second operation with the same action', () => {
		const actions = CHOICES.map(({ option }) => option.action);
		expect(new Set(actions).size).toBe(actions.length);
	});

	it.each(CHOICES)('$resource > $operation gets a subtitle', ({ resource, operation }) => {
		const subtitle = subtitleOf({ resource, operation });
		expect(subtitle).toMatch(/^([A-Z]\w+|as|via)( ([A-Z]\w+|as|via))*$/);
	});

	it.each(OPERATIONS)('$resource > $option.name says in it that it is a rehearsal', (operation) => {
		const { resource, option, kind } = operation;
		const subtitle = (dryRun: boolean) =>
			subtitleOf({ resource, operation: option.value, options: { dryRun } });
		expect(subtitle(false)).toBe(option.name);
		expect(subtitle(true)).toBe(kind === 'change' ? `${option.name} (Dry Run)` : option.name);
	});

	function subtitleOf(parameters: IDataObject): unknown {
		const node = aNode(parameters);
		const { expression } = workflowAround(node);
		return expression.getSimpleParameterValue(node, description.subtitle, 'internal', {});
	}
});

describe('yellow bars', () => {
	const shownFor = (updateFields: IDataObject) =>
		description.properties
			.filter(({ type }) => type === 'notice')
			.filter((one) => isShown(one, { resource: 'payment', operation: 'update', updateFields }))
			.map(({ name }) => name);

	it('stand nowhere before something is entered', () => {
		for (const { resource, operation } of CHOICES) {
			const shown = description.properties.filter((one) => isShown(one, { resource, operation }));
			expect(shown.filter(({ type }) => type === 'notice')).toEqual([]);
		}
	});

	it('warn of money where an update moves some', () => {
		expect(shownFor({ sum: 5, comments: 'x' })).toEqual([]);
		expect(shownFor({ paid: false })).toEqual(['paidNotice']);
		expect(shownFor({ paid: '={{ $json.paid }}' })).toEqual(['paidNotice']);
		expect(shownFor({ isReturn: 'N' })).toEqual([]);
		expect(shownFor({ isReturn: 'P' })).toEqual(['refundNotice']);
		expect(shownFor({ paid: true, isReturn: 'Y' })).toEqual(['paidNotice', 'refundNotice']);
	});
});

/** The number of the sample payment. */
const NUMBER = '5020/1';

/** Values with which every operation runs through; all others keep their default. */
const SAMPLES: IDataObject = {
	paymentId: locator(SEED.restHandler[0]),
	paySystemId: locator(SEED.paySystems.restHandler),
	entityTypeId: 2,
	entityId: locator(1),
	text: `Invoice ${NUMBER}`,
	amount: '150,00',
};

/** That the sample payment meets. */
const CONDITIONS: IDataObject = {
	amount: seedPayments().find(({ id }) => id === SEED.restHandler[0])?.sum,
	currency: 'EUR',
	paySystemId: SEED.paySystems.restHandler,
};

function locator(value: unknown, mode = 'id') {
	return { __rl: true, mode, value };
}

/** The form of an operation, filled in, once for each setting of its switches and dropdowns. */
function variants(resource: string, operation: string): IDataObject[] {
	let forms: IDataObject[] = [{ resource, operation }];
	for (const property of description.properties) {
		if (property.name === 'resource' || property.name === 'operation') continue;
		forms = forms.flatMap((form) => {
			if (form[property.name] !== undefined || !isShown(property, form)) return [form];
			return settings(property).map((value) => ({ ...form, [property.name]: value }));
		});
	}
	return forms;
}

function settings(property: INodeProperties): IDataObject[string][] {
	const { name, type } = property;
	if (type === 'notice') return [undefined];
	if (type === 'boolean') return [true, false];
	if (type === 'options') return choicesOf(property).map(({ value }) => value as string);
	return [filled(property, SAMPLES[name])];
}

function filled(property: INodeProperties, sample: IDataObject[string]): IDataObject[string] {
	const children = childrenOf(property);
	if (children.length === 0) return sample ?? (property.default as IDataObject);
	// Fields of a payment are read if they are there; options have a default and are always looked for.
	const present =
		property.name === 'updateFields' || property.name === 'additionalFields'
			? children
			: children.filter(({ type }) => /ollection$/.test(type));
	return Object.fromEntries(present.map((child) => [child.name, valueFor(child)]));
}

function valueFor(field: INodeProperties): IDataObject[string] {
	switch (field.type) {
		case 'boolean':
			return field.name === 'paid' ? false : true;
		case 'number':
			return 1;
		case 'dateTime':
			return '2026-05-14T10:00:00+02:00';
		case 'options':
			return field.default as string;
		case 'resourceLocator':
			return locator(SEED.paySystems.restHandler) as IDataObject;
		case 'collection':
			return field.name === 'onlyIf' ? CONDITIONS : {};
		case 'fixedCollection':
			return {};
		default:
			return 'EUR';
	}
}

/** Top-level parameters, and what is inside the collections that the node reads key by key. */
function shownPaths(form: IDataObject): string[] {
	return description.properties
		.filter((property) => property.type !== 'notice' && isShown(property, form))
		.flatMap((property) => {
			const inner = childrenOf(property).filter((child) =>
				isShown(child, (form[property.name] ?? {}) as IDataObject, form),
			);
			return [property.name, ...allProperties(inner, `${property.name}.`).map(({ path }) => path)];
		});
}

/**
 * All operations' options have one reader, which also looks for those that an operation does not
 * show; n8n has dropped them by then.
 */
const OPTION_PATHS = [
	...new Set(
		description.properties
			.filter(({ name }) => name === 'options')
			.flatMap((property) => allProperties([property]))
			.map(({ path }) => path),
	),
];

describe.each(CHOICES)('the form of $resource > $operation', ({ resource, operation }) => {
	const forms = variants(resource, operation);
	let rig: Rig;
	let reads: Set<string>;
	beforeAll(async () => {
		rig = await startRig();
		reads = recordReads(rig.engine);
	});
	afterAll(async () => await rig.close());
	beforeEach(() => {
		rig.portal.reset();
		// The order that has the ID of the sample deal.
		rig.portal.ledger.addPayment({ id: 9000, orderId: 1, sum: 5, paySystemId: 2 });
		reads.clear();
	});

	const runWith = async (form: IDataObject) => {
		const result = await rig.run({ resource, operation, items: [{}], parameters: form });
		expect(result.error).toBeUndefined();
	};

	it('is read completely, by the operation or by its lists: nothing shown does nothing', async () => {
		for (const form of forms) {
			reads.clear();
			await runWith(form);
			const byLists = await readsOfLists(form);
			const unread = shownPaths(form).filter(
				(path) => !reads.has(path) && !byLists.has(path) && !isKept(path),
			);
			expect(unread).toEqual([]);
		}
	});

	/** What is shown everywhere, so that n8n does not drop it on the way through an operation. */
	function isKept(path: string): boolean {
		return /^options\.(dryRun|onlyIf)/.test(path);
	}

	it('keeps Dry Run and Only If for somebody who only passes through', () => {
		const options = { dryRun: true, onlyIf: { amount: '12,50' } };
		for (const form of forms) {
			expect(parametersOf({ ...form, options }, false)).toMatchObject({ options });
		}
	});

	it('shows everything that the operation and its lists read', async () => {
		for (const form of forms) {
			await runWith(form);
			for (const path of await readsOfLists(form)) reads.add(path);
		}
		const shown = new Set([...forms.flatMap(shownPaths), ...OPTION_PATHS]);
		expect([...reads].filter((path) => !shown.has(path))).toEqual([]);
	});

	it('takes no notice of options that another operation left behind', async () => {
		const [form = {}] = forms;
		const shown = new Set(shownPaths(form));
		const foreign = OPTION_PATHS.filter((path) => path.split('.').length === 2 && !shown.has(path));
		const leftovers = foreign.map((path) => [path.slice('options.'.length), 'left behind']);
		await runWith({ ...form, options: Object.fromEntries(leftovers) });
	});

	it('survives being saved and opened again', () => {
		for (const form of forms) {
			const shownOnly = Object.fromEntries(
				Object.entries(form).filter(([, value]) => value !== undefined),
			);
			const opened = parametersOf(shownOnly, true);
			expect(opened).toMatchObject(shownOnly);
			expect(parametersOf(opened, true)).toEqual(opened);
			expect(parametersOf(parametersOf(opened, false), true)).toEqual(opened);
		}
	});

	it('has no open issues once it is filled in', () => {
		for (const form of forms) {
			const node = aNode(parametersOf(form, true) as IDataObject);
			const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
			expect(issues).toBeNull();
		}
	});
});

function parametersOf(form: IDataObject | INodeParameters, withDefaults: boolean): INodeParameters {
	const read = NodeHelpers.getNodeParameters(
		description.properties,
		form as INodeParameters,
		withDefaults,
		false,
		aNode(),
		description,
	);
	return read ?? {};
}

const [SAMPLE] = SEED.restHandler;

/** A payment in every mode, by what people type, paste and drag in. */
const PAYMENT_VALUES: Array<[string, string | number, number]> = [
	['id', SAMPLE, SAMPLE],
	['id', `${SAMPLE}`, SAMPLE],
	['id', `\u200b${SAMPLE}\u00a0`, SAMPLE],
	['list', `${SAMPLE}`, SAMPLE],
	['url', `PORTAL/shop/orders/payment/details/${SAMPLE}/`, SAMPLE],
	['number', NUMBER, SAMPLE],
	['number', `№ ${NUMBER}`, SAMPLE],
	['deal', 20, SAMPLE],
	['deal', 'DEAL_20', SAMPLE],
	['deal', 'PORTAL/crm/deal/details/20/', SAMPLE],
	['invoice', '1', SEED.invoice],
	['invoice', 'PORTAL/crm/type/31/details/1/', SEED.invoice],
	['order', '5020', SAMPLE],
	['order', 'PORTAL/shop/orders/details/5020/', SAMPLE],
];

describe('resource locators', () => {
	let rig: Rig;
	beforeAll(async () => {
		rig = await startRig();
	});
	afterAll(async () => await rig.close());

	const locators = allProperties(description.properties).filter(
		({ property }) => property.type === 'resourceLocator',
	);

	it('start in a mode that they have', () => {
		expect(locators.length).toBeGreaterThan(2);
		for (const { path, property } of locators) {
			const { mode } = property.default as { mode: string };
			const modes = (property.modes ?? []).map(({ name }) => name);
			expect([path, modes]).toEqual([path, expect.arrayContaining([mode, 'id'])]);
		}
	});

	it('search lists with a method that the node has', () => {
		for (const { path, property } of locators) {
			for (const { typeOptions } of (property.modes ?? []).filter(({ type }) => type === 'list')) {
				const method = typeOptions?.searchListMethod ?? '';
				expect([path, typeof nodeType.methods?.listSearch?.[method]]).toEqual([path, 'function']);
			}
		}
	});

	const payments = description.properties.filter(({ name }) => name === 'paymentId');

	it('offer a payment in the same seven ways in every operation', () => {
		expect(
			payments.flatMap(({ displayOptions }) => displayOptions?.show?.operation).sort(),
		).toEqual([...['delete', 'get', 'getPublicUrl', 'pay', 'paySystemPay', 'unpay', 'update']]);
		for (const { modes = [] } of payments) {
			expect(modes.map(({ displayName }) => displayName)).toEqual([
				'From List',
				'By Number',
				'Of Deal',
				'Of Invoice',
				'Of Order',
				'By ID',
				'By URL',
			]);
		}
	});

	it('let the node read what was entered: the panel refuses nothing', () => {
		const strict = locators.flatMap(({ path, property }) =>
			(property.modes ?? []).filter(({ validation }) => validation).map(({ name }) => [path, name]),
		);
		expect(strict).toEqual([]);
	});

	it.each(PAYMENT_VALUES)('lead to the same payment: %s with %s', async (mode, value, id) => {
		const entered = String(value).replace('PORTAL', rig.portal.url);
		const parameters = { paymentId: locator(typeof value === 'number' ? value : entered, mode) };
		const { items, error } = await rig.run({ operation: 'pay', items: [{}], parameters });
		expect(error).toBeUndefined();
		expect(items[0]?.json.paymentId).toBe(id);
	});
});
