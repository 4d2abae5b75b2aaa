import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { startPortal, virtualClock } from '../../sandbox/portal';
import type { PortalOptions, SandboxPortal, VirtualClock } from '../../sandbox/portal';

export interface PortalUnderTest {
	readonly portal: SandboxPortal;
	readonly clock: VirtualClock;
}

/** A portal on a virtual clock for all tests of a file, reset before each of them. */
export function usePortal(options: PortalOptions = {}): PortalUnderTest {
	const clock = virtualClock();
	let portal: SandboxPortal | undefined;
	beforeAll(async () => {
		portal = await startPortal({ clock, ...options });
	});
	beforeEach(() => portal?.reset());
	afterAll(async () => await portal?.close());
	return {
		get portal() {
			if (portal === undefined) throw new Error('The portal has not been started');
			return portal;
		},
		clock,
	};
}

/** Answers as text and as JSON; no status is an exception, no redirect is followed. */
export interface Answer {
	status: number;
	text: string;
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into arbitrary JSON
	body: any;
	headers: AxiosResponse['headers'];
}

/** Sends a request exactly as configured. */
export async function send(config: AxiosRequestConfig): Promise<Answer> {
	const response = await axios.request<string>({
		method: 'POST',
		maxRedirects: 0,
		validateStatus: () => true,
		responseType: 'text',
		transformResponse: (text: string) => text,
		...config,
	});
	const { status, data: text, headers } = response;
	return { status, text, body: parse(text), headers };
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** POSTs JSON to a method of a webhook (or any other base address). */
export async function call(base: string, method: string, params: object = {}): Promise<Answer> {
	return await send({ url: `${base}${method}`, data: params });
}

/** POSTs a batch of command strings. */
export async function batch(
	base: string,
	cmd: Record<string, unknown> | unknown[],
	more: object = {},
): Promise<Answer> {
	return await call(base, 'batch', { cmd, ...more });
}

/** The code of the network error a request ends with; fails when it is answered. */
export async function networkError(request: Promise<Answer>): Promise<string> {
	try {
		const answer = await request;
		throw new Error(`The request was answered: ${answer.status} ${answer.text}`);
	} catch (error) {
		if (axios.isAxiosError(error)) return error.code ?? error.message;
		throw error;
	}
}
