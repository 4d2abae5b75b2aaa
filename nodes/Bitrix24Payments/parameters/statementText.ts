import { cleaned } from './words';

/**
 * What the payer wrote in the purpose of a payment, freed of what banks put around it and mended
 * where they tore it: one text, in which a line end is left where it may have torn a number.
 */
export function payersWords(purpose: string): string {
	const text = purpose.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/№/g, '#');
	const lines = linesOf(text.normalize('NFC'));
	return withoutAccounts(payersFields(mended(lines)));
}

/**
 * The lines of the purpose alone where the text is a whole field :86: of MT940, whose subfields ?20
 * to ?29 and ?60 to ?63 hold it. Other banks write <20, ~20 or ^20.
 */
function linesOf(text: string): string[] {
	const marks = [...text.matchAll(/([?~^<])([0-6]\d)/g)];
	const [first] = marks;
	if (!first || marks.length < 2 || marks.some(([, sign]) => sign !== first[1])) {
		return text.split('\n');
	}
	// Its line ends are those of the file, at 65 characters, and no word's.
	return text
		.replace(/\n/g, '')
		.split(new RegExp(`\\${first[1]}(?=[0-6]\\d)`))
		.filter((field) => /^(2\d|6[0-3])/.test(field))
		.map((field) => field.slice(2));
}

/** Where SWIFT and banks end a line, whatever stands there. */
const WIDTHS = [27, 35, 65];

/**
 * Lines put together. Where all of them end at the width of a SWIFT message, a number that goes on
 * in the next line is one number and not two: 18 and 14/1 are 1814/1.
 */
function mended(lines: readonly string[]): string {
	const width = Math.max(...lines.map(({ length }) => length));
	const isTorn = (line: string, next: string) =>
		WIDTHS.includes(width) && line.length === width && /[\d/-]$/.test(line) && /^[\d/-]/.test(next);
	return lines
		.map((line, index) => {
			const next = lines[index + 1];
			const end = next === undefined || isTorn(line, next) ? '' : '\n';
			// `cleaned` would trim where a torn number goes on, but there is nothing to trim then.
			return `${cleaned(line)}${end}`;
		})
		.join('');
}

const SEPA_OTHERS = 'MREF|CRED|DEBT|COAM|OAMT|ABWA|ABWE|IBAN|BIC|PURP|SQTP';
const SEPA_ALL = `EREF|KREF|SVWZ|BREF|RREF|${SEPA_OTHERS}`;
const SWIFT_OTHERS =
	'TRTP|IBAN|BIC|NAME|CSID|MARF|CNTP|PURP|TRCD|ORDP|BENM|ULTD|ULTC|ULTB|ADDR|ISDT';
const SWIFT_ALL = `REMI|EREF|USTD|STRD|RTRN|${SWIFT_OTHERS}`;
/** They may stand within somebody's numbers as well, as in AB/INV/17/1. */
const SWIFT_SHORT = 'ID|INV|ROC|RFB|IPI|REF';

/** Fields that hold accounts, mandates, amounts or names: SEPA's ABWA+… and SWIFT's /NAME/…. */
const OTHER_FIELDS = [
	new RegExp(`(?:${SEPA_OTHERS})\\+[^]*?(?=(?:${SEPA_ALL})\\+|$)`, 'g'),
	new RegExp(`/(?:${SWIFT_OTHERS})/[^]*?(?=/(?:${SWIFT_ALL})/|$)`, 'g'),
];

const FIELD_MARKS = [
	new RegExp(`(?:${SEPA_ALL})\\+`, 'g'),
	new RegExp(`/(?:${SWIFT_ALL})/`, 'g'),
	new RegExp(`(?<!\\w)/(?:${SWIFT_SHORT})/`, 'g'),
];

function payersFields(text: string): string {
	const kept = OTHER_FIELDS.reduce((left, field) => left.replace(field, ' '), text);
	const words = FIELD_MARKS.reduce((left, mark) => left.replace(mark, ' '), kept);
	// The last field may end in a slash, which cuts off nothing.
	return words === text ? text : words.replace(/\/\s*$/, ' ');
}

/** Groups of four, as accounts are printed. */
const PRINTED_IBAN = /\b[A-Z]{2}\d{2}(?: [A-Z0-9]{4}){3,7}(?: [A-Z0-9]{1,3})?(?![\w/])/gi;
const PHONE = /(?<!\S)\+\d[\d ()-]{7,}\d(?![\d/])/g;

/** Accounts and telephone numbers that are printed in groups are no list of numbers. */
function withoutAccounts(text: string): string {
	return text.replace(PRINTED_IBAN, withoutIban).replace(PHONE, ' ');
}

/** A group behind the account that is not its own stays. */
function withoutIban(groups: string): string {
	for (let end = 15; end <= groups.length; end += 1) {
		const isGroup = end === groups.length || groups[end] === ' ';
		if (isGroup && isIban(groups.slice(0, end))) return ` ${groups.slice(end)}`;
	}
	return groups;
}

/** The check digits of ISO 13616. */
function isIban(text: string): boolean {
	const compact = text.replace(/ /g, '').toUpperCase();
	const moved = `${compact.slice(4)}${compact.slice(0, 4)}`;
	const digits = [...moved].map((sign) => parseInt(sign, 36)).join('');
	return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}
