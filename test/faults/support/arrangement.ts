import type { FaultHandle } from '../../../sandbox/portal';
import type { Rig } from '../../support/rig';
import { aimOf } from './aims';
import { DIALECTS, idsOf, type Case } from './cases';
import { forReads } from './reads';

/** Prepares the portal for a case: payments, dialect, credential and the fault. */
export function arrange(
	rig: Pick<Rig, 'portal' | 'useOAuth' | 'useWebhook'>,
	one: Case,
): FaultHandle {
	const { portal } = rig;
	portal.dialect = { ...portal.dialect, ...DIALECTS[one.dialect] };
	useCredential(rig, one);
	for (const id of idsOf(one)) portal.ledger.addPayment({ id, ...one.change.seed });
	return portal.faults.add({ ...one.fault.rule, fault: one.fault.fault, ...aimOf(one) });
}

/** Gives the node a credential with which payments are read as the case wants it. */
export function useCredential(
	{ portal, useOAuth, useWebhook }: Pick<Rig, 'portal' | 'useOAuth' | 'useWebhook'>,
	{ change, reads, credential }: Pick<Case, 'change' | 'credential' | 'reads'>,
): void {
	const scopes = forReads(portal, change, reads);
	if (credential === 'OAuth2') useOAuth({ ...portal.oauth.issueTokens({ scopes }) });
	else useWebhook(scopes ? portal.webhookFor({ scopes }) : portal.webhook);
}
