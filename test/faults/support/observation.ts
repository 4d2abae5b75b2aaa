import type { IDataObject } from 'n8n-workflow';

import type {
	LedgerEntry,
	LoggedRequest,
	PaymentRow,
	SandboxPortal,
	SideEffects,
} from '../../../sandbox/portal';
import type { OnError, Rig, RunResult, RunSettings } from '../../support/rig';
import type { Change } from './changes';
import { paymentsWritten } from './haste';
import { secretsOf } from './secrets';
import { stopOf, verdictsOf, type Stop, type Verdict } from './verdict';

/** One run: what was asked for, what the node says, and what the ledger says. */
export interface Observation {
	readonly change: Change;
	readonly items: readonly IDataObject[];
	readonly onError: OnError;
	readonly verify: boolean;
	readonly dryRun: boolean;
	readonly inCompany: boolean;
	readonly isCloud: boolean;
	/** n8n may have run the node more than once for it, the last time with what was left. */
	readonly mayRetry: boolean;
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
	/** What happened to a payment while this run lasted, without what people did by hand. */
	effectsOfRun(id: number): Readonly<SideEffects>;
	/** How often a payment was changed while this run lasted, not counting people. */
	changes(id: number): number;
	/** How many writes on a payment took effect in this run. */
	writes(id: number): number;
	/** How many writes on a payment were sent in this run, whatever became of them. */
	sent(id: number): number;
	/** Whether the portal has kept what was sent. */
	readonly keepsBodies: boolean;
	/** Whether somebody in the portal has laid hands on a payment since the last reset. */
	isTouched(id: number): boolean;
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
	/** The node takes the portal for one of Bitrix24's cloud; default true. */
	readonly isCloud?: boolean;
	/** With n8n's Retry On Fail, once. */
	readonly mayRetry?: boolean;
}

/** The part of a rig that an observation needs. */
export type ObservedRig = Pick<Rig, 'portal' | 'run' | 'engine'>;

/** Runs the node and lets everything that still runs on the portal come to its end. */
export async function observe(rig: ObservedRig, asked: Asked): Promise<Observation> {
	const { portal } = rig;
	const witness = new Witness(portal);
	const secrets = secretsOf(rig);
	const result = await rig.run(settingsOf(asked));
	await portal.finishPending();
	return witness.tell(asked, result, [...secrets, ...secretsOf(rig)]);
}

export function settingsOf(asked: Asked): RunSettings {
	const { change, items, options, onError, signal, mayRetry } = asked;
	const { operation, parameters } = change;
	const node = mayRetry ? { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } : {};
	return { operation, parameters, items, options, onError, signal, node };
}

/** Watches one portal from now on and tells what one run did there. */
export class Witness {
	private readonly before: Map<number, Readonly<PaymentRow>>;

	private readonly journalStart: number;

	private readonly requestsStart: number;

	private readonly effectsBefore: Map<number, SideEffects>;

	constructor(private readonly portal: SandboxPortal) {
		this.before = rowsOf(portal);
		this.journalStart = portal.ledger.journal.length;
		this.requestsStart = portal.requests.length;
		this.effectsBefore = new Map([...this.before.keys()].map((id) => [id, this.ofNode(id)]));
	}

	/** @param result what the node says of the items asked for */
	tell(asked: Asked, result: RunResult, secrets: readonly string[]): Observation {
		const { portal } = this;
		const { change, items, onError = 'stopWorkflow', options = {} } = asked;
		const journal = portal.ledger.journal.slice(this.journalStart);
		const requests = portal.requests.slice(this.requestsStart);
		const verdicts = result.error ? [] : verdictsOf(result, items);
		const byPayment = groupByPayment(verdicts);
		const sent = countOf(requests.flatMap((request) => paymentsWritten(request, change.write)));
		const effectsOfRun = (id: number) => difference(this.ofNode(id), this.effectsBefore.get(id));
		return {
			change,
			items,
			onError,
			verify: options.verify !== false,
			dryRun: options.dryRun === true,
			inCompany: asked.inCompany === true,
			isCloud: asked.isCloud !== false,
			mayRetry: asked.mayRetry === true,
			result,
			verdicts,
			verdictsOn: (id) => byPayment.get(id) ?? [],
			stop: stopOf(result),
			before: this.before,
			after: rowsOf(portal),
			effects: (id) => portal.ledger.effects(id),
			effectsOfRun,
			changes: (id) => effectsOfRun(id)[change.counted],
			writes: (id) => journal.filter((entry) => isEffectiveWrite(entry, change, id)).length,
			sent: (id) => sent.get(id) ?? 0,
			keepsBodies: requests.some(({ rawBody }) => rawBody !== ''),
			isTouched: (id) =>
				Object.values(portal.ledger.effectsByPeople(id)).some((count) => count > 0),
			journal,
			requests,
			flips: portal.faults.struck.filter(({ fault }) => fault === 'flipAfter').length,
			secrets,
		};
	}

	private ofNode(id: number): SideEffects {
		const { ledger } = this.portal;
		return difference(ledger.effects(id), ledger.effectsByPeople(id));
	}
}

function difference(all: Readonly<SideEffects>, part: Readonly<SideEffects> | undefined) {
	const counts = Object.entries(all) as Array<[keyof SideEffects, number]>;
	const rest = counts.map(([name, count]) => [name, count - (part?.[name] ?? 0)]);
	return Object.fromEntries(rest) as SideEffects;
}

function rowsOf(portal: SandboxPortal): Map<number, Readonly<PaymentRow>> {
	return new Map(portal.ledger.payments().map((row) => [row.id, row]));
}

function isEffectiveWrite(entry: LedgerEntry, change: Change, id: number): boolean {
	const { method, paymentId, outcome, changed } = entry;
	return method === change.write && paymentId === id && (outcome === 'ok' || changed);
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

function countOf(ids: readonly number[]): Map<number, number> {
	const counts = new Map<number, number>();
	for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
	return counts;
}
