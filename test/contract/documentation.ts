import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import axios from 'axios';

import type { Dialect, SandboxPortal } from '../../sandbox/portal';

export type Body = Record<string, unknown>;

/** One page of the REST documentation, copied into `test/fixtures/seeds` as it stands there. */
export interface DocumentedMethod {
	readonly method: string;
	readonly scope: string;
	readonly verb: string;
	readonly headers: Record<string, string>;
	readonly samples: {
		readonly webhook: Sample;
		readonly oauth: Sample;
		/** The call with all fields, where the page has one. */
		readonly full?: { readonly body: Body };
	};
	readonly success: { readonly status: number; readonly body: Body };
	readonly error: { readonly statuses: number[]; readonly body: Body };
	readonly errorCodes: ReadonlyArray<{ code: string; status: number; description: string }>;
	/** The table of fields of `sale.payment.update`. */
	readonly fields?: readonly DocumentedField[];
}

export interface Sample {
	readonly body: Body;
	/** With the placeholders of the page. */
	readonly url: string;
}

export interface DocumentedField {
	readonly name: string;
	readonly type: string;
	readonly required: boolean;
	readonly values?: string[];
}

export type AuthKind = 'webhook' | 'oauth';

export const AUTH_KINDS: readonly AuthKind[] = ['webhook', 'oauth'];

export const PAGES = {
	pay: page('crm.item.payment.pay'),
	unpay: page('crm.item.payment.unpay'),
	update: page('sale.payment.update'),
	paySystemPay: page('sale.paysystem.pay.payment'),
} as const;

/**
 * The portal as the pages show it, and as its source code is
 * (docs/bitrix24.md#documentation-against-code).
 */
export const DIALECTS: Record<'docs' | 'code', Partial<Dialect>> = {
	docs: { errorCode: 'number', crmErrors: 'old', statuses: 'docs' },
	code: { errorCode: 'string', crmErrors: 'new', statuses: 'code' },
};

export function speak(portal: SandboxPortal, dialect: keyof typeof DIALECTS): void {
	portal.dialect = { ...portal.dialect, ...DIALECTS[dialect] };
}

export interface Answer {
	readonly status: number;
	readonly body: Body;
}

/** What of a sample is replaced; by default only its placeholders. */
export interface Replacements {
	readonly kind?: AuthKind;
	readonly body?: Body;
	/** Another webhook than the administrator's. */
	readonly webhook?: string;
	/** Another token than a fresh one with all scopes. */
	readonly token?: string;
}

/** Sends a sample of a page to the portal, with the placeholders filled in. */
export async function replay(
	portal: SandboxPortal,
	documented: DocumentedMethod,
	{ kind = 'webhook', body, webhook = portal.webhook, token }: Replacements = {},
): Promise<Answer> {
	const sample = documented.samples[kind];
	const [userId = '', code = ''] = new URL(webhook).pathname.split('/').slice(2);
	const url = sample.url
		.replace('https://**put_your_bitrix24_address**', portal.url)
		.replace('**put_your_user_id_here**', userId)
		.replace('**put_your_webhook_here**', code);
	const data = { ...(body ?? sample.body) };
	if (kind === 'oauth') data.auth = token ?? portal.oauth.issueTokens().access_token;
	return await send({ url, verb: documented.verb, data, headers: documented.headers });
}

export async function send(request: {
	url: string;
	data?: unknown;
	verb?: string;
	headers?: Record<string, string>;
}): Promise<Answer> {
	const response = await axios.request<Body>({
		url: request.url,
		method: request.verb ?? 'POST',
		data: request.data,
		headers: { 'Content-Type': 'application/json', ...request.headers },
		maxRedirects: 0,
		proxy: false,
		validateStatus: () => true,
	});
	return { status: response.status, body: response.data };
}

/** The JSON types of a value, key by key. */
export type Shape = string | Shape[] | { [key: string]: Shape };

export function shapeOf(value: unknown): Shape {
	if (value === null) return 'null';
	if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
	if (typeof value !== 'object') return typeof value;
	const keys = Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)] as const);
	return Object.fromEntries(keys);
}

function page(method: string): DocumentedMethod {
	const file = join(__dirname, '..', 'fixtures', 'seeds', `${method}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as DocumentedMethod;
}
