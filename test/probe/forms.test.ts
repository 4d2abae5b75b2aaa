import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { startRig } from '../support/rig';
import { doEverything } from './everything';
import { formsOf } from './forms';
import { probePortal, usePortal, workOn } from './support';

/** Whatever the nodes ask of a portal, the probe asks in the same form. */

const bench = usePortal();

let ofNodes: Set<string>;
let ofProbe: Set<string>;

beforeAll(async () => {
	const rig = await startRig();
	try {
		await doEverything(rig);
		ofNodes = formsOf(rig.portal.requests);
	} finally {
		await rig.close();
	}
});

beforeAll(async () => {
	bench.portal.reset();
	workOn(bench);
	await probePortal(bench, { write: true });
	ofProbe = formsOf(bench.portal.requests);
});

/** Forms of the nodes that the probe leaves out, with the reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
	'crm.item.payment.add entityTypeId=31': 'it would have to make an invoice',
	'sale.order.list filter[>id]=reference': 'tried with payments, and the same in every method',
};

it('no form is used that the probe does not try', () => {
	const gaps = [...ofNodes].filter((form) => !ofProbe.has(form) && !(form in LEFT_OUT));
	expect(gaps).toEqual([]);
});

it('what is said to be left out is used, and left out', () => {
	const stale = Object.keys(LEFT_OUT).filter((form) => !ofNodes.has(form) || ofProbe.has(form));
	expect(stale).toEqual([]);
});

const NODES = join(__dirname, '..', '..', 'nodes');

/** All code of the nodes, without its comments. */
function code(): string {
	const files = readdirSync(NODES, { recursive: true, withFileTypes: true });
	return files
		.filter(({ name }) => name.endsWith('.ts'))
		.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
		.join('\n')
		.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

describe('what stands in the code is among the forms that were seen', () => {
	it('each method', () => {
		const methods = code().matchAll(/'((?:crm|sale|salescenter)\.[\w.]*\w)'/g);
		const seen = new Set([...ofNodes].map((form) => form.replace(/^batch /, '').split(' ')[0]));
		expect([...methods].map(([, method]) => method).filter((one) => !seen.has(one))).toEqual([]);
	});

	it('each condition of a filter, also one whose field is filled in', () => {
		const keys = [...code().matchAll(/['`]([!=<>@%]{1,2}(?:\w+|\$\{[\w.]+\}))['`]\]?:/g)];
		const seen = new Set(
			[...ofNodes].flatMap((form) => /\[([!=<>@%]+\w+)\]/.exec(form)?.[1] ?? []),
		);
		const isSeen = (key: string) =>
			key.includes('$')
				? [...seen].some((one) => one.replace(/\w+$/, '') === key.replace(/\$.*/, ''))
				: seen.has(key);
		expect(keys.length).toBeGreaterThan(30);
		// That one is n8n's own, for tools of an AI agent.
		const conditions = keys.map(([, key = '']) => key).filter((key) => key !== '@tool');
		expect(conditions.filter((key) => !isSeen(key))).toEqual([]);
	});
});
