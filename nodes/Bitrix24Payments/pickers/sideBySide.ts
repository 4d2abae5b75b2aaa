import type { Command, Reply } from '../portal/command';
import type { Send } from '../portal/rowSearch';

interface Sending {
	readonly commands: readonly Command[];
	resolve(replies: Reply[]): void;
	reject(reason: unknown): void;
}

/** Lets searches that go on side by side share requests: what they send at one time goes together. */
export function sideBySide(send: Send): Send {
	let waiting: Sending[] = [];
	const flush = async () => {
		const sendings = waiting;
		waiting = [];
		try {
			const replies = await send(sendings.flatMap(({ commands }) => commands));
			let from = 0;
			for (const { commands, resolve } of sendings) {
				resolve(replies.slice(from, from + commands.length));
				from += commands.length;
			}
		} catch (error) {
			for (const { reject } of sendings) reject(error);
		}
	};
	return async (commands) =>
		await new Promise((resolve, reject) => {
			waiting.push({ commands, resolve, reject });
			if (waiting.length === 1) void Promise.resolve().then(flush);
		});
}
