import { isDeepStrictEqual } from 'node:util';

import type { Change, Effects } from './changes';
import { hastyWrites, mayStillRun, paymentsWritten } from './haste';
import type { Observation } from './observation';
import { leaksIn } from './secrets';
import { stopLies } from './stopLies';
import { numberOf } from './verdict';
import { verdictLies } from './verdictLies';

/** Every statement of a run that the ledger contradicts, in words; empty when the run was honest. */
export function liesOf(seen: Observation): string[] {
	return [
		...(seen.stop ? stopLies(seen, seen.stop) : outputLies(seen)),
		...seen.verdicts.flatMap((verdict) => verdictLies(seen, verdict)),
		...effectLies(seen),
		...hastyWrites(seen),
		...leaks(seen),
	];
}

/** One output item per input item, in order, each knowing where it came from. */
function outputLies({ items, onError, result, verdicts }: Observation): string[] {
	const indexes = verdicts.map(({ index }) => index);
	const lies: string[] = [];
	if (!isDeepStrictEqual(indexes, [...items.keys()])) {
		lies.push(`${items.length} items came out as items ${indexes.join(', ')}`);
	}
	for (const output of [result.items, result.errors]) {
		const order = output.map(({ pairedItem }) => (pairedItem as { item: number }).item);
		if (!isAscending(order)) lies.push(`an output has the order ${order.join(', ')}`);
	}
	if (onError === 'stopWorkflow' && verdicts.some(({ kind }) => kind === 'failed')) {
		lies.push('a run that should have stopped went on');
	}
	return lies;
}

function isAscending(numbers: readonly number[]): boolean {
	return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}

/** Nothing happens twice and no two writes meet. */
function effectLies(seen: Observation): string[] {
	return [
		...[...seen.after.keys()].flatMap((id) => [...meetings(seen, id), ...excesses(seen, id)]),
		...surplusSendings(seen),
	];
}

function meetings({ effects }: Observation, id: number): string[] {
	return effects(id).overlappingWrites > 0 ? [`writes met on payment ${id}`] : [];
}

function excesses(seen: Observation, id: number): string[] {
	const { change, flips, effects, effectsOfRun, isTouched } = seen;
	// Who lays hands on a payment gives a run something to do again, or does it in its place.
	if (isTouched(id)) return [];
	const happened = effects(id);
	const names = Object.keys(change.allowed) as Array<keyof Effects>;
	const lies = names.flatMap((name) => {
		const most = mostOf(change, name, flips);
		if (happened[name] <= most) return [];
		return [`payment ${id} has ${happened[name]} ${name}, at most ${most} are right`];
	});
	const { charges } = effectsOfRun(id);
	return charges > 1 ? [...lies, `payment ${id} was charged ${charges} times in one run`] : lies;
}

/** Whoever turns a payment over by hand gives a repeated run something to do again. */
function mostOf({ allowed }: Change, name: keyof Effects, flips: number): number {
	return allowed[name] === 0 ? 0 : allowed[name] + flips;
}

/**
 * A write of which nobody knows what became of it goes out once more at most, and never where the
 * payment does not show what it did or where scripts have no known end
 * (docs/money-rules.md#repeat-only-what-did-not-happen).
 */
function surplusSendings(seen: Observation): string[] {
	const { change, requests, isCloud, inCompany, mayRetry, verify, items } = seen;
	if (inCompany) return [];
	const unclear = requests
		.filter(mayStillRun)
		.flatMap((request) => paymentsWritten(request, change.write));
	return [...new Set(unclear)].flatMap((id) => {
		const sent = unclear.filter((other) => other === id).length;
		const asked = items.filter((item) => numberOf(item.id) === id).length;
		// What was found done is not sent for the next item, unless nobody was to look.
		const wished = change.risky && verify ? 1 : asked;
		const tries = mayRetry && !change.risky ? 2 : 1;
		const most = wished * tries * (change.repeatable && isCloud ? 2 : 1);
		return sent > most ? [`payment ${id} was sent ${sent} times without an answer`] : [];
	});
}

/** No secret in the execution record, hints or errors. */
function leaks({ result, secrets }: Observation): string[] {
	const { error, hints, record } = result;
	const told = [record, JSON.stringify(hints), error?.message, error?.description, error?.stack];
	return leaksIn(told.join('\n'), secrets).map((secret) => `the secret ${secret} leaked`);
}
