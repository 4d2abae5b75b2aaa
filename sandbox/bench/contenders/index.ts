import type { PortalAccess } from '../processes/portalProcess';
import type { Task } from '../tasks';
import type { Contender } from './contender';

export type { Contender } from './contender';

/** In the order of the tables. */
export const CONTENDERS = {
	verified: 'This node, verified',
	unverified: 'This node, Verify off',
	crmOnly: 'This node, scope crm only',
	httpRequest: 'HTTP Request node, two a second',
	sdk: 'Official SDK, one series',
	sdkTimes4: 'Official SDK, four series',
	sdkPatient: 'Official SDK, one series, time-out 60 s',
} as const;

export type ContenderName = keyof typeof CONTENDERS;

/** The rows of this node. */
export const OWN_ROWS = ['verified', 'unverified', 'crmOnly'] as const satisfies ContenderName[];

/** Loads what one contender needs and nothing of the others, so that memory can be compared. */
export async function createContender(
	name: ContenderName,
	portal: PortalAccess,
	task: Task,
): Promise<Contender> {
	switch (name) {
		case 'verified':
			return (await import('./node')).nodeContender(portal.webhook, task, {});
		case 'unverified':
			return (await import('./node')).nodeContender(portal.webhook, task, { verify: false });
		case 'crmOnly':
			return (await import('./node')).nodeContender(portal.crmWebhook, task, {});
		case 'httpRequest':
			return (await import('./httpRequest')).httpRequestContender(portal, task);
		case 'sdk':
			return (await import('./sdk')).sdkContender(portal, task);
		case 'sdkTimes4':
			return (await import('./sdk')).sdkContender(portal, task, { series: 4 });
		case 'sdkPatient':
			return (await import('./sdk')).sdkContender(portal, task, { timeoutMs: 60_000 });
	}
}
