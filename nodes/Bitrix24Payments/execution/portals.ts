import type { IExecuteFunctions } from 'n8n-workflow';

import type { RunOptions } from '../parameters/options';
import { openConnection } from '../portal/connection';
import type { Environment } from '../portal/environment';
import { Failure } from '../portal/failure';
import { createPost } from '../portal/http';
import { notWaitedYet, type WaitListener } from '../portal/patience';
import type { Portal } from '../portal/portal';
import { readable } from '../portal/words';
import { WritablePortal } from '../portal/writablePortal';
import { credentialSource, variesByItem } from './credentials';
import { inWords, NAMES } from './waits';

/**
 * The portal of an item, by what its credential comes out as.
 * @throws Failure when the credential cannot be resolved or used
 */
export type PortalOf = (index: number) => Promise<WritablePortal>;

/** One portal for each credential that the items of a run come to, opened when it is needed. */
export function portalsOf(
	context: IExecuteFunctions,
	count: number,
	environment: Environment,
	options: RunOptions,
): PortalOf {
	const signal = context.getExecutionCancelSignal();
	const post = createPost(context, options.timeoutMs, environment.clock, signal);
	const portals = new Map<string, WritablePortal>();
	const { batchSize, waits } = options;
	const onWait = announcing(context);
	const portalOptions = { batchSize, waits, waited: notWaitedYet(), signal, onWait };

	const open = async (index: number) => {
		const connection = await connectionOf(context, index, environment);
		const known = portals.get(connection.key);
		if (known) return known;
		const portal = new WritablePortal(connection, post, environment, portalOptions);
		portals.set(connection.key, portal);
		return portal;
	};

	let varies: Promise<boolean> | undefined;
	let forAll: Promise<WritablePortal> | undefined;
	return async (index) => {
		varies ??= count === 1 ? Promise.resolve(false) : variesByItem(context);
		return (await varies) ? await open(index) : await (forAll ??= open(index));
	};
}

/** Tells who watches a run why it stands still: n8n's log, and the console of the editor. */
function announcing(context: IExecuteFunctions): WaitListener {
	return (ms, reason) => {
		const message = `Waiting ${inWords(ms)} for ${NAMES[reason]}`;
		context.logger.info(message);
		if (context.getMode() === 'manual') context.sendMessageToUI(message);
	};
}

/** Masks the secrets of the first item's credential, if that can be read. */
export async function maskOf(
	context: IExecuteFunctions,
	environment: Environment,
): Promise<(text: string) => string> {
	const connection = await connectionOf(context, 0, environment).catch(() => undefined);
	return (text) => connection?.scrubber.text(text) ?? text;
}

async function connectionOf(context: IExecuteFunctions, index: number, environment: Environment) {
	try {
		return await openConnection(credentialSource(context, index), environment.clock);
	} catch (error) {
		throw error instanceof Failure ? error : unresolved(error);
	}
}

/** n8n's own words about a credential that is missing or holds a broken expression. */
function unresolved(cause: unknown): Failure {
	const reason = cause instanceof Error ? readable(cause.message) : 'unknown reason';
	return new Failure({
		code: 'CREDENTIAL_INVALID',
		message: `The credential could not be read: ${reason}`,
		description:
			'Nothing was changed. Choose a credential in this node, and check the expressions in it',
	});
}

/** What belongs to the same portal, together, each group in the order given. */
export function byPortal<P extends Portal, T extends { readonly portal: P }>(
	members: readonly T[],
): Map<P, T[]> {
	const groups = new Map<P, T[]>();
	for (const member of members) {
		const group = groups.get(member.portal);
		if (group) group.push(member);
		else groups.set(member.portal, [member]);
	}
	return groups;
}
