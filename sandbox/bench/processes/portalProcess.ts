/** The sandbox portal in a process of its own, so that its CPU time is not counted as the client's. */
import { startPortal, type SandboxPortal, type TokenResponse } from '../../portal';
import { payments } from '../scenario';
import type { Setting } from '../settings';
import { TASKS } from '../tasks';
import { createPortalTime, type PortalTime } from '../time/portalTime';
import { answerQuestions } from './childProcess';

export type PortalQuestion =
	| { readonly kind: 'start'; readonly setting: Setting }
	| { readonly kind: 'access' }
	| { readonly kind: 'count' }
	| { readonly kind: 'reset' };

export interface PortalAccess {
	readonly url: string;
	readonly webhook: string;
	/** One that may not list payments. */
	readonly crmWebhook: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly tokens: TokenResponse;
	readonly timePort: number;
}

/** What the portal has seen since it started or was reset. */
export interface PortalCount {
	readonly requests: number;
	/** Requests refused because of the leaky bucket. */
	readonly refused: number;
	/** Payments that are as they should be. */
	readonly done: number;
	/** Pairs of writes on one order of which one began before the other had ended. */
	readonly overlaps: number;
	/** Payments that became paid more than once, with all that Bitrix24 attaches to it. */
	readonly paidTwice: number;
}

interface Stage {
	readonly setting: Setting;
	readonly time: PortalTime;
	readonly portal: SandboxPortal;
	readonly crmWebhook: string;
}

const LIMIT_STATUS = 503;

let stage: Stage | undefined;

answerQuestions<PortalQuestion>(async (question) => {
	if (question.kind === 'start') {
		stage = await start(question.setting);
		return undefined;
	}
	if (!stage) throw new Error('The portal has not been started');
	switch (question.kind) {
		case 'access':
			return access(stage);
		case 'count':
			return await count(stage);
		case 'reset':
			return stage.portal.reset();
	}
});

async function start(setting: Setting): Promise<Stage> {
	const time = await createPortalTime();
	const portal = await startPortal({
		clock: time.clock,
		payments: payments(setting.payments, setting.arePaid ? 'Y' : 'N'),
		keepBodies: false,
		latency: setting.latency,
		limits: setting.limits,
	});
	return { setting, time, portal, crmWebhook: portal.webhookFor({ scopes: ['crm'] }) };
}

/** The tokens are new, as time goes on between runs. */
function access({ portal, crmWebhook, time }: Stage): PortalAccess {
	const { url, webhook, oauth } = portal;
	const { clientId, clientSecret } = oauth;
	const tokens = oauth.issueTokens();
	return { url, webhook, crmWebhook, clientId, clientSecret, tokens, timePort: time.port };
}

async function count({ setting, portal, time }: Stage): Promise<PortalCount> {
	await time.finish();
	const { requests, ledger } = portal;
	const rows = ledger.payments();
	return {
		requests: requests.length,
		refused: requests.filter(({ status }) => status === LIMIT_STATUS).length,
		done: rows.filter((row) => TASKS[setting.task].isDone(row)).length,
		overlaps: ledger.overlaps(),
		paidTwice: rows.filter(({ id }) => ledger.effects(id).paidTransitions > 1).length,
	};
}
