import type { Json } from './php/values';

/** Faults of a whole HTTP request. */
export const TRANSPORT_FAULTS = [
	'resetBefore',
	'resetAfter',
	'resetMidBatch',
	'resetThenFinish',
	'hangBefore',
	'hangAfter',
	'html502',
	'html502After',
	'truncatedJson',
	'truncatedSocket',
	'emptyBody',
	'rateLimit',
	'rateLimitHtml',
	'expiredToken',
	'invalidToken',
	'redirect302',
	'redirectAfter',
	'connectionError',
	'overload',
	'emptyBatch',
	'dropBatchKeys',
	'batchStatus403',
	'error500',
	'error500After',
	'wrongEncoding',
	'echoSecret',
	'foreignError',
	'foreignErrorAfter',
	'phpWarning',
	'answerInError',
] as const;

/** Faults of one command, called alone or inside a batch. */
export const COMMAND_FAULTS = [
	'operatingLimit',
	'nullResult',
	'batchMethodNotAllowed',
	'accessDenied',
	'insufficientScope',
	'vetoed',
	'lyingTrue',
	'savedWithWarning',
	'refusedAfterSave',
	'bareBatchError',
	'lateBooking',
	'errorCode',
	'flipAfter',
	'overlap',
	'phoneNotConfirmed',
	'ignoredFilter',
	'wrongPage',
] as const;

export type TransportFault = (typeof TRANSPORT_FAULTS)[number];
export type CommandFault = (typeof COMMAND_FAULTS)[number];
export type FaultName = TransportFault | CommandFault;

/** What is wrong with a page of a list; what is not named stays as it is. */
export interface WrongPage {
	total?: Json;
	next?: Json;
	/** What the page does not say at all. */
	without?: ReadonlyArray<'total' | 'next'>;
	/** The page has only so many rows. */
	rows?: number;
	/** It lists each row twice. */
	twice?: boolean;
}

/** When a fault strikes and what it looks like. */
export interface FaultRule {
	fault: FaultName;
	/**
	 * Transport faults: the HTTP-level method ('batch', 'crm.item.payment.pay', 'oauth/token').
	 * Command faults: the command's method, inside a batch the inner one; `operatingLimit` and
	 * `nullResult` strike the whole batch when this names 'batch'. Default: every REST method.
	 */
	method?: string | RegExp;
	/** Only when the request or command concerns this payment. */
	paymentId?: number;
	/** Let this many matching requests (commands) through first. */
	skip?: number;
	/** How often it strikes; default 1. */
	times?: number;
	/** How many commands of a batch run before a transport fault strikes. */
	afterCommands?: number;
	/**
	 * Hang faults: how long. resetThenFinish: how long until the script goes on. lateBooking: how
	 * long reads do not see it; default five seconds.
	 */
	delayMs?: number;
	/** resetThenFinish: how long the request has taken when its connection breaks; default 0. */
	cutAfterMs?: number;
	/**
	 * The text of an error, or what a fault makes a variant of: redirect302 the new host,
	 * redirectAfter the whole Location, foreignError the text sent, truncatedJson how much is left
	 * of the answer (negative: how much is missing), phpWarning 'before' or 'behind' the answer,
	 * ignoredFilter the only key that is ignored.
	 */
	value?: string;
	code?: string;
	/** Of foreignError, redirectAfter, answerInError, errorCode and refusedAfterSave: the status. */
	status?: number;
	/** Any JSON: the answer of foreignError, the entry of bareBatchError; its default is null. */
	body?: Json;
	page?: WrongPage;
}

export function isFaultName(name: unknown): name is FaultName {
	return ([...TRANSPORT_FAULTS, ...COMMAND_FAULTS] as unknown[]).includes(name);
}

export function isTransport(rule: FaultRule): boolean {
	return (TRANSPORT_FAULTS as readonly string[]).includes(rule.fault);
}
