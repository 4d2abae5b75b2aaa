import { invalidInput } from '../portal/failure';
import { amount } from './amounts';
import { flag } from './flags';
import type { Input } from './input';
import { givenOptions } from './options';

/** What may stand between a bank line and the payment that it is matched with. */
export interface MatchOptions {
	/** How much more or less the payment may be. */
	readonly mayDifferBy: number;
	/** Whether the amount alone is enough where the text names no payment. */
	readonly byAmount: boolean;
}

const DIFFERENCE_LABEL = 'Amount May Differ By';
const BY_AMOUNT_LABEL = 'Match by Amount Alone';

/**
 * @param currencies that the line may be in, where that is known
 * @throws Failure (`INVALID_INPUT`)
 */
export function matchOptions(
	input: Input,
	currencies: readonly string[] | undefined,
): MatchOptions {
	const given = givenOptions(input);
	const { amountMayDifferBy, matchByAmount } = given;
	const byAmount = 'matchByAmount' in given && flag(matchByAmount, BY_AMOUNT_LABEL) === 'Y';
	if (byAmount && currencies === undefined) throw noCurrency();
	const [currency, ...others] = currencies ?? [];
	return {
		mayDifferBy:
			'amountMayDifferBy' in given
				? amount(amountMayDifferBy, DIFFERENCE_LABEL, others.length > 0 ? undefined : currency)
				: 0,
		byAmount,
	};
}

/** 100 of one currency are not 100 of another, and nothing else tells the payment. */
function noCurrency() {
	return invalidInput(
		`'${BY_AMOUNT_LABEL}' needs the currency of the line`,
		"Enter it in 'Currency', or give the amount with its currency, e.g. 12,50 EUR",
	);
}
