import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { Clock } from '../portal/clock';
import type { Reply } from '../portal/command';
import { openConnection, type Connection, type CredentialSource } from '../portal/connection';
import type { Environment } from '../portal/environment';
import { Failure, RunCancelled } from '../portal/failure';
import { createPost } from '../portal/http';
import type { Look } from '../portal/look';
import { masked } from '../portal/masking';
import { Portal } from '../portal/portal';
import { baseline } from './baseline';
import { hasMovedOn } from './cursor';
import { outputOf, type PaymentEvent } from './event';
import { newsSince } from './news';
import { processMemory } from './processMemory';
import { samples } from './samples';
import { restored, stored, type TriggerState } from './state';
import { isSubscribed, subscriptionFrom, type Subscription } from './subscription';
import {
	credentialUnreadable,
	inTriggersWords,
	nothingToShow,
	tookTooLong,
	unforeseen,
	type Attempt,
} from './words';

/** What a poll needs besides n8n's context. */
export interface PollTools {
	readonly credentials: CredentialSource;
	readonly environment: Environment;
	/** The failure as n8n shows it. */
	asError(failure: Failure): Error;
}

/** One request. */
const TIMEOUT_MS = 60_000;

/** What n8n gives a poll, where it does not tell (older versions). */
const USUAL_BUDGET_MS = 240_000;

/** How long a poll waits for limits; the next one tries again anyway. */
const LONGEST_WAIT_MS = 60_000;

/** What is under way when this part of its time is up is still brought to its end. */
const STOP_AFTER = 0.5;

/** Where the state is kept in n8n's static data of the node. */
const KEY = 'payments';

/**
 * One poll: what has happened to payments since the last one, or nothing. What is remembered
 * moves on only with what is handed to n8n, in one step and at the very end, so a poll that fails
 * leaves everything as it was.
 *
 * @returns null when there is nothing that starts the workflow
 */
export async function poll(
	context: IPollFunctions,
	tools: PollTools,
): Promise<INodeExecutionData[][] | null> {
	const isManual = context.getMode() === 'manual';
	const key = `${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
	if (!isManual && !processMemory.begin(key)) return null;
	let attempt: Attempt = 'test';
	try {
		if (!isManual) attempt = attemptOf(context, key);
		const session = await openSession(context, tools, key);
		if (isManual) return itemsOf(await latest(session));
		const before = rememberedState(session);
		attempt = before ? 'poll' : 'start';
		return itemsOf(await (before ? news(session, before) : start(session)));
	} catch (error) {
		throw tools.asError(inTriggersWords(asFailure(error), attempt));
	} finally {
		if (!isManual) processMemory.end(key);
	}
}

/** What one poll works with. */
interface Session {
	readonly context: IPollFunctions;
	/** Of workflow and node. */
	readonly key: string;
	readonly portal: Portal;
	readonly subscription: Subscription;
	/** Whether no further step should begin. */
	isLate(): boolean;
}

async function openSession(
	context: IPollFunctions,
	tools: PollTools,
	key: string,
): Promise<Session> {
	const { credentials, environment } = tools;
	const { clock } = environment;
	const budgetMs = budgetOf(context);
	const signal = clock.timeout(budgetMs);
	const begun = clock.ticks();
	const connection = await connectionOf(credentials, clock);
	const post = createPost(context, TIMEOUT_MS, clock, signal);
	const wait = Math.min(LONGEST_WAIT_MS, budgetMs / 4);
	const waits = { rate: wait, operating: wait };
	const portal = new Portal(connection, post, environment, { waits, batchSize: 0, signal });
	const parameter = (name: string) => context.getNodeParameter(name, null) ?? undefined;
	return {
		context,
		key,
		portal,
		subscription: withoutSecrets(portal, () => subscriptionFrom(parameter, portal.userId)),
		isLate: () => clock.ticks() - begun > budgetMs * STOP_AFTER,
	};
}

/** What the user entered is quoted, and may be the address of the webhook or its code. */
function withoutSecrets<T>(portal: Portal, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw error instanceof Failure ? masked(error, portal) : error;
	}
}

async function connectionOf(credentials: CredentialSource, clock: Clock): Promise<Connection> {
	try {
		return await openConnection(credentials, clock);
	} catch (error) {
		throw error instanceof Failure ? error : credentialUnreadable(error);
	}
}

/** Older versions have no budget. */
function budgetOf(context: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>): number {
	return context.getPollBudgetMs?.() ?? USUAL_BUDGET_MS;
}

/** As far as can be said before the portal is known. */
function attemptOf(context: IPollFunctions, key: string): Attempt {
	return restored(memoryOf(context, key)).kind === 'state' ? 'poll' : 'start';
}

function memoryOf(context: IPollFunctions, key: string): unknown {
	return context.getWorkflowStaticData('node')[KEY] ?? processMemory.baseline(key);
}

async function start({ context, key, portal, isLate }: Session): Promise<IDataObject[]> {
	const first = stored(await converse(portal, baseline(portal.host, isLate)));
	processMemory.keepBaseline(key, first);
	context.getWorkflowStaticData('node')[KEY] = first;
	return [];
}

async function news(session: Session, before: TriggerState): Promise<IDataObject[]> {
	const { context, key, portal, subscription, isLate } = session;
	const { events, state, sawOrders, isPart } = await converse(portal, newsSince(before, isLate));
	if (isPart) context.logger.info('Not all changes could be read in time; the next poll goes on');
	const told = outputs(subscription, events, state.offset);
	const memory = context.getWorkflowStaticData('node');
	const isKept = memory[KEY] !== undefined;
	if (isKept) processMemory.forgetBaseline(key);
	// n8n may write it to its database each time, so a look that saw nothing is not worth it.
	if (!isKept || sawOrders || hasMovedOn(before, state)) memory[KEY] = stored(state);
	return told;
}

/** Where there is nothing to go on from, the trigger starts anew, and says so. */
function rememberedState({ context, key, portal }: Session): TriggerState | undefined {
	const found = restored(memoryOf(context, key));
	const where = `Bitrix24 Payments Trigger '${context.getNode().name}'`;
	const anew = 'It starts anew: changes from now on are told, earlier ones are not';
	if (found.kind === 'nothing') {
		context.logger.info(`${where} has no memory yet, or has lost it. ${anew}`);
	} else if (found.kind === 'unreadable') {
		context.logger.warn(`${where} cannot read what it remembers. ${anew}`);
	} else if (found.state.portal !== portal.host) {
		context.logger.warn(`${where} now watches ${portal.host}. ${anew}`);
	} else {
		return found.state;
	}
	return undefined;
}

/** A manual run shows the latest changes and moves nothing. */
async function latest({ portal, subscription }: Session): Promise<IDataObject[]> {
	const isWanted = (event: PaymentEvent) => isSubscribed(subscription, event);
	const { events, offset } = await converse(portal, samples(isWanted));
	if (events.length === 0) throw nothingToShow();
	return outputs(subscription, events, offset);
}

async function converse<T>(portal: Portal, talk: Generator<Look[], T, Reply[]>): Promise<T> {
	let step = talk.next();
	while (!step.done) step = talk.next(await portal.reader.see(step.value));
	return step.value;
}

function outputs(
	subscription: Subscription,
	events: readonly PaymentEvent[],
	offset: number,
): IDataObject[] {
	return events
		.filter((event) => isSubscribed(subscription, event))
		.map((event) => outputOf(event, subscription.simplify, offset));
}

function itemsOf(outputsFound: readonly IDataObject[]): INodeExecutionData[][] | null {
	return outputsFound.length === 0 ? null : [outputsFound.map((json) => ({ json }))];
}

function asFailure(error: unknown): Failure {
	if (error instanceof Failure) return error;
	return error instanceof RunCancelled ? tookTooLong() : unforeseen(error);
}
