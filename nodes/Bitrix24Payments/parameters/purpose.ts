import { CURRENCY_WORDS } from './currencies';
import { follows, goesOn, isDigits, isGrouped, lengthOfRun } from './digitGroups';
import { announcesNumber, linksNumbers, withoutHead, withoutTail } from './numberWords';
import { isCounted, isDayOf, isPart } from './otherNumbers';
import {
	AMOUNT,
	DATE,
	isPaymentNumber,
	LONGEST_PIECE,
	tokensOf,
	type Token,
} from './purposeTokens';
import { SPOILT, withPlainDigits } from './plainDigits';
import { payersWords } from './statementText';

/** A part of a purpose that may be the number of a payment or of an order. */
export interface Piece {
	/**
	 * How it may be read, the longest first: `RE5037/1` is looked up as it stands, and as `5037/1`
	 * where nothing has that number.
	 */
	readonly readings: readonly string[];
	/** Whether a word before it, such as *Rechnung*, or its slash says that it is a number. */
	readonly isLikely: boolean;
	/** Whether a word of its own, or of the list that it is in, says so. */
	readonly isAnnounced: boolean;
	/** What says so may mean a number of the payer or of the bank. */
	readonly isReference?: boolean;
	/** Put together from two, which are pieces as well. */
	readonly isMended?: boolean;
	/** With the short word before it, as it stands there: a number may hold a space, as in `A 17/1`. */
	readonly written?: readonly string[];
	/** The same in other spellings, the closest first: `A17/1` and `A-17/1`. */
	readonly alike?: readonly string[];
}

/** What a purpose says. */
export interface Purpose {
	readonly pieces: readonly Piece[];
	/** Whether it was read to its end. */
	readonly isWhole: boolean;
	/** Something in it that may name a payment and yet is no piece. */
	readonly unread?: string;
}

/** No purpose that a bank passes on is longer. */
const LONGEST_PURPOSE = 4000;

/**
 * What may be a number in the purpose of a payment, each as a whole piece: 14/1 is not in 1814/1 or
 * 14/12, and 2026 is not in 03.04.2026. Dates, amounts, percentages, accounts and years are none,
 * unless a word before them says so.
 */
export function piecesIn(purpose: string): readonly Piece[] {
	return purposeIn(purpose).pieces;
}

/** The same, and whether there is more in it. */
export function purposeIn(purpose: string): Purpose {
	const tokens = tokensOf(payersWords(withPlainDigits(purpose.slice(0, LONGEST_PURPOSE))));
	const pieces = tokens.flatMap((token, index): Piece[] => [
		...(mayBeNumber(token, index, tokens) ? [pieceAt(index, tokens)] : []),
		...mendings(index, tokens),
	]);
	const unread = tokens.find(isUnread);
	return {
		pieces: distinct([...pieces, ...printedInGroups(tokens)]),
		isWhole: purpose.length <= LONGEST_PURPOSE,
		...(unread ? { unread: unread.text.replace(/^#/, '').replaceAll(SPOILT, '…') } : {}),
	};
}

function isUnread(token: Token): boolean {
	const { text, isOfOther } = token;
	if (!/\d/.test(text)) return false;
	if (isSpoilt(text) || isCutOff(token)) return true;
	return isOfOther && isPaymentNumber(text) && !isPart(text) && !DATE.test(text);
}

/** `14/` may be the beginning of 14/12, and of order 14/5 as well. */
function isCutOff({ text, tail }: Token): boolean {
	return /\d$/.test(text) && !isPaymentNumber(text) && /^\/(?![/=-])/.test(tail);
}

function isSpoilt(text: string): boolean {
	return text.includes(SPOILT);
}

function pieceOf(text: string, isMarked: boolean, isAnnounced: boolean): Piece {
	const bare = withoutHead(text);
	const head = text.slice(0, text.length - bare.length);
	// Hardly a number begins with `Nr.` or `#`.
	const longest = /[.:#]$/.test(head) ? bare : text;
	const unpadded = isAnnounced ? withoutPadding(bare) : bare;
	const readings = [longest, withoutTail(longest), bare, withoutTail(bare), unpadded];
	const isLikely = isMarked || readings.some(looksLikePayments) || bare !== text;
	const written = head === '#' ? [text, `№${bare}`] : undefined;
	return { readings: [...new Set(readings)], isLikely, isAnnounced, ...(written && { written }) };
}

/** The variable symbol of a Czech or Slovak payment has ten digits, whatever the payer wrote. */
function withoutPadding(number: string): string {
	return /^0\d{9}$/.test(number) ? number.replace(/^0+(?=\d)/, '') : number;
}

function pieceAt(index: number, tokens: readonly Token[]): Piece {
	const { text, gap, isMarked, isAnnounced, isReference } = tokens[index] as Token;
	const piece = {
		...pieceOf(text, isMarked, isAnnounced),
		...(isReference && { isReference }),
	};
	const [, prefix = '', digits = ''] = /^(\p{L}{1,5})-?(\d.*)$/u.exec(text) ?? [];
	if (isPaymentNumber(digits)) return { ...piece, alike: spellings(prefix, digits, text) };
	const before = tokens[index - 1]?.text ?? '';
	if (piece.written || !/^[^\S\n]+$/.test(gap)) return piece;
	if (before === '#') return { ...piece, written: [`# ${text}`, `№ ${text}`] };
	if (!mayBePrefix(before)) return piece;
	const written = `${before} ${text}`;
	return { ...piece, written: [written], alike: spellings(before, text, written) };
}

/** Words as they stand before numbers and within them. */
function mayBePrefix(word: string): boolean {
	if (linksNumbers(word)) return false;
	return /^\p{L}{1,3}$/u.test(word) || (/^\p{L}{1,5}$/u.test(word) && announcesNumber(word));
}

/** How else a number may be written that begins with this word. */
function spellings(word: string, digits: string, written: string): string[] {
	return ['', '-', ' '].map((sign) => word + sign + digits).filter((one) => one !== written);
}

/** No order has two thousand payments: `Miete 04/2026` is about a month, though it is looked up. */
const MONTH = /^(?:0?[1-9]|1[0-2])\/(?:19|20)\d\d$/;

function looksLikePayments(reading: string): boolean {
	return isPaymentNumber(reading) && !MONTH.test(reading);
}

function distinct(pieces: readonly Piece[]): Piece[] {
	const known = new Map<string, Piece>();
	for (const piece of pieces) {
		const key = piece.readings[0]?.toLowerCase() ?? '';
		const other = known.get(key);
		if (!other || weightOf(piece) > weightOf(other)) known.set(key, piece);
	}
	return [...known.values()];
}

function weightOf({ isAnnounced, isLikely, isMended }: Piece): number {
	return (isAnnounced ? 4 : 0) + (isLikely ? 2 : 0) + (isMended ? 0 : 1);
}

/** How an amount without cents may end: 14/-, 14,- or 14.- */
const ROUND = /^[/.,][=-](?!\d)/;
const TIME = /^\d{1,2}:\d{2}(?::\d{2})?$/;
const YEAR = /^(?:19|20)\d\d$/;
const ACCOUNT = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i;

function mayBeNumber(token: Token, index: number, tokens: readonly Token[]): boolean {
	const { text, isNamed, isMarked, isOfOther } = token;
	if (!/\d/.test(text) || text.length > LONGEST_PIECE) return false;
	if (isOfOther || isSpoilt(text) || isCutOff(token) || /^0+$/.test(text)) return false;
	if (!isPaymentNumber(text) && ROUND.test(token.tail)) return false;
	if (/[%°]$/.test(text) || tokens[index + 1]?.text === '%') return false;
	if (isNamed) return true;
	if ([DATE, TIME, AMOUNT, ACCOUNT].some((form) => form.test(text))) return false;
	if (isMoney(index, tokens) || isOfThings(index, tokens)) return false;
	if (isMarked) return true;
	if (YEAR.test(text)) return tokens.length === 1;
	return !isGrouped(index, tokens);
}

/** 3 before *April* or *Stück*, or behind *April*; the thousands of an amount. */
function isOfThings(index: number, tokens: readonly Token[]): boolean {
	const text = tokens[index]?.text ?? '';
	const [before, next] = [tokens[index - 1]?.text ?? '', tokens[index + 1]];
	if (isDayOf(text, before) || (/^\d{1,3}$/.test(text) && next?.text === '000')) return true;
	if (next === undefined || isInitial(next)) return false;
	return /^\.?\s+$/.test(next.gap) && isCounted(text, next.text);
}

/** Of a name, as in `5037 M. Meier`. */
function isInitial({ text, tail }: Token): boolean {
	return /^\p{L}$/u.test(text) && tail.startsWith('.');
}

/** A number beside a currency; a currency between two numbers belongs to the first. */
function isMoney(index: number, tokens: readonly Token[]): boolean {
	const text = tokens[index]?.text ?? '';
	if (/^\p{Sc}|\p{Sc}$/u.test(text)) return true;
	if (!isDigits(text)) return false;
	const isCurrency = (at: number) => CURRENCY_WORDS.has(tokens[at]?.text.toLowerCase() ?? '');
	const isAmount = (at: number) => AMOUNT.test(tokens[at]?.text ?? '');
	if (isCurrency(index + 1) && !isAmount(index + 2)) return true;
	return isCurrency(index - 1) && !isDigits(tokens[index - 2]?.text);
}

function printedInGroups(tokens: readonly Token[]): Piece[] {
	return tokens.flatMap(({ isMarked, isOfOther }, index) => {
		if (isMarked || isOfOther || goesOn(index, tokens) || !isGrouped(index, tokens)) return [];
		const whole = tokens.slice(index, index + lengthOfRun(index, tokens));
		return [pieceOf(whole.map(({ text }) => text).join(''), false, false)];
	});
}

/**
 * What a space, a line end or a spaced hyphen may have torn apart, put together: `50 37/1`,
 * `5037/1 2`, `14 - 2`. Looked up beside its parts, so that where both exist nobody chooses between
 * them.
 */
function mendings(index: number, tokens: readonly Token[]): Piece[] {
	const token = tokens[index];
	const before = tokens[index - 1];
	if (!token || !before || before.isOfOther) return [];
	const isAnnounced = before.isAnnounced || token.isAnnounced;
	const texts = follows(token) ? joined(index, tokens) : hyphened(before, token);
	return texts
		.filter((text) => text.length <= LONGEST_PIECE && !isSpoilt(text))
		.map((text) => ({
			...pieceOf(text, isAnnounced || !text.includes('-'), isAnnounced),
			isMended: true,
		}));
}

function joined(index: number, tokens: readonly Token[]): string[] {
	const [before, token] = [tokens[index - 1] as Token, tokens[index] as Token];
	const both = `${before.text}${token.text}`;
	const isTorn = /\d$/.test(before.text) && /^\d/.test(token.text);
	if (token.gap.includes('\n') && isTorn) return [both];
	if (isDigits(before.text) && /^\d+\/\d+$/.test(token.text)) {
		const first = tokens[index - 2];
		const isThird = follows(before) && isDigits(first?.text);
		return isThird ? [both, `${first?.text ?? ''}${both}`] : [both];
	}
	const isSuffix = /\d\/\d+$/.test(before.text) && /^\d{1,3}$/.test(token.text);
	return isSuffix ? [both] : [];
}

function hyphened(before: Token, token: Token): string[] {
	const isHyphen = /^\s*-\s*$/.test(token.gap);
	const areOther = [before, token].some(({ text }) => DATE.test(text) || AMOUNT.test(text));
	if (!isHyphen || areOther || isPaymentNumber(before.text)) return [];
	const areNumbers = /\d$/.test(before.text) && /^\d+(?:\/\d+)?$/.test(token.text);
	return areNumbers ? [`${before.text}-${token.text}`] : [];
}
