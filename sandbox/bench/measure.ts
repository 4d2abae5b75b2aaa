import { join } from 'node:path';

import type { ContenderName } from './contenders';
import { BenchProcess } from './processes/childProcess';
import type { ClientMeasurement, ClientQuestion } from './processes/clientProcess';
import type {
	PortalAccess,
	PortalCount,
	PortalQuestion,
	PortalSetting,
} from './processes/portalProcess';

/** One run of a contender, as its own process and the portal have seen it. */
export interface Measurement extends ClientMeasurement, PortalCount {
	readonly payments: number;
}

/**
 * Lets a contender pay all payments of a fresh portal, `runs` times in the same process; between
 * two runs the portal is set back and ten minutes go by.
 */
export async function measure(
	name: ContenderName,
	setting: PortalSetting,
	runs = 1,
): Promise<Measurement[]> {
	const portal = new BenchProcess(join(__dirname, 'processes', 'portalProcess.ts'));
	const client = new BenchProcess(join(__dirname, 'processes', 'clientProcess.ts'));
	const askPortal = async <Value>(question: PortalQuestion) => await portal.ask<Value>(question);
	const askClient = async <Value>(question: ClientQuestion) => await client.ask<Value>(question);
	try {
		const access = await askPortal<PortalAccess>({ kind: 'start', setting });
		await askClient({ kind: 'prepare', name, portal: access });
		const measurements: Measurement[] = [];
		while (measurements.length < runs) {
			const { payments } = setting;
			const seen = await askClient<ClientMeasurement>({ kind: 'run', payments });
			const count = await askPortal<PortalCount>({ kind: 'count' });
			measurements.push({ ...seen, ...count, payments });
			await askPortal({ kind: 'reset' });
			await askClient({ kind: 'pause' });
		}
		return measurements;
	} finally {
		await Promise.all([client.end(), portal.end()]);
	}
}
