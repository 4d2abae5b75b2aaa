import { isObject, numberOf, textOf } from '../judge/json';
import type { Session } from '../net/session';
import { newMark, type Mark } from './mark';
import { findOwnDeals, NOTHING_TO_TIDY, removeDeals, type OwnDeal, type Tidying } from './tidy';
import { Steps } from './steps';
import { Trial } from './trial';

/** Why nothing was tried that writes. */
const UNSEARCHABLE =
	'Nothing was written: this portal cannot be searched for deals, so that what an interruption leaves could not be found again. The credential needs the permission crm.';

const UNKNOWN_WHETHER_MADE =
	'It is not known whether a deal was made: the answer was lost, and so was the search for it. The next --write finds and removes it';

/**
 * Removes what earlier calls left, makes a deal and a payment of its own, tries everything on them
 * that writes, and removes them again, whatever happens in between.
 */
export async function writeAll(session: Session): Promise<Tidying> {
	const clean = session.clean.bind(session);
	const leftovers = await findOwnDeals('leftovers before', clean);
	if (leftovers === undefined) return { ...NOTHING_TO_TIDY, left: [UNSEARCHABLE] };
	const earlier = await removeDeals(session, leftovers);
	const mark = newMark(portalNow(session));
	const trial = new Trial(new Steps(session), mark);
	let last = NOTHING_TO_TIDY;
	try {
		await trial.run();
	} finally {
		// By the mark as well: the answer to the first call may be lost.
		const found = await findOwnDeals('leftovers after', clean);
		last = await removeDeals(session, withOwn(found ?? [], trial.own, mark));
		if (found === undefined && mayHaveMade(session, trial)) {
			last = { ...last, left: [...last.left, UNKNOWN_WHETHER_MADE] };
		}
	}
	return {
		found: leftovers.length,
		removed: earlier.removed + last.removed,
		left: [...earlier.left, ...last.left],
	};
}

/** Whether a deal was asked for, and nobody can say whether it was made. */
function mayHaveMade({ answers }: Session, { own }: Trial): boolean {
	const made = answers.get('deal made');
	return own.dealId === undefined && made !== undefined && made.kind !== 'error';
}

/** What was found by its mark, and what this call knows to be its own. */
function withOwn(
	found: readonly OwnDeal[],
	{ dealId, paymentIds }: { dealId?: number; paymentIds: readonly number[] },
	mark: Mark,
): OwnDeal[] {
	const known = dealId === undefined ? [] : [{ id: dealId, mark, paymentIds }];
	const others = found.filter(({ id, mark: { nonce } }) => id !== dealId && nonce === mark.nonce);
	return [...known, ...others];
}

/** The portal's clock, by which its records are dated; this machine's where it tells none. */
function portalNow({ answers }: Session): number {
	const scope = answers.get('scope');
	const time = scope?.kind === 'value' && isObject(scope.time) ? scope.time : {};
	const finish = numberOf(time.finish);
	if (finish !== undefined) return finish * 1000;
	const written = Date.parse(textOf(time.date_finish));
	return Number.isNaN(written) ? Date.now() : written;
}
