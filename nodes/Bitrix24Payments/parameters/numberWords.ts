import { isOtherWord } from './otherNumbers';
import { wordsIn } from './words';

/** Longer words that say "here comes the number of an invoice, order or payment", in any of their forms. */
const STEMS = [
	...[
		'rechnung',
		'rechn',
		'auftrag',
		'kundenauftrag',
		'bestell',
		'beleg',
		'zahlungsn',
		'belegn',
		'verwendungszweck',
	],
	...['invoice', 'order', 'payment', 'referenc', 'referenz', 'purchase'],
	...['factu', 'fattur', 'faktur', 'fatur', 'commande', 'ordine', 'pedido', 'encomenda'],
	...['zamów', 'zamow', 'rachun', 'objedn', 'sipari', 'reçu'],
	...[
		'счет',
		'счёт',
		'заказ',
		'инвойс',
		'накладн',
		'квитанц',
		'платеж',
		'платёж',
		'рахун',
		'замовл',
	],
];

/** Short ones, which are not the beginning of other words. */
const WORDS = new Set([
	...[
		're',
		'rg',
		'rn',
		'rnr',
		'rgnr',
		'renr',
		'rechnr',
		'nr',
		'nummer',
		'auf',
		'aufnr',
		'best',
		'bestnr',
	],
	...[
		'n',
		'no',
		'nos',
		'num',
		'number',
		'numbers',
		'inv',
		'invno',
		'ord',
		'ref',
		'refno',
		'refnr',
		'bill',
		'pmt',
		'po',
		'id',
	],
	...[
		'fact',
		'fac',
		'fra',
		'fa',
		'ft',
		'fatt',
		'cde',
		'cmd',
		'numero',
		'número',
		'numéro',
		'nro',
		'núm',
	],
	...['fv', 'vs', 'zam', 'numer', 'číslo', 'roc', 'rfb', 'eref', 'kref'],
	...['сч', 'зак', 'ном', 'номер', 'номеру', 'нак', 'шот', 'рах', 'n°'],
]);

/** What stands between two numbers of one list. */
const LINKS = new Set([
	'und',
	'u',
	'and',
	'et',
	'y',
	'e',
	'ed',
	'i',
	'oraz',
	'en',
	've',
	'и',
	'та',
	'і',
	'sowie',
]);

/** Words that are glued to the end of a number, as in `5037/1vom 03.04.`, and begin something else. */
const FOLLOWERS =
	'vom|von|v(?=\\.)|dated|date|dd|from|du|del|от|від|und|and|danke|eur|euro|kd|kdnr|kunde|kundennr';

/** Whether all words in a text, such as `RE.Nr.`, say that a number follows. */
export function announcesNumber(text: string): boolean {
	const words = wordsIn(text);
	return words.length > 0 ? words.every(isNumberWord) : /[#№]/.test(text);
}

function isNumberWord(word: string): boolean {
	if (isOtherWord(word)) return false;
	return WORDS.has(word) || STEMS.some((stem) => word.startsWith(stem));
}

/** Words for what a payer or a bank numbers in its own way, beside our numbers or instead of them. */
const REFERENCE =
	/^(?:ref|refno|refnr|referen[cz]\p{L}*|id|po|purchase|pmt|payments?|paymentid|eref|kref|roc|rfb|zahlungsn\p{L}*|verwendungszweck|плат[её]ж\p{L}*)$/u;

/** Whether a text says that a number follows which may be somebody else's, as `EREF` and `PO` do. */
export function announcesReference(text: string): boolean {
	return announcesNumber(text) && wordsIn(text).some((word) => REFERENCE.test(word));
}

/** Whether all words in a text, such as *Rechnung* or *заказ*, mean a document of ours. */
export function namesDocument(text: string): boolean {
	const words = wordsIn(text);
	return (
		words.length > 0 &&
		words.every((word) => !isOtherWord(word) && STEMS.some((stem) => word.startsWith(stem)))
	);
}

/** Whether a word puts a further number into the list of the one before. */
export function linksNumbers(word: string): boolean {
	return LINKS.has(word.toLowerCase());
}

const HEAD = /^[^\d]+(?=\d)/;
const TAIL = new RegExp(`(?<=\\d)[-/_]?(?:${FOLLOWERS})(?!\\p{L}).*$`, 'iu');

/** A number without the word that is glued to its front: RE5037/1, Nr.5037, #356. */
export function withoutHead(piece: string): string {
	const [head = ''] = HEAD.exec(piece) ?? [];
	return head && announcesNumber(head) ? piece.slice(head.length) : piece;
}

/** A number without the word that is glued to its end: 5037/1vom. */
export function withoutTail(piece: string): string {
	return piece.replace(TAIL, '');
}
