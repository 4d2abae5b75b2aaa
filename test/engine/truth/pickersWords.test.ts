import type { IDataObject } from 'n8n-workflow';

import type { FaultRule } from '../../../sandbox/portal';
import { workflowOf } from '../../support/rig';
import { useRig } from './support';

/**
 * The lists of the editor show errors of the portal as well: short, without HTML and secrets. They
 * keep to the clock of the machine, so only what is told at once is tried here.
 */
const use = useRig();

const SEARCHES: ReadonlyArray<[string, IDataObject]> = [
	['searchPayments', {}],
	['searchPaySystems', {}],
	['searchDealsOrInvoices', { entityTypeId: 2 }],
];

/** What the editor is told when a list cannot be shown. */
async function complaint(method: string, parameters: IDataObject): Promise<string> {
	const [, node] = workflowOf({ operation: 'getAll', items: [], parameters }).nodes;
	if (!node) throw new Error('The workflow has no second node');
	const error: unknown = await use.rig.engine.search(method, node).then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(Error);
	const { message, description, context, stack } = error as Error & IDataObject;
	return [message, description, JSON.stringify(context), stack].join('\n');
}

const fail = (rule: Partial<FaultRule> & Pick<FaultRule, 'fault'>) =>
	use.portal.faults.add({ times: Infinity, code: 'ERROR_CORE', ...rule });

describe.each(SEARCHES)('The list %s', (method, parameters) => {
	it('shows no trace with the beginning of a secret', async () => {
		const code = use.portal.webhook.split('/')[5] ?? '';
		fail({ fault: 'errorCode', value: `#0 rest.php(12): checkAuth('${code.slice(0, 15)}...')` });
		const told = await complaint(method, parameters);
		expect(told).toContain('checkAuth');
		expect(told).not.toContain(code.slice(0, 12));
	});

	it('shows no HTML and no text of 2 MB', async () => {
		fail({ fault: 'errorCode', value: `<b>Deadlock</b>&nbsp;found ${'x'.repeat(2_000_000)}` });
		const told = await complaint(method, parameters);
		expect(told).toContain('Deadlock found');
		expect(told).not.toMatch(/<b>|&nbsp;/);
		expect(told.length).toBeLessThan(10_000);
	});
});

it('A list that is asked for with a secret in the wrong place does not repeat it', async () => {
	const code = use.portal.webhook.split('/')[5] ?? '';
	const told = await complaint('searchDealsOrInvoices', { entityTypeId: code });
	expect(told).toContain('is not a type of CRM record');
	expect(told).not.toContain(code.slice(0, 12));
});
