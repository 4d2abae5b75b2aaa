import type { IDataObject } from 'n8n-workflow';

import type { Exchange, Post } from '../../nodes/Bitrix24Payments/portal/http';
import { byParserOfSandbox } from './encoding';
import type { FakeClock } from './fakeClock';

export function answered(body: unknown, status = 200): Exchange {
	return { kind: 'answered', status, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

export function portalError(code: unknown, status = 400, text = 'Text of the portal'): Exchange {
	return answered({ error: code, error_description: text }, status);
}

export const TOO_MANY = portalError('QUERY_LIMIT_EXCEEDED', 503, 'Too many requests');
export const REFUSED_CONNECTION: Exchange = { kind: 'unreachable', code: 'ECONNREFUSED' };
export const LOST_ANSWER: Exchange = { kind: 'lost', code: 'ECONNRESET' };

export interface SentCommand {
	readonly method: string;
	readonly params: IDataObject;
}

export interface SentRequest extends SentCommand {
	readonly url: string;
	/** The commands inside a batch. */
	readonly commands: readonly SentCommand[];
}

export type CommandAnswer =
	| { result: unknown; time?: IDataObject }
	| { error: unknown; error_description?: string };

/** More requests than any test needs: what goes on for ever ends here. */
const FUSE = 500;

/**
 * A portal reduced to its answers: it decodes batches, obeys `halt`, and takes a set time for each
 * command. Exchanges in `first` are answered before anything is executed.
 */
export class FakePortal {
	readonly requests: SentRequest[] = [];

	first: Array<Exchange | (() => Exchange)> = [];

	/** What a command is answered; it counts as executed. */
	answer: (command: SentCommand) => CommandAnswer = () => ({ result: true });

	/** What stands between n8n and the portal; it may keep a request or lose its answer. */
	line: (request: SentRequest, deliver: () => Exchange) => Exchange = (_, deliver) => deliver();

	msPerCommand = 0;

	readonly executed: SentCommand[] = [];

	constructor(private readonly clock: FakeClock) {}

	readonly post: Post = async (url, body) => {
		if (this.requests.length >= FUSE) throw new Error('There is no end to the requests');
		const request = toRequest(url, body as IDataObject);
		this.requests.push(request);
		const early = this.first.shift();
		if (early) return typeof early === 'function' ? early() : early;
		return this.line(request, () =>
			request.method === 'batch' ? this.runBatch(request) : this.runSingle(request),
		);
	};

	/** The methods of all requests, in their order. */
	get methods(): string[] {
		return this.requests.map((request) => request.method);
	}

	/** How many commands each batch carried. */
	get batchSizes(): number[] {
		return this.requests
			.filter((request) => request.method === 'batch')
			.map((request) => request.commands.length);
	}

	/** The methods that each request made the portal execute. */
	get methodsByRequest(): string[][] {
		return this.requests.map(({ method, commands }) =>
			method === 'batch' ? commands.map((command) => command.method) : [method],
		);
	}

	private runSingle(request: SentRequest): Exchange {
		const answer = this.run(request);
		return answered(answer, 'error' in answer ? 400 : 200);
	}

	private runBatch(request: SentRequest): Exchange {
		const keys = Object.keys(request.params.cmd as IDataObject);
		const result: IDataObject = {};
		const errors: IDataObject = {};
		const times: IDataObject = {};
		for (const [index, command] of request.commands.entries()) {
			const answer = this.run(command);
			const key = keys[index] ?? '';
			if ('error' in answer) errors[key] = answer as IDataObject;
			else result[key] = answer.result as IDataObject;
			if ('time' in answer && answer.time) times[key] = answer.time;
			if ('error' in answer && request.params.halt) break;
		}
		return answered({
			result: {
				result: phpArray(result),
				result_error: phpArray(errors),
				result_time: phpArray(times),
			},
		});
	}

	private run(command: SentCommand): CommandAnswer {
		this.clock.time += this.msPerCommand;
		this.executed.push(command);
		return this.answer(command);
	}
}

/** PHP writes an empty array as `[]`. */
function phpArray(value: IDataObject): unknown {
	return Object.keys(value).length === 0 ? [] : value;
}

function toRequest(url: string, params: IDataObject): SentRequest {
	const method = url.split('/').at(-1) ?? '';
	const commands =
		method === 'batch' ? Object.values(params.cmd as Record<string, string>).map(decode) : [];
	return { url, method, params, commands };
}

function decode(command: string): SentCommand {
	const { method, params } = byParserOfSandbox(command);
	return { method, params: params as IDataObject };
}
