import type { Token } from './purposeTokens';

/** Digits in a row make one long number, such as a card's or a reference, if they are so many. */
const FEWEST_GROUPS = 3;

/** Whether a token is one of digits in a row with the one before it. */
export function goesOn(index: number, tokens: readonly Token[]): boolean {
	const isOfRun = (at: number) => isDigits(tokens[at]?.text) && !tokens[at]?.isMarked;
	return follows(tokens[index]) && isOfRun(index) && isOfRun(index - 1);
}

/** How many tokens from this one on are in a row, up to so many. */
export function lengthOfRun(start: number, tokens: readonly Token[], most = Infinity): number {
	let length = 1;
	while (length < most && goesOn(start + length, tokens)) length += 1;
	return length;
}

/** Whether a token is one of so many: three groups of digits in a row are no three numbers. */
export function isGrouped(index: number, tokens: readonly Token[]): boolean {
	if (!isDigits(tokens[index]?.text)) return false;
	let start = index;
	while (index - start < FEWEST_GROUPS && goesOn(start, tokens)) start -= 1;
	return lengthOfRun(start, tokens, FEWEST_GROUPS) === FEWEST_GROUPS;
}

/** Only white space stands before it. */
export function follows(token: Token | undefined): boolean {
	return token?.gap.trim() === '';
}

export function isDigits(text: string | undefined): boolean {
	return text !== undefined && /^\d+$/.test(text);
}
