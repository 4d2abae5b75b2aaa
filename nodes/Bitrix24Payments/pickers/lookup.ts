import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { credentialSource } from '../execution/credentials';
import { nodeError } from '../execution/nodeErrors';
import type { Reply } from '../portal/command';
import { openConnection, type Connection } from '../portal/connection';
import { processEnvironment } from '../portal/environment';
import { Failure } from '../portal/failure';
import { createPost } from '../portal/http';
import { answerOf, type Look } from '../portal/look';
import { masked } from '../portal/masking';
import { Portal } from '../portal/portal';
import type { Send } from '../portal/rowSearch';

/** Somebody is waiting in front of the list. */
const TIMEOUT_MS = 20_000;
const MAX_WAIT_MS = 10_000;
const WAITS = { rate: MAX_WAIT_MS, operating: MAX_WAIT_MS };

/** What a picker works with. */
export interface Lookup {
	/** One reply per look. */
	see(looks: readonly Look[]): Promise<Reply[]>;
	/** The same for commands that only read. */
	readonly send: Send;
	readonly host: string;
	/** Origin of the portal, for links to what is listed. */
	readonly origin: string;
	/** A parameter of the node as it stands in the editor. */
	parameter(name: string): unknown;
	/** What was typed into the search box, trimmed. */
	readonly text: string;
	/** Where the last page ended; undefined for the first page. */
	readonly page: string | undefined;
}

type Search = (lookup: Lookup) => Promise<INodeListSearchResult>;

/**
 * Makes a list search of n8n out of a picker: opens the portal and puts a refusal, such as a
 * missing permission, into words that the editor shows in the list.
 */
export function listSearch(search: Search) {
	return async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		let portal: Portal | undefined;
		try {
			const connection = await openConnection(credentialSource(this), processEnvironment.clock);
			portal = portalFor(this, connection);
			return await search(lookupFor(this, portal, filter, paginationToken));
		} catch (error) {
			throw nodeError(this.getNode(), masked(asFailure(error), portal), 0);
		}
	};
}

function portalFor(context: ILoadOptionsFunctions, connection: Connection): Portal {
	const post = createPost(context, TIMEOUT_MS, processEnvironment.clock, undefined);
	return new Portal(connection, post, processEnvironment, { waits: WAITS, batchSize: 0 });
}

function lookupFor(
	context: ILoadOptionsFunctions,
	portal: Portal,
	filter: string | undefined,
	page: string | undefined,
): Lookup {
	const see = async (looks: readonly Look[]) => {
		const validUntil = portal.ticks() + MAX_WAIT_MS;
		return await portal.reader.see(looks, { patience: portal.patience, validUntil });
	};
	return {
		see,
		send: async (commands) =>
			await see(commands.map(({ method, params }) => answerOf(method, params))),
		host: portal.host,
		origin: portal.origin,
		parameter: (name) => context.getCurrentNodeParameter(name),
		text: (filter ?? '').trim(),
		page,
	};
}

function asFailure(error: unknown): Failure {
	if (error instanceof Failure) {
		return canDoWithout(error)
			? error.with({
					description: `${error.description}. Or switch this field to 'By ID' and enter the ID`,
				})
			: error;
	}
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'The list could not be loaded',
		description: "Switch this field to 'By ID' and enter the ID",
	});
}

/** The list alone is missing: the node itself may work with this credential and portal. */
function canDoWithout({ code, requiredScope }: Failure): boolean {
	return requiredScope !== undefined || LIST_ALONE_IS_MISSING.has(code);
}

const LIST_ALONE_IS_MISSING: ReadonlySet<string> = new Set([
	'ACCESS_DENIED',
	'RATE_LIMITED',
	'BAD_RESPONSE',
]);
