import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

import { loadPackage } from '../../sandbox/engine/engine';
import { SEED } from '../../sandbox/portal';
import { startRig, type Rig } from '../support/rig';

interface Schema {
	readonly type: string;
	readonly version?: number;
	readonly properties?: Record<string, Schema>;
}

const FOLDER = join(__dirname, '../../dist/nodes/Bitrix24Payments/__schema__/v1.0.0');
const [open, second, third, fourth] = SEED.bankStatement;
const paymentId = '={{ $json.id }}';

/** How each operation is run to see its real output. */
const RUNS: Record<string, { id?: number; parameters?: IDataObject }> = {
	'payment/pay': { id: open },
	'payment/unpay': { id: SEED.alreadyPaid },
	'payment/update': { id: second, parameters: { updateFields: { comments: 'x' } } },
	'payment/paySystemPay': { id: SEED.restHandler[0], parameters: { paySystemId: 4 } },
	'payment/match': { parameters: { text: 'Rechnung 5006/1', amount: '1.999,99', currency: 'EUR' } },
	'payment/get': { id: open },
	'payment/getAll': { parameters: { entityTypeId: 0, returnAll: true } },
	'payment/create': {
		parameters: {
			entityTypeId: 2,
			entityId: 60,
			additionalFields: { sum: 100, paySystemId: 2 },
		},
	},
	'payment/delete': { id: third },
	'payment/getPublicUrl': { id: fourth, parameters: { includeQrCode: false } },
	'paySystem/getAll': { parameters: { returnAll: true } },
};

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
});
afterAll(async () => await rig.close());

function schemaOf(name: string): Schema {
	return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Schema;
}

/** The schema that a value has; a null fits any type. */
function fits(value: unknown, schema: Schema, path: string): string[] {
	if (value === null) return [];
	const type = typeof value === 'number' ? 'number' : typeof value;
	const isFit = schema.type === 'integer' ? Number.isInteger(value) : schema.type === type;
	if (!isFit) return [`${path} is ${type}, the preview says ${schema.type}`];
	if (type !== 'object') return [];
	const known = Object.keys(schema.properties ?? {}).sort();
	const real = Object.keys(value as IDataObject).sort();
	if (known.join() !== real.join())
		return [`${path} has ${real.join()}, the preview ${known.join()}`];
	return real.flatMap((key) =>
		fits((value as IDataObject)[key], schema.properties?.[key] as Schema, `${path}.${key}`),
	);
}

describe('The output preview', () => {
	it('exists for every resource and operation of the node', () => {
		const { description } = new (loadPackage().Node)();
		const names = description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options }) =>
				(options as Array<{ value: string }>).map(
					({ value }) => `${String(displayOptions?.show?.resource?.[0])}/${value}`,
				),
			);
		expect(names.sort()).toEqual(Object.keys(RUNS).sort());
		expect(names.every((name) => existsSync(join(FOLDER, `${name}.json`)))).toBe(true);
	});

	it.each(Object.keys(RUNS))('of %s is what really comes out', async (name) => {
		const [resource = '', operation = ''] = name.split('/');
		const { id, parameters } = RUNS[name] ?? {};
		const { items } = await rig.run({
			resource,
			operation,
			items: [id === undefined ? {} : { id }],
			parameters: { ...(id === undefined ? {} : { paymentId }), ...parameters },
		});
		expect(schemaOf(name).version).toBe(1);
		expect(items.length).toBeGreaterThan(0);
		expect(items.flatMap(({ json }) => fits(json, schemaOf(name), name))).toEqual([]);
	});

	it.each(['payment/pay', 'payment/match', 'payment/get', 'payment/getAll', 'paySystem/getAll'])(
		'of %s has at most ten fields of a payment',
		(name) => {
			const { properties = {} } = schemaOf(name);
			const shown = properties.payment?.properties ?? properties;
			expect(Object.keys(shown).length).toBeLessThanOrEqual(10);
		},
	);
});
