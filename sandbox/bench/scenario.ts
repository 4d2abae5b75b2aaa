/** The payments that every contender has to deal with. */
import type { SeedPayment } from '../portal';
import { seededRandom, shuffled } from './chance';

/** Payments that share an order, as instalments do. */
export const PAYMENTS_PER_ORDER = 3;

/** The pay system of all of them; an update has to name it. */
export const PAY_SYSTEM = 2;

/** Between two runs of one process, so that the portal's ten minutes begin anew. */
export const PAUSE_MS = 660_000;

const FIRST_ID = 100_001;
const FIRST_ORDER = 200_001;
const SEED = 1;

/** The payments that a portal starts with. */
export function payments(count: number, paid: 'Y' | 'N'): SeedPayment[] {
	return idsInOrder(count).map((id, index) => ({
		id,
		orderId: FIRST_ORDER + Math.floor(index / PAYMENTS_PER_ORDER),
		sum: 100,
		paySystemId: PAY_SYSTEM,
		paid,
	}));
}

/** The input: mixed, as the lines of a bank statement are, and the same in every run. */
export function paymentIds(count: number): number[] {
	return shuffled(idsInOrder(count), seededRandom(SEED));
}

function idsInOrder(count: number): number[] {
	return Array.from({ length: count }, (_, index) => FIRST_ID + index);
}
