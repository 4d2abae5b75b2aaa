import type { PortalAccess } from '../processes/portalProcess';
import type { Contender } from './contender';

export type { Contender } from './contender';

export type ContenderName = 'verified' | 'unverified' | 'httpRequest' | 'sdk';

/** Loads what one contender needs and nothing of the others, so that memory can be compared. */
export async function createContender(
	name: ContenderName,
	portal: PortalAccess,
): Promise<Contender> {
	switch (name) {
		case 'verified':
			return (await import('./node')).nodeContender(portal, {});
		case 'unverified':
			return (await import('./node')).nodeContender(portal, { verify: false });
		case 'httpRequest':
			return (await import('./httpRequest')).httpRequestContender(portal);
		case 'sdk':
			return (await import('./sdk')).sdkContender(portal);
	}
}
