import { CURRENCY_WORDS } from './currencies';
import {
	announcesAny,
	announcesCustomer,
	announcesNumber,
	linksNumbers,
	withoutHead,
	withoutTail,
} from './numberWords';
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
const LONGEST_PIECE = 60;

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
		...(mayBeNumber(token, index, tokens) ? [pieceOf(token.text, token.isMarked)] : []),
		...mendings(index, tokens).map((text) => pieceOf(text, true)),
	]);
	const unread = tokens.find(
		({ text, isOfCustomer }) =>
			/\d/.test(text) && (isSpoilt(text) || (isOfCustomer && isPaymentNumber(text))),
	);
	return {
		pieces: distinct([...pieces, ...printedInGroups(tokens)]),
		isWhole: purpose.length <= LONGEST_PURPOSE,
		...(unread ? { unread: unread.text.replaceAll(SPOILT, '…') } : {}),
	};
}

/** A letter that no language writes with numbers, for a sign that nobody can read as part of one. */
const SPOILT = '\u01c2';

function isSpoilt(text: string): boolean {
	return text.includes(SPOILT);
}

/**
 * Digits of every script as ours. A sign that only looks like some, such as ² or ½, is none, and
 * what it stands in is no number: 15/1² is neither 15/12 nor 15/1.
 */
function withPlainDigits(text: string): string {
	return text.replace(/[^\0-\x7f]/gu, (sign) => {
		if (/\p{Nd}/u.test(sign)) return String(digitOf(sign));
		return /\p{No}/u.test(sign) || /\d/.test(sign.normalize('NFKC')) ? SPOILT : sign;
	});
}

/** The digits of every script stand in a row, from zero to nine. */
function digitOf(sign: string): number {
	const code = sign.codePointAt(0) ?? 0;
	let before = 0;
	while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
	return before % 10;
}

/** Whether a reading has the form of a payment's number (docs/bitrix24.md#payment-numbers). */
export function isPaymentNumber(reading: string): boolean {
	return /.\/\d+$/.test(reading);
}

function pieceOf(text: string, isMarked: boolean): Piece {
	const bare = withoutHead(text);
	// No number begins with `Nr.` or `#`.
	const isBare = /[.:#]$/.test(text.slice(0, text.length - bare.length));
	const longest = isBare ? bare : text;
	const readings = [longest, withoutTail(longest), bare, withoutTail(bare)];
	const isLikely = isMarked || readings.some(looksLikePayments) || bare !== text;
	return { readings: [...new Set(readings)], isLikely };
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
		if (!known.get(key)?.isLikely) known.set(key, piece);
	}
	return [...known.values()];
}

/** A part of the text between separators. */
interface Token {
	readonly text: string;
	/** Only white space stands before it. */
	readonly follows: boolean;
	/** A line ends before it. */
	readonly isAfterBreak: boolean;
	/** A word directly before it says that it is a number. */
	readonly isNamed: boolean;
	/** A word directly before it says that it is the number of a customer. */
	readonly isOfCustomer: boolean;
	/** So it is, or it goes on with the list of such a one. */
	readonly isMarked: boolean;
}

/** Ends a piece wherever it stands. */
const SEPARATOR = /[\s;+&|()[\]{}<>"!?*~^„…·•\p{Pi}\p{Pf}]+|\/{2,}/u;

function tokensOf(text: string): Token[] {
	const tokens: Token[] = [];
	let isMarked = false;
	let isNamed = false;
	let isOfCustomer = false;
	let gap = '';
	for (const [part, isSeparator] of partsOf(withClosedSlashes(text))) {
		if (isSeparator) {
			gap += part;
			continue;
		}
		const isNumber = /\d/.test(part);
		tokens.push({
			text: part,
			follows: gap.trim() === '',
			isAfterBreak: gap.includes('\n'),
			isNamed: isNamed && isNumber,
			isOfCustomer: isOfCustomer && isNumber,
			isMarked: isMarked && isNumber,
		});
		gap = '';
		isOfCustomer = !isNumber && (announcesCustomer(part) || (isOfCustomer && announcesAny(part)));
		isNamed = !isNumber && !isOfCustomer && announcesNumber(part);
		const goesOn = isNumber || linksNumbers(part);
		isMarked = isNamed || (isMarked && goesOn) || (isNumber && withoutHead(part) !== part);
	}
	return tokens;
}

/**
 * A slash with spaces around it belongs to the number before and behind it, unless it stands
 * between two whole numbers of payments, or beside a day or an amount.
 */
function withClosedSlashes(text: string): string {
	return text.replace(/\s+\/(?:\s+\/)*\s*|\/(?:\s+\/)*\s+(?:\/)?/g, (slash, offset: number) => {
		const end = offset + slash.length;
		const [left = ''] = /\S*$/.exec(text.slice(Math.max(0, offset - LONGEST_PIECE), offset)) ?? [];
		const [right = ''] = /^[^\s;]*/.exec(text.slice(end, end + LONGEST_PIECE)) ?? [];
		if (!/\d$/.test(left) || !/^\d/.test(right)) return slash;
		const arePayments = /(?<![/\d])\d+\/\d+$/.test(left) && /^\d+\/\d+(?![\d/])/.test(right);
		if (arePayments || isOther(left) || isOther(trimmed(right))) return slash;
		return slash.trim() === '/' ? '/' : `/${SPOILT}/`;
	});
}

function isOther(text: string): boolean {
	return [DATE, AMOUNT].some((form) => form.test(text));
}

/** The text cut at separators; true for what separates. */
function partsOf(text: string): Array<[string, boolean]> {
	const cut = text.split(new RegExp(`(${SEPARATOR.source})`, 'u'));
	return cut.flatMap((part, index): Array<[string, boolean]> => {
		if (index % 2 === 1) return [[part, true]];
		return part
			.split(SOFT_SEPARATOR)
			.flatMap(
				(piece, position): Array<[string, boolean]> => [
					...(position > 0 ? [[',', true] as [string, boolean]] : []),
					...(trimmed(piece) ? [[trimmed(piece), false] as [string, boolean]] : []),
				],
			);
	});
}

/** Colons, commas and equals signs separate, but not within times, amounts and the like. */
const SOFT_SEPARATOR =
	/(?<!\d)[:=]|[:=](?!\d)|,(?!\d)|(?<!\d),|(?<=\/\d+),|,(?=\d+\/)|,(?=\d{4})|(?<=\d{4}),(?=\d{4})/;

/** What is left hanging at the ends of a piece. */
function trimmed(piece: string): string {
	return piece.replace(/^[^\p{L}\p{Sc}\d#%°]+|[^\p{L}\p{Sc}\d#%°]+$/gu, '');
}

const DATE =
	/^(?:\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})?|\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2}(?:T.*)?|\d{1,2}\.\d{4})(?:г|p)?\.?$/;
const TIME = /^\d{1,2}:\d{2}(?::\d{2})?$/;
const AMOUNT = /^[+-]?(?:\d{1,3}(?:[.,']\d{3})+|\d+)[.,]\d{1,2}$|^\d{1,3}(?:[.,']\d{3})+$/;
const YEAR = /^(?:19|20)\d\d$/;
const ACCOUNT = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i;

function mayBeNumber(token: Token, index: number, tokens: readonly Token[]): boolean {
	const { text, isNamed, isMarked, isOfCustomer } = token;
	if (!/\d/.test(text) || text.length > LONGEST_PIECE) return false;
	if (isOfCustomer || isSpoilt(text)) return false;
	if (/[%°]$/.test(text) || tokens[index + 1]?.text === '%') return false;
	if (isNamed) return true;
	if ([DATE, TIME, AMOUNT, ACCOUNT].some((form) => form.test(text))) return false;
	if (isMoney(index, tokens)) return false;
	if (isMarked) return true;
	if (YEAR.test(text)) return tokens.length === 1;
	return !isGrouped(index, tokens);
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

function isDigits(text: string | undefined): boolean {
	return text !== undefined && /^\d+$/.test(text);
}

/** The beginning and the end, not included, of the digits in a row that a token is one of. */
function runAround(index: number, tokens: readonly Token[]): [number, number] {
	const isPart = (at: number) => isDigits(tokens[at]?.text) && !tokens[at]?.isMarked;
	let start = index;
	while (tokens[start]?.follows && isPart(start - 1)) start -= 1;
	let end = index + 1;
	while (tokens[end]?.follows && isPart(end)) end += 1;
	return [start, end];
}

/** Three groups of digits in a row are one long number, such as a card's or a reference. */
function isGrouped(index: number, tokens: readonly Token[]): boolean {
	if (!isDigits(tokens[index]?.text)) return false;
	const [start, end] = runAround(index, tokens);
	return end - start >= 3;
}

function printedInGroups(tokens: readonly Token[]): Piece[] {
	return tokens.flatMap(({ isMarked, isOfCustomer }, index) => {
		if (isMarked || isOfCustomer || !isGrouped(index, tokens)) return [];
		const [start, end] = runAround(index, tokens);
		const whole = tokens.slice(start, end).map(({ text }) => text);
		return start === index ? [{ readings: [whole.join('')], isLikely: false }] : [];
	});
}

/**
 * What a space or a line end may have torn apart, put together: `50 37/1`, `5037/1 2`. Looked up
 * beside its parts, so that where both exist nobody chooses between them.
 */
function mendings(index: number, tokens: readonly Token[]): string[] {
	const token = tokens[index];
	const before = tokens[index - 1];
	if (!token?.follows || !before || before.isOfCustomer) return [];
	const both = `${before.text}${token.text}`;
	if (both.length > LONGEST_PIECE || isSpoilt(both)) return [];
	const isTorn = /\d$/.test(before.text) && /^\d/.test(token.text);
	if (token.isAfterBreak && isTorn) return [both];
	if (isDigits(before.text) && /^\d+\/\d+$/.test(token.text)) {
		const first = tokens[index - 2];
		const isThird = before.follows && isDigits(first?.text);
		return isThird ? [both, `${first?.text ?? ''}${both}`] : [both];
	}
	const isSuffix = /\d\/\d+$/.test(before.text) && /^\d{1,3}$/.test(token.text);
	return isSuffix ? [both] : [];
}
