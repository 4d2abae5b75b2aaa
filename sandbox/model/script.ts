type Json = Record<string, unknown>;

/** What an agent asks of OpenAI's chat completions, as far as the script reads it. */
export interface ChatRequest {
	readonly messages: ReadonlyArray<{ role: string; content: unknown }>;
	readonly tools?: ReadonlyArray<{ function: { name: string; description?: string } }>;
	readonly stream?: boolean;
}

/** A tool that the model wants called. */
export interface Call {
	readonly name: string;
	readonly args: Json;
}

/**
 * What the model does next: it looks for the number that the person wrote, then it tries the booking
 * of what it found, then it proposes it.
 *
 * @throws Error when the agent lacks a tool, or nothing was found
 */
export function nextCall({ messages, tools = [] }: ChatRequest): Call {
	const results = messages
		.filter(({ role }) => role === 'tool')
		.map(({ content }) => textOf(content));
	const named = (word: string) => {
		const found = tools.find(({ function: { name } }) => name.includes(word));
		if (!found) throw new Error(`The agent has no tool for ${word}`);
		return found.function.name;
	};
	if (results.length === 0) return { name: named('Find'), args: { text: numberIn(messages) } };
	const payment = paymentIn(results[0] ?? '');
	if (results.length === 1) return { name: named('Try'), args: { paymentId: payment.id } };
	const { id: paymentId, sum: amount, currency } = payment;
	const reason = 'You named its number, and it can be booked';
	return { name: named('format_final'), args: { output: { paymentId, amount, currency, reason } } };
}

function numberIn(messages: ChatRequest['messages']): string {
	const said = messages.filter(({ role }) => role === 'user').map(({ content }) => textOf(content));
	return /\d+(?:\/\d+)?/.exec(said.at(-1) ?? '')?.[0] ?? '';
}

function textOf(content: unknown): string {
	return typeof content === 'string' ? content : JSON.stringify(content);
}

/** The first payment in what a tool answered, however n8n has wrapped it. */
function paymentIn(text: string): Json {
	const payment = findPayment(parsed(text));
	if (!payment) throw new Error('No payment was found');
	return payment;
}

function findPayment(value: unknown): Json | undefined {
	if (typeof value === 'string') return findPayment(parsed(value));
	if (typeof value !== 'object' || value === null) return undefined;
	if ('accountNumber' in value) return value as Json;
	for (const part of Object.values(value)) {
		const found = findPayment(part);
		if (found) return found;
	}
	return undefined;
}

function parsed(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return value === text ? undefined : value;
	} catch {
		return undefined;
	}
}
