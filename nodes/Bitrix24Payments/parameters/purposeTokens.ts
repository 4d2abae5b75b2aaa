import {
	announcesNumber,
	announcesReference,
	linksNumbers,
	namesDocument,
	withoutHead,
} from './numberWords';
import {
	announcesAny,
	announcesOther,
	isOfOther,
	leadsOn,
	saysWhose,
	type Other,
} from './otherNumbers';
import { SPOILT } from './plainDigits';

/** A part of a purpose between separators. */
export interface Token {
	readonly text: string;
	/** What separates it from the one before. */
	readonly gap: string;
	/** A word directly before it says that it is a number. */
	readonly isNamed: boolean;
	/** A word directly before it says that it is a number of something else. */
	readonly isOfOther: boolean;
	/** It is named, or stands behind such a one with nothing but numbers between. */
	readonly isMarked: boolean;
	/** It is named, itself or as one of a list of its like: 5037/1, 5038/1 und 5039/1. */
	readonly isAnnounced: boolean;
	/** What announces it may announce the number of somebody else. */
	readonly isReference: boolean;
	/** What separates it from the next. */
	readonly tail: string;
}

/** No number that is looked for is longer. */
export const LONGEST_PIECE = 60;

export const DATE =
	/^(?:\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})?|\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}-\d{2}-\d{2}(?:T.*)?|\d{1,2}\.\d{4})(?:г|p)?\.?$/;
export const AMOUNT = /^[+-]?(?:\d{1,3}(?:[.,']\d{3})+|\d+)[.,]\d{1,2}$|^\d{1,3}(?:[.,']\d{3})+$/;

/** Whether a reading has the form of a payment's number (docs/bitrix24.md#payment-numbers). */
export function isPaymentNumber(reading: string): boolean {
	return /.\/\d+$/.test(reading);
}

/** What the words so far say of the number that comes next. */
interface Announcement {
	readonly isNamed: boolean;
	readonly isMarked: boolean;
	readonly isReference: boolean;
	readonly other?: Other;
	/** The word before is one for an invoice, an order and the like. */
	readonly isDocument: boolean;
	/** Such a word has come, and no number since. */
	readonly isAwaited: boolean;
	/** The last number, where it was announced. */
	readonly announced?: string;
	/** Whether a word such as *und* stands behind it. */
	readonly isLinked: boolean;
}

const NOTHING: Announcement = {
	isNamed: false,
	isMarked: false,
	isReference: false,
	isDocument: false,
	isAwaited: false,
	isLinked: false,
};

/** Cuts what a payer wrote into what may be numbers and the words around them. */
export function tokensOf(text: string): Token[] {
	const tokens: Token[] = [];
	let said = NOTHING;
	let gap = '';
	for (const [part, isSeparator] of partsOf(withClosedSlashes(text))) {
		if (isSeparator) {
			const last = tokens.pop();
			gap += part;
			if (last) tokens.push({ ...last, tail: gap });
			continue;
		}
		const token = tokenOf(part, gap, said);
		tokens.push(token);
		said = /\d/.test(part) ? behindNumber(token, said) : behindWord(part, said);
		gap = '';
	}
	return tokens;
}

function tokenOf(text: string, gap: string, said: Announcement): Token {
	const isNumber = /\d/.test(text);
	// *Rechnung zum Vertrag 5037/1* still waits for the number of the invoice.
	const isOurs = said.isAwaited && isPaymentNumber(text);
	const ofOther = isNumber && said.other !== undefined && !isOurs && isOfOther(said.other, text);
	const isNamed = isNumber && said.isNamed && !ofOther;
	const head = text.slice(0, text.length - withoutHead(text).length);
	const isListed =
		said.announced !== undefined &&
		isPaymentNumber(said.announced) === isPaymentNumber(text) &&
		(said.isLinked || /[,;+&]/.test(gap));
	return {
		text,
		gap,
		isNamed,
		isOfOther: ofOther,
		isMarked: isNumber && said.isMarked,
		isAnnounced: isNumber && (isNamed || isListed || head !== ''),
		isReference: isNumber && (head === '' ? isNamed && said.isReference : announcesReference(head)),
		tail: '',
	};
}

function behindNumber(token: Token, { other }: Announcement): Announcement {
	// The day of a contract stands between the word and the number.
	if (DATE.test(token.text) && other === 'any') return { ...NOTHING, other };
	return {
		...NOTHING,
		isMarked: token.isMarked || token.isAnnounced,
		announced: token.isAnnounced ? token.text : undefined,
	};
}

function behindWord(word: string, said: Announcement): Announcement {
	if (said.isDocument && saysWhose(word)) return { ...NOTHING, isAwaited: true };
	const goesOn = said.other !== undefined && (announcesAny(word) || leadsOn(word, said.other));
	const other = announcesOther(word) ?? (goesOn ? said.other : undefined);
	const isNamed = other === undefined && announcesNumber(word);
	const isDocument = other === undefined && namesDocument(word);
	const isLinked = linksNumbers(word);
	return {
		isNamed,
		isMarked: isNamed || (said.isMarked && isLinked),
		isReference: announcesReference(word) || (said.isReference && announcesAny(word)),
		isDocument,
		isAwaited: said.isAwaited || isDocument,
		other,
		announced: isLinked ? said.announced : undefined,
		isLinked,
	};
}

/** Ends a piece wherever it stands. */
const SEPARATOR = /[\s;+&|()[\]{}<>"!?*~^„…·•\p{Pi}\p{Pf}]+|\/{2,}/u;

/** Colons, commas and equals signs separate, but not within times, amounts and the like. */
const SOFT_SEPARATOR =
	/(?<!\d)[:=]|[:=](?!\d)|,(?!\d)|(?<!\d),|(?<=\/\d+),|,(?=\d+\/)|,(?=\d{4})|(?<=\d{4}),(?=\d{4})/;

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
					...withEdges(piece),
				],
			);
	});
}

/** What is left hanging at the ends of a piece separates it from the next. */
function withEdges(piece: string): Array<[string, boolean]> {
	const core = trimmed(piece);
	const start = piece.indexOf(core);
	const edges: Array<[string, boolean]> = [
		[piece.slice(0, start), true],
		[core, false],
		[piece.slice(start + core.length), true],
	];
	return edges.filter(([part]) => part !== '');
}

function trimmed(piece: string): string {
	return piece.replace(/^[^\p{L}\p{Sc}\d#%°]+|[^\p{L}\p{Sc}\d#%°]+$/gu, '');
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
