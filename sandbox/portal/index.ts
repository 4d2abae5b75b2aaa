import { Portal } from './portal';
import type { PortalOptions, SandboxPortal } from './sandboxPortal';

export { DEFAULT_START_MS, realClock, virtualClock, type Clock, type VirtualClock } from './clock';
export type { Latency } from './core';
export { ALL_SCOPES } from './credentials';
export { DEFAULT_DIALECT, type Dialect } from './dialect';
export {
	COMMAND_FAULTS,
	TRANSPORT_FAULTS,
	type FaultName,
	type FaultRule,
	type WrongPage,
} from './faultRule';
export type { FaultHandle, Faults, StruckFault } from './faults';
export type { Appointment, Happening, Moment, Occasion } from './happenings';
export type { Ledger, LedgerEntry, SideEffects } from './ledger';
export { DEFAULT_LIMITS, type Limits } from './limits';
export type { TokenResponse } from './oauth';
export type { PaymentRow } from './paymentFields';
export type { LoggedRequest } from './requestLog';
export type { Person } from './person';
export { recentPayments, SEED, seedPayments, type SeedPayment } from './seed';
export type { PortalOAuth, PortalOptions, Rights, SandboxPortal } from './sandboxPortal';

/** Starts an emulated Bitrix24 portal on a loopback port. */
export async function startPortal(options: PortalOptions = {}): Promise<SandboxPortal> {
	const portal = new Portal(options);
	await portal.listen(options.port ?? 0);
	return portal;
}
