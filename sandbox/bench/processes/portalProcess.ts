/** The sandbox portal in a process of its own, so that its CPU time is not counted as the client's. */
import {
	startPortal,
	type Latency,
	type Limits,
	type SandboxPortal,
	type TokenResponse,
} from '../../portal';
import { openPayments } from '../scenario';
import { createPortalTime } from '../time/portalTime';
import { answerQuestions } from './childProcess';

export interface PortalSetting {
	readonly payments: number;
	readonly latency: Latency;
	readonly limits: Partial<Limits>;
}

export type PortalQuestion =
	| { readonly kind: 'start'; readonly setting: PortalSetting }
	| { readonly kind: 'reset' }
	| { readonly kind: 'count' };

export interface PortalAccess {
	readonly url: string;
	readonly webhook: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly tokens: TokenResponse;
}

/** What the portal has seen since it started or was reset. */
export interface PortalCount {
	readonly requests: number;
	/** Commands that were executed, alone or in a batch. */
	readonly commands: number;
	/** Requests refused because of the leaky bucket. */
	readonly refused: number;
	/** Payments that are paid. */
	readonly booked: number;
	/** Payments that were booked more than once, or written to by two requests at a time. */
	readonly mistreated: number;
}

const LIMIT_STATUS = 503;

let portal: SandboxPortal | undefined;

answerQuestions<PortalQuestion>(async (question) => {
	if (question.kind === 'start') return await start(question.setting);
	if (!portal) throw new Error('The portal has not been started');
	if (question.kind === 'count') return count(portal);
	portal.reset();
	return undefined;
});

async function start({ payments, latency, limits }: PortalSetting): Promise<PortalAccess> {
	portal = await startPortal({
		clock: createPortalTime(),
		payments: openPayments(payments),
		keepBodies: false,
		latency,
		limits,
	});
	const { url, webhook, oauth } = portal;
	const { clientId, clientSecret } = oauth;
	return { url, webhook, clientId, clientSecret, tokens: oauth.issueTokens() };
}

function count({ requests, ledger }: SandboxPortal): PortalCount {
	const payments = ledger.payments();
	const effects = payments.map(({ id }) => ledger.effects(id));
	return {
		requests: requests.length,
		commands: ledger.journal.length,
		refused: requests.filter(({ status }) => status === LIMIT_STATUS).length,
		booked: payments.filter(({ paid }) => paid === 'Y').length,
		mistreated: effects.filter(
			({ paidTransitions, overlappingWrites }) => paidTransitions > 1 || overlappingWrites > 0,
		).length,
	};
}
