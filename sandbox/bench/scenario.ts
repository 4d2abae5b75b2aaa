/** What every contender is measured with. */
import { DEFAULT_LIMITS, type Latency, type Limits, type SeedPayment } from '../portal';

export const PAYMENTS = 1000;
export const SCALE_PAYMENTS = 10_000;

/**
 * How long the portal takes, in ms. Paying costs 0.3 to 4.6 s with a portal's automation
 * (docs/bitrix24.md#server-times); 0.3 s is the price at which 1,000 payments fit into the operating
 * limit of 420 s within ten minutes, which no client can get around.
 */
export const LATENCY = {
	perRequestMs: 150,
	perCommandMs: { 'crm.item.payment.pay': 300, '*': 40 },
} as const satisfies Latency;

/** The documented sample of a pay on a portal with automation (docs/bitrix24.md#server-times). */
export const SLOW_PAY_MS = 1190;
/** A portal without any automation. */
export const FAST_PAY_MS = 50;

/** The documented limits: 50 requests at once, then 2 per second, 420 s of operating time. */
export const DOCUMENTED_LIMITS: Partial<Limits> = {};
export const DOCUMENTED_OPERATING_SECONDS = DEFAULT_LIMITS.operatingSeconds;

/**
 * A self-hosted portal, where the operating limit is off by default
 * (docs/bitrix24.md#operating-time).
 */
export const WITHOUT_OPERATING_LIMIT: Partial<Limits> = { operatingSeconds: Number.MAX_VALUE };

/** Between two runs of one process, so that the portal's ten minutes begin anew. */
export const PAUSE_MS = 600_000;

const FIRST_ID = 100_001;

/** Open payments of a portal, each on an order of its own. */
export function openPayments(count: number): SeedPayment[] {
	return paymentIds(count).map((id) => ({ id, sum: 100, paySystemId: 2 }));
}

export function paymentIds(count: number): number[] {
	return Array.from({ length: count }, (_, index) => FIRST_ID + index);
}
