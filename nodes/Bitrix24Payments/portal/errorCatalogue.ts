import { BY_CODE, BY_TEXT, type ErrorEntry, type Verdict } from './errorTable';
import { Failure } from './failure';
import { isoTime } from './words';

/** An error of the portal as it stands in an answer. */
export interface PortalError {
	/** `error` as a string; the wire may carry the number 0 (docs/bitrix24.md#errors). */
	readonly code: string;
	/** `error_description`, scrubbed and readable. */
	readonly text: string;
	readonly method: string;
	readonly httpStatus?: number;
	/** End of the operating limit, in ms. */
	readonly resetAt?: number;
}

const CHECK = 'Check the values in this node and the record in Bitrix24';

const FALLBACK: ErrorEntry = { description: `These are Bitrix24's own words. ${CHECK}` };

/** Where there are no words of Bitrix24 either. */
const WORDLESS: ErrorEntry = { description: CHECK };

/** The words that stand in `error_description` when Bitrix24 sends none. */
const NO_TEXT = 'Bitrix24 refused the request without saying why';

/** What the portal's codes have in common that are not in the table. */
const OWN_FAMILY = /^(\d+|SALE_\w+|CRM_\w+|ERROR_\w+|MAIN_\w+)$/;

/** A code may be any text, even the name of something every object has. */
function entryFor({ code, text }: Pick<PortalError, 'code' | 'text'>): ErrorEntry | undefined {
	const byText = BY_TEXT.find((known) => known.code === code && known.text.test(text));
	if (byText) return byText.entry;
	return Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
}

/** What is certain about a command that was answered with this; undefined where nothing is. */
export function verdictOn(error: Pick<PortalError, 'code' | 'text'>): Verdict | undefined {
	return entryFor(error)?.verdict;
}

/** Whether it speaks of one record and not of the request or its credential. */
export function isOfRecord(error: Pick<PortalError, 'code' | 'text'>): boolean {
	return entryFor(error)?.isOfRecord ?? false;
}

/** Whether it is one of Bitrix24's own errors and not one of a proxy or gateway before it. */
export function isOwnError(error: Pick<PortalError, 'code' | 'text'>): boolean {
	return error.text !== '' && (entryFor(error) !== undefined || OWN_FAMILY.test(error.code));
}

/** Whether waiting alone is expected to cure it. */
export function isTransient({ bitrixCode = '' }: Failure): boolean {
	return entryFor({ code: bitrixCode, text: '' })?.transient ?? false;
}

/** Whether it asks for a fresh access token; no other 401 does (docs/bitrix24.md#access-tokens). */
export function asksForFreshToken({ bitrixCode }: Failure): boolean {
	return bitrixCode === 'expired_token' || bitrixCode === 'invalid_token';
}

/** The scope that a REST method needs (docs/bitrix24.md#scopes-and-rights). */
export function scopeOf(method: string): string {
	if (method.startsWith('crm.')) return 'crm';
	if (method.startsWith('sale.paysystem.')) return 'pay_system';
	if (method.startsWith('salescenter.')) return 'salescenter';
	return 'sale';
}

/** Puts an error of the portal into words. */
export function describeError(error: PortalError): Failure {
	const unknown = error.text ? FALLBACK : WORDLESS;
	const entry = wordedFor(error.method, entryFor(error) ?? unknown);
	const failure = new Failure({
		code: error.code ? (entry.means ?? 'REFUSED') : 'BAD_RESPONSE',
		...(error.code ? { bitrixCode: error.code } : {}),
		message: entry.message ?? (error.text || NO_TEXT),
		description: withServerText(entry, error.text),
		retryable: entry.transient === true || entry.verdict === 'uncertain',
		httpStatus: error.httpStatus,
		notFound: entry.notFound,
		resetAt: isoTime(error.resetAt) ? error.resetAt : undefined,
	});
	return error.code === 'insufficient_scope' ? namingScope(failure, error.method) : failure;
}

/** Nobody who only reads is helped by what a change would need. */
function wordedFor(method: string, entry: ErrorEntry): ErrorEntry {
	return /\.(?:get|list)$/.test(method) ? { ...entry, ...entry.reading } : entry;
}

function withServerText(entry: ErrorEntry, text: string): string {
	if (!entry.message || !text) return entry.description;
	return `${entry.description}. Bitrix24 says: ${text}`;
}

function namingScope(failure: Failure, method: string): Failure {
	const scope = scopeOf(method);
	return failure.with({
		message: `The credential lacks the permission '${scope}' in Bitrix24`,
		description: `Add '${scope}' to the permissions of the webhook or application in Bitrix24. An application has to be connected again afterwards`,
		requiredScope: scope,
	});
}
