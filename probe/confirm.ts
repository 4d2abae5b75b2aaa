import { createInterface } from 'node:readline/promises';
import type { Readable } from 'node:stream';

/** What `--write` is going to do, in words for the person who has to agree. */
export const WARNING = `--write makes on this portal, marked as a test:
  - one deal, with one order and two payments of small amounts
It books a payment and takes the booking back, several times, changes its fields, and tries what
should be refused. What the portal does then of itself it does here, too: automation of the first
stage of deals and of paid payments, mails, notifications, receipts where a cash register is
connected. Better take a portal that is not your shop's. No payment system is charged, nothing is
refunded, and nothing is touched that the probe has not made.
Afterwards payments, order and deal are deleted (the deal goes to the recycle bin).
`;

/**
 * Whether the person, or the script, names the portal's host.
 *
 * @param yes the host that a script confirms with; without it, the person is asked
 * @param input where the answer is typed
 */
export async function isConfirmed(
	host: string,
	yes: string | undefined,
	say: (line: string) => void,
	input: Readable,
	signal: AbortSignal,
): Promise<boolean> {
	if (yes !== undefined) return isHost(yes, host);
	say(WARNING);
	say("Type the portal's host to go on, or nothing to leave it:");
	return isHost(await firstLine(input, signal), host);
}

async function firstLine(input: Readable, signal: AbortSignal): Promise<string> {
	const lines = createInterface({ input });
	const stop = () => lines.close();
	signal.addEventListener('abort', stop, { once: true });
	try {
		for await (const line of lines) return line;
		return '';
	} finally {
		signal.removeEventListener('abort', stop);
		lines.close();
	}
}

/** The port need not be typed. */
function isHost(typed: string, host: string): boolean {
	const name = typed.trim().toLowerCase();
	return name !== '' && [host, host.replace(/:\d+$/, '')].includes(name);
}
