import type { INodeExecutionData } from 'n8n-workflow';

import type { SandboxPortal } from '../../../sandbox/portal';
import type { RunResult } from '../../support/rig';
import { settingsOf, Witness, type Asked, type Observation, type ObservedRig } from './observation';
import { secretsOf } from './secrets';

/**
 * Runs the node on items of several portals, whose `at` says which, and tells what came of it in
 * each, as if there had been no other.
 */
export async function observePortals(
	rig: Pick<ObservedRig, 'run' | 'engine'>,
	portals: readonly SandboxPortal[],
	asked: Asked,
): Promise<Observation[]> {
	const witnesses = portals.map((portal) => new Witness(portal));
	const result = await rig.run(settingsOf(asked));
	for (const portal of portals) await portal.finishPending();
	return portals.map((portal, at) => {
		const positions = asked.items.flatMap((item, index) => (item.at === at ? [index] : []));
		const items = positions.map((index) => asked.items[index] ?? {});
		const secrets = secretsOf({ portal, engine: rig.engine });
		return witnesses[at]!.tell({ ...asked, items }, partOf(result, positions), secrets);
	});
}

/** The output for some of the items, counted as if there were no others. */
function partOf(result: RunResult, positions: readonly number[]): RunResult {
	const own = (output: readonly INodeExecutionData[]) =>
		output.flatMap((item) => {
			const position = positions.indexOf((item.pairedItem as { item: number }).item);
			return position === -1 ? [] : [{ ...item, pairedItem: { item: position } }];
		});
	return { ...result, items: own(result.items), errors: own(result.errors) };
}
