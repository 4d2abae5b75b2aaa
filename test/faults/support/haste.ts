import type { LoggedRequest } from '../../../sandbox/portal';
import type { Observation } from './observation';

/**
 * After this long a cloud portal has ended the script of a request; elsewhere nobody knows, and the
 * node waits longer (docs/bitrix24.md#time-of-a-request).
 */
const CLOUD_SCRIPT_MS = 60_000;
const OTHER_SCRIPT_MS = 300_000;

interface Unclear {
	readonly id: number;
	readonly atMs: number;
}

/**
 * Writes that were sent while an earlier one on the same order may still have been running: its
 * answer never came, or was none of Bitrix24's. Bitrix24 does not lock, so both could take effect.
 */
export function hastyWrites(seen: Observation): string[] {
	const { change, requests } = seen;
	const unclear = new Map<number, Unclear[]>();
	const lies: string[] = [];
	for (const request of requests) {
		const ids = paymentsWritten(request, change.write);
		for (const id of ids) {
			const earlier = unclear.get(orderOf(seen, id)) ?? [];
			const met = earlier.filter((one) => mayMeet(seen, one, { id, atMs: request.atMs }));
			for (const one of met) {
				const gap = request.atMs - one.atMs;
				lies.push(`payment ${id} was sent ${gap} ms after a write on ${one.id} without an answer`);
			}
		}
		if (!mayStillRun(request)) continue;
		for (const id of ids) {
			const order = orderOf(seen, id);
			unclear.set(order, [...(unclear.get(order) ?? []), { id, atMs: request.atMs }]);
		}
	}
	return lies;
}

/**
 * A write on another payment of the order is over once it has been carried out. One on the same
 * payment has no successor then, unless somebody has turned the payment over by hand.
 */
function mayMeet(seen: Observation, first: Unclear, second: Unclear): boolean {
	const { change, journal, isCloud, isTouched, flips } = seen;
	if (second.atMs - first.atMs >= (isCloud ? CLOUD_SCRIPT_MS : OTHER_SCRIPT_MS)) return false;
	const isOver = journal.some(
		({ method, paymentId, atMs }) =>
			method === change.write &&
			paymentId === first.id &&
			atMs >= first.atMs &&
			atMs <= second.atMs,
	);
	const isByHand = flips > 0 || isTouched(second.id);
	return !isOver || (first.id === second.id && !isByHand);
}

/** A payment that nobody has seen stands for an order of its own. */
function orderOf({ before, after }: Observation, id: number): number {
	return (before.get(id) ?? after.get(id))?.orderId ?? -id;
}

/** Statuses with which these tests let something answer that is not Bitrix24. */
const FOREIGN: ReadonlySet<number> = new Set([307, 409, 422, 500, 502]);

/** Nothing in the answer says what became of the request. */
export function mayStillRun({ status }: LoggedRequest): boolean {
	return status === 0 || FOREIGN.has(status);
}

/** The payments that a request writes to, by this method. */
export function paymentsWritten(request: LoggedRequest, write: string): number[] {
	const { method, commands, rawBody } = request;
	if (commands) return commands.flatMap((command) => idIn(command, write));
	if (method !== write || rawBody === '') return [];
	const body = JSON.parse(rawBody) as Record<string, unknown>;
	return [Number(body.id ?? body.PAYMENT_ID)];
}

function idIn(command: string, write: string): number[] {
	const [method, query] = command.split('?');
	if (method !== write) return [];
	return [Number(new URLSearchParams(query).get('id'))];
}
