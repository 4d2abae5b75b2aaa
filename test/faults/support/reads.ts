import type { SandboxPortal } from '../../../sandbox/portal';
import type { Change } from './changes';
import type { Reads } from './faultCase';

const MISSING = 'Could not find action list in controller payment';

/**
 * Makes sure that payments are read so. Lists may be out of reach for a credential; where all that it
 * needs allows lists as well, the portal is too old to have them.
 *
 * @returns the scopes of a credential that comes to it; undefined for all
 */
export function forReads(
	{ faults }: Pick<SandboxPortal, 'faults'>,
	{ scopesWithoutLists }: Change,
	reads: Reads,
): string[] | undefined {
	if (reads === 'lists') return undefined;
	if (scopesWithoutLists) return [...scopesWithoutLists];
	const missing = { code: 'MAIN_CONTROLLER_22002', value: MISSING, times: Infinity };
	faults.add({ fault: 'errorCode', method: 'sale.payment.list', ...missing });
	return undefined;
}
