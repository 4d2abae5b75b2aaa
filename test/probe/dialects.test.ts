import { ASSUMPTIONS } from '../../probe/assumptions';
import type { Dialect } from '../../sandbox/portal';
import { differing, probePortal, untriedOf, usePortal, variantsOf, workOn } from './support';

/** The documented times, so that there is something to measure. */
const bench = usePortal({
	limits: {},
	latency: { perRequestMs: 20, perCommandMs: { '*': 110, 'sale.payment.update': 400 } },
});

/** What today's code of the server does. */
const CODE: Record<string, string> = {
	'error-code-type': 'code',
	'unknown-action': 'short',
	'wrong-credential': 'code',
	'missing-permission': 'code',
	'unknown-payment': 'today',
	'batch-empty-results': 'list',
	'batch-empty-errors': 'list',
	'batch-missing-permission': 'empty',
	'batch-unknown-payment': 'today',
	'crm-types': 'today',
	'store-disputed-types': 'code',
	'operating-time': 'limited',
	'delete-again': 'today',
	'batch-denial': 'code',
	'payment-link': 'link',
	'update-answer': 'payment',
	'update-numbers-as-text': 'text',
};

/** Each dialect of the sandbox portal, with the ways that differ from today's code. */
const DIALECTS: Array<[name: string, dialect: Partial<Dialect>, ways: Record<string, string>]> = [
	['today’s code', {}, {}],
	['number codes', { errorCode: 'number' }, { 'error-code-type': 'documentation' }],
	[
		'older crm errors',
		{ crmErrors: 'old' },
		{ 'unknown-payment': 'older', 'batch-unknown-payment': 'older', 'delete-again': 'older' },
	],
	[
		'documented statuses',
		{ statuses: 'docs' },
		{ 'wrong-credential': 'documentation', 'missing-permission': 'documentation' },
	],
	[
		'no status of denials',
		{ accessDeniedOverridesStatus: false },
		{ 'batch-denial': 'documentation' },
	],
	['no operating time', { operating: false }, { 'operating-time': 'unlimited' }],
	['numbers as texts', { crmNumbersAsStrings: true }, { 'crm-types': 'older' }],
	['warnings as errors', { warningsAreErrors: true }, { 'update-answer': 'warnings' }],
	[
		'the documentation',
		{ errorCode: 'number', crmErrors: 'old', statuses: 'docs' },
		{
			'error-code-type': 'documentation',
			'unknown-payment': 'older',
			'batch-unknown-payment': 'older',
			'delete-again': 'older',
			'wrong-credential': 'documentation',
			'missing-permission': 'documentation',
		},
	],
];

const NEEDS_OAUTH = ['token-in-body', 'token-endpoint', 'token-answer'];

describe.each(DIALECTS)('in the dialect of %s', (_, dialect, ways) => {
	it('every assumption holds, in the way that belongs to it', async () => {
		bench.portal.dialect = { ...bench.portal.dialect, ...dialect };
		workOn(bench);
		const outcome = await probePortal(bench, { write: true });
		expect(differing(outcome)).toEqual([]);
		expect(variantsOf(outcome)).toEqual({ ...CODE, ...ways });
		const untried = untriedOf(outcome);
		for (const id of NEEDS_OAUTH) delete untried[id];
		expect(untried).toEqual(dialect.operating === false ? { 'operating-reset': 'data' } : {});
	});
});

it('every way of an assumption is seen in some dialect, or told to be out of reach of the sandbox', () => {
	const seen = DIALECTS.map(([, , ways]) => ({ ...CODE, ...ways }));
	const unseen = ASSUMPTIONS.flatMap(({ id, variants = {} }) =>
		Object.keys(variants)
			.filter((variant) => !seen.some((ways) => ways[id] === variant))
			.map((variant) => `${id}: ${variant}`),
	);
	expect(unseen).toEqual([
		'unknown-action: long',
		'batch-empty-results: object',
		'batch-empty-errors: object',
		'batch-missing-permission: text',
		'store-disputed-types: documentation',
		'payment-link: phone',
		'update-numbers-as-text: number',
	]);
});

it('without --write everything that reads is tried, and nothing that writes', async () => {
	workOn(bench);
	bench.portal.ledger.journal.length = 0;
	const outcome = await probePortal(bench);
	const untried = untriedOf(outcome);
	const writing = ASSUMPTIONS.filter(({ writes }) => writes).map(({ id }) => id);
	for (const id of [...NEEDS_OAUTH, ...writing]) {
		expect([id, untried[id]]).toEqual([id, 'option']);
		delete untried[id];
	}
	expect(untried).toEqual({ 'store-disputed-types': 'data' });
	expect(bench.portal.ledger.journal.filter(({ changed }) => changed)).toEqual([]);
});
