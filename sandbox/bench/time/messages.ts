/**
 * Virtual time has two ends: the process of a client, whose clock it is, and that of the portal. A
 * client that only waits asks the portal to let time pass; one line of JSON per message.
 */

/** Carries the number of a request and the moment at which it was sent to the portal. */
export const CLOCK_HEADER = 'x-bench-clock';

/** Let time pass until a request is answered, but not beyond a moment. */
export interface Ask {
	/** In virtual ms; missing when only an answer can go on. */
	readonly untilMs?: number;
	/** Requests that have been sent since the last message; all of them have to arrive first. */
	readonly sent: readonly number[];
}

/** A request that was sent has failed on its way. */
export interface Gone {
	readonly gone: number;
}

export interface Advanced {
	readonly atMs: number;
	/** The requests that are answered at this moment. */
	readonly answered: readonly number[];
	/** Whether scripts go on, be it that nobody waits for them any more. */
	readonly isBusy: boolean;
}

export function clockHeader(id: number, atMs: number): string {
	return `${id} ${atMs}`;
}

export function readClockHeader(value: unknown): { id: number; atMs: number } | undefined {
	if (typeof value !== 'string') return undefined;
	const [id = NaN, atMs = NaN] = value.split(' ').map(Number);
	return Number.isFinite(id) && Number.isFinite(atMs) ? { id, atMs } : undefined;
}

/** Cuts a stream into lines and reads each as JSON. */
export function onMessages<Message>(
	stream: NodeJS.ReadableStream,
	take: (message: Message) => void,
): void {
	let rest = '';
	stream.setEncoding('utf8');
	stream.on('data', (text: string) => {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) take(JSON.parse(line) as Message);
	});
}

export function asLine(message: Ask | Gone | Advanced): string {
	return `${JSON.stringify(message)}\n`;
}
