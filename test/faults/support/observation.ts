import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type {
	LedgerEntry,
	LoggedRequest,
	PaymentRow,
	SandboxPortal,
	SideEffects,
} from '../../../sandbox/portal';
import type { OnError, Rig, RunResult, RunSettings } from '../../support/rig';
import type { Change } from './changes';
import { secretsOf } from './secrets';

/** What the node says of one item. */
export interface Verdict {
	readonly index: number;
	readonly paymentId: number | undefined;
	readonly kind: 'changed' | 'unchanged' | 'unverified' | 'dryRun' | 'failed' | 'nonsense';
	/** Somebody looked at the payment after the write. */
	readonly verified: boolean;
	/** Of a failed item. */
	readonly code?: string;
	readonly text: string;
}

/** The error that stopped a run. */
export interface Stop {
	readonly itemIndex: number | undefined;
	readonly code: string;
	readonly message: string;
	readonly description: string;
}

/** One run: what was asked for, what the node says, and what the ledger says. */
export interface Observation {
	readonly change: Change;
	readonly items: readonly IDataObject[];
	readonly onError: OnError;
	readonly verify: boolean;
	readonly dryRun: boolean;
	readonly inCompany: boolean;
	readonly result: RunResult;
	/** One per output item; empty when the run was stopped. */
	readonly verdicts: readonly Verdict[];
	/** The verdicts on one payment, which may stand in several items. */
	verdictsOn(paymentId: number): readonly Verdict[];
	readonly stop: Stop | undefined;
	readonly before: ReadonlyMap<number, Readonly<PaymentRow>>;
	readonly after: ReadonlyMap<number, Readonly<PaymentRow>>;
	/** Side effects since the portal's last reset. */
	effects(id: number): Readonly<SideEffects>;
	/** How often a payment was changed while this run lasted. */
	changes(id: number): number;
	/** How many writes on a payment took effect in this run. */
	writes(id: number): number;
	readonly journal: readonly LedgerEntry[];
	/** What came over the wire in this run. */
	readonly requests: readonly LoggedRequest[];
	/** How often somebody in the portal turned a payment over since the last reset. */
	readonly flips: number;
	readonly secrets: readonly string[];
}

export interface Asked {
	readonly change: Change;
	readonly items: IDataObject[];
	readonly options?: IDataObject;
	readonly onError?: OnError;
	readonly signal?: AbortSignal;
	/** Other executions change the same payments meanwhile; the journal is everybody's then. */
	readonly inCompany?: boolean;
}

/** The part of a rig that an observation needs. */
export type ObservedRig = Pick<Rig, 'portal' | 'run' | 'engine'>;

/** Runs the node and lets everything that still runs on the portal come to its end. */
export async function observe(rig: ObservedRig, asked: Asked): Promise<Observation> {
	const { portal } = rig;
	const { change, items, onError = 'stopWorkflow', options = {} } = asked;
	const before = rowsOf(portal);
	const journalStart = portal.ledger.journal.length;
	const requestsStart = portal.requests.length;
	const secrets = secretsOf(rig);
	const changesOf = (id: number) => portal.ledger.effects(id)[change.counted];
	const changesBefore = new Map([...before.keys()].map((id) => [id, changesOf(id)]));
	const result = await rig.run(settingsOf(asked));
	await portal.finishPending();
	const journal = portal.ledger.journal.slice(journalStart);
	const verdicts = result.error ? [] : verdictsOf(result, items);
	const byPayment = groupByPayment(verdicts);
	return {
		change,
		items,
		onError,
		verify: options.verify !== false,
		dryRun: options.dryRun === true,
		inCompany: asked.inCompany === true,
		result,
		verdicts,
		verdictsOn: (id) => byPayment.get(id) ?? [],
		stop: stopOf(result),
		before,
		after: rowsOf(portal),
		effects: (id) => portal.ledger.effects(id),
		changes: (id) => changesOf(id) - (changesBefore.get(id) ?? 0),
		writes: (id) => journal.filter((entry) => isEffectiveWrite(entry, change, id)).length,
		journal,
		requests: portal.requests.slice(requestsStart),
		flips: portal.faults.struck.filter(({ fault }) => fault === 'flipAfter').length,
		secrets: [...secrets, ...secretsOf(rig)],
	};
}

function settingsOf({ change, items, options, onError, signal }: Asked): RunSettings {
	const { operation, parameters } = change;
	return { operation, parameters, items, options, onError, signal };
}

function rowsOf(portal: SandboxPortal): Map<number, Readonly<PaymentRow>> {
	return new Map(portal.ledger.payments().map((row) => [row.id, row]));
}

function isEffectiveWrite(entry: LedgerEntry, change: Change, id: number): boolean {
	const { method, paymentId, outcome, changed } = entry;
	return method === change.write && paymentId === id && (outcome === 'ok' || changed);
}

function verdictsOf(result: RunResult, items: readonly IDataObject[]): Verdict[] {
	return [...result.items, ...result.errors]
		.map((item) => verdictOf(item, items))
		.sort((left, right) => left.index - right.index);
}

function groupByPayment(verdicts: readonly Verdict[]): Map<number, Verdict[]> {
	const groups = new Map<number, Verdict[]>();
	for (const verdict of verdicts) {
		const id = verdict.paymentId ?? 0;
		const group = groups.get(id) ?? [];
		group.push(verdict);
		groups.set(id, group);
	}
	return groups;
}

function verdictOf({ json, pairedItem }: INodeExecutionData, items: readonly IDataObject[]) {
	const paired = typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : NaN;
	const verdict: Verdict = {
		index: paired,
		paymentId: numberOf(json.paymentId ?? items[paired]?.id),
		kind: kindOf(json),
		verified: json.verified === true,
		...(typeof json.code === 'string' ? { code: json.code } : {}),
		text: [json.error, json.description].join(' | '),
	};
	return verdict;
}

function kindOf(json: IDataObject): Verdict['kind'] {
	if (typeof json.error === 'string' && json.success === undefined) return 'failed';
	if (json.success !== true || json.error !== undefined) return 'nonsense';
	if (json.dryRun === true && json.changed === undefined) return 'dryRun';
	if (json.verified === false && json.changed !== true) return 'unverified';
	if (json.changed === true) return 'changed';
	return json.changed === false ? 'unchanged' : 'unverified';
}

function stopOf({ error }: RunResult): Stop | undefined {
	if (!error) return undefined;
	const { errorResponse } = error as { errorResponse?: { code?: string } };
	const itemIndex = error.context?.itemIndex;
	return {
		itemIndex: typeof itemIndex === 'number' ? itemIndex : undefined,
		code: errorResponse?.code ?? '',
		message: error.message,
		description: error.description ?? '',
	};
}

/** The ID of a well-formed payment ID, as the items of these tests write it. */
export function numberOf(value: unknown): number | undefined {
	const number = typeof value === 'string' && value.trim() ? Number(value) : value;
	return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : undefined;
}
