import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { systemClock } from './clock';
import type { Reply } from './command';
import { openConnection, type Connection } from './connection';
import type { Failure } from './failure';
import { createPost, type HttpContext } from './http';
import { interpret, singleReply } from './replies';
import { interruption, obstacle } from './transportFailures';

/** Somebody sits before the dialog and waits. */
const PATIENCE_MS = 20_000;

/** The permissions that operations need; a webhook without any of them is of no use. */
const PERMISSIONS = ['crm', 'sale', 'pay_system', 'salescenter'];

const COPY_AGAIN =
	'Copy the whole URL again from Bitrix24: Developer resources > Other > Inbound webhook';

/**
 * Asks the portal of a webhook what the webhook may do.
 *
 * @returns what is wrong with the credential and how to mend it, for a person; undefined for nothing
 */
export async function complaintAbout(
	context: HttpContext,
	credential: ICredentialDataDecryptedObject,
): Promise<string | undefined> {
	const source = { read: async () => credential, refresh };
	// A webhook that cannot be read is a Failure; nothing else can happen before a request.
	const opened = await openConnection(source, systemClock).catch((failure: Failure) => failure);
	return opened instanceof Error ? inWords(opened) : await complaintOf(context, opened);
}

/** A webhook has nothing to refresh. */
async function refresh(): Promise<undefined> {
	return undefined;
}

async function complaintOf(
	context: HttpContext,
	connection: Connection,
): Promise<string | undefined> {
	const post = createPost(context, PATIENCE_MS, systemClock, undefined);
	const exchange = await post(connection.url('scope'), {});
	if (exchange.kind === 'unreachable') {
		const { message, cure } = obstacle(exchange.code, connection.host);
		return `${message}. ${cure}`;
	}
	if (exchange.kind === 'lost') {
		// Something in n8n itself, such as a rule of an older version: its own test goes on to decide.
		if (exchange.code === 'UNKNOWN') return undefined;
		const { message, cure } = interruption(exchange.code);
		return cure ? `${message}. ${cure}` : message;
	}
	const read = interpret(exchange, 'scope', connection);
	const reply = read.kind === 'reply' ? read.reply : singleReply(read.envelope);
	return reply.kind === 'value' ? complaintAboutScopes(reply.value) : refusalInWords(reply);
}

function complaintAboutScopes(scopes: unknown): string | undefined {
	if (!Array.isArray(scopes)) return notBitrix24();
	if (PERMISSIONS.some((scope) => scopes.includes(scope))) return undefined;
	return 'Bitrix24 accepts this webhook, but it has no permission for payments. Edit it in Bitrix24, tick crm, sale and pay_system, and save';
}

function refusalInWords({ failure }: Exclude<Reply, { kind: 'value' }>): string {
	const { code, httpStatus = 0, bitrixCode } = failure;
	const isForeign = code === 'BAD_RESPONSE' && bitrixCode === undefined;
	if (!isForeign) return inDialogsWords(failure);
	const leadsElsewhere = httpStatus >= 300 && httpStatus < 400;
	return leadsElsewhere
		? `There is no portal at this address: it leads on to another page (HTTP ${httpStatus}). Check how the host is spelt`
		: notBitrix24(httpStatus);
}

/** Nobody runs a workflow here, and there are no values and options to look at. */
function inDialogsWords({ message, description, retryable }: Failure): string {
	if (retryable) return `${message}. Try again in a minute`;
	return `${message}. ${description.replace('Nothing was changed. ', '')}`;
}

function notBitrix24(httpStatus?: number): string {
	const status = httpStatus ? ` (HTTP ${httpStatus})` : '';
	return `No Bitrix24 REST API answers at this address${status}. Check how the host is spelt. ${COPY_AGAIN}`;
}

function inWords({ message, description }: Failure): string {
	return `${message}. ${description}`;
}
