import type { LoggedRequest } from '../../../sandbox/portal';
import type { Observation } from './observation';

/**
 * After this long the portal has ended the script of a request
 * (docs/bitrix24.md#time-of-a-request).
 */
const SCRIPT_LIMIT_MS = 60_000;

/**
 * Writes that were sent while an earlier one on the same payment may still have been running: its
 * answer never came, or was a server fault. Bitrix24 does not lock, so both could take effect.
 */
export function hastyWrites({
	change,
	requests,
}: Pick<Observation, 'change' | 'requests'>): string[] {
	const unclear = new Map<number, number>();
	const lies: string[] = [];
	for (const request of requests) {
		for (const id of paymentsWritten(request, change.write)) {
			const since = unclear.get(id);
			const gap = since === undefined ? undefined : request.atMs - since;
			if (gap !== undefined && gap < SCRIPT_LIMIT_MS) {
				lies.push(`payment ${id} was sent again ${gap} ms after a write without an answer`);
			}
			if (mayStillRun(request)) unclear.set(id, request.atMs);
		}
	}
	return lies;
}

function mayStillRun({ status }: LoggedRequest): boolean {
	return status === 0 || status === 500 || status === 502;
}

function paymentsWritten({ method, commands, rawBody }: LoggedRequest, write: string): number[] {
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
