import { wordsIn } from './words';

/**
 * What the number behind a word is, where it is none of a payment or order: whatever it looks like,
 * only where it is as small as the number of a part, or only where it may be an amount.
 */
export type Other = 'any' | 'account' | 'date' | 'part' | 'amount';

/** What only says "number", of whatever. */
const NUMBER = 'nr|no|num|nummern?|numbers?|numer|numero|número|numéro|číslo|n|id|ном|номера?';
const GENERIC = new RegExp(`^(?:${NUMBER})$`);

/** Words for somebody or something that has a number among us and is not billed by it. */
const HOLDERS = [
	// customers
	'kd|kdn|kund|kunden?|kundin|debitor(?:en)?|mandant(?:en)?|mitglied(?:s|er)?|members?|membership',
	'customers?|cust|clients?|clienti?|clientes?|klanten?|klant|klient(?:a|en)?|kontrahent(?:a|en)?',
	'клиент(?:а|у|ский)?|клієнта?|покупател[ья]|заказчика?|абонента?|контрагента?',
	'zákazník(?:a|ovi)?|zákaznick[éý]|zakaznik(?:a|ovi)?|zakaznick[ey]|abonenta?|müşteri|patient(?:en)?',
	// contracts
	'vertrags?|contracts?|contrats?|contratt[oi]|contratos?|umow[ay]|smlouv[ayu]|sözleşme|mandats?|mandates?',
	'mandatsref|mandatsreferenz|gläubiger|creditor|debtor',
	'договор(?:а|у|ом|е|ы)?|дог|договір|договору|контракт(?:а|у|ом|е)?|соглашени[еяю]|оферт[аыеу]|polic[ey]n?',
	// the tax office and registers
	'инн|кпп|бик|огрн|огрнип|окпо|октмо|кбк|уин|уип|єдрпоу|едрпоу|бин|иин|унп|steuern?|ust|ustid|uid',
	'tax|taxid|tin|nip|regon|pesel|krs|ičo|ico|dič|dic|siret|siren|piva|nif|cif|cnpj|cpf|btw|kvk|abn|gstin|hrb',
	// accounts and cards
	'kontos?|kto|bankkonto|accounts?|acct|acc|compte|conto|rekeningnummer|bankrekening|blz|iban|bic|swift|depot',
	'karten?|kreditkarten?|cards?|carte|carta|tarjeta|kart[ay]|карт[аыуе]|terminal|терминала?|mcc|rrn|utr|txn',
	// telephones and places
	'tel|telefon|telephone|phone|fon|fax|mobil|mobile|handy|whatsapp|viber|тел|телефона?|моб|факс',
	'plz|str|\\p{L}*straße|\\p{L}*strasse|\\p{L}{3,}str|haus|hausn|apt|apartment|apartamento?|appartement|wohnungs?|whg',
	'flat|suite|zimmer|ul|ulica|ulice|ул|улица|дом|д|кв|корп|оф|офис|индекс|rue|avenue|calle',
	// other papers and things
	'lieferscheine?s?|angebots?|quote|quotation|offerte?|gutscheine?s?|gutscheincode|coupon|voucher|tickets?|tisch',
	'filiale|fil|projekts?|projects?|fall|case|bon|kassenbon|table|version|modell|model|größe|size|serien?|los|art',
	// the other symbols of a Czech or Slovak payment
	'ks|ss',
];

/** Words for a part of something: *Rate 1/3*, *Seite 2*, *KW 14*. */
const PARTS = [
	'raten?|teil|teilzahlung|tranche|parts?|install?ments?|abschlag|mahnung|seite|page|blatt|zahlungserinnerung',
	'част[ьи]|транш|mensualité|échéance|rata|raty|splátka|cuota|cota|kw|wochen?|weeks?|monat|month|quartal|quarter|q',
];

/** Words for an account that end in *счёт*, which is a bill as well. */
const RUSSIAN_ACCOUNTS = ['лицев(?:ой|ого|ому)|расч[её]тн(?:ый|ого|ому)'];
const BILL_OR_ACCOUNT = /^сч[её]т[ау]?$/;

/** Words for a day, behind which the number that is meant may follow. */
const DAYS = ['datum|\\p{L}{3,}datum|date|data|дата'];

/** Words for an amount. */
const AMOUNTS = [
	'betrag|summe|gesamt|gesamtbetrag|rechnungsbetrag|sum|amount|total|сумм[аыуе]|итого|ндс|пдв|mwst|tutar',
	'kwot[ay]|razem|montant|importe|importo|bedrag|částka|castka|skonto|rabatt|gebühr(?:en)?|fee|porto|versand',
];

/** Words behind a number of things, days or cents. */
const UNITS = [
	'tag|tagen?|days?|jours?|дн|день|дня|дней|wochen?|weeks?|monate?n?|months?|mois|мес|месяц|месяца|месяцев',
	'jahre?n?|years?|год|года|лет|std|stunden?|hours?|hrs|h|min|uhr|час|часа|часов',
	'x|stk|stück|stueck|pcs|pieces|units?|szt|ks|шт|штук[иа]?|чел|personen|pers|persons|people|kg|km|m|кг|км|коп|копе[её]к|копейк[аи]|cents?|ct|grosz[ey]?|gr',
];

const MONTHS = [
	'jan|januar|january|janvier|enero|gennaio|styczeń|stycznia|leden|ledna|январ[ья]|янв|січня',
	'feb|februar|february|février|febrero|febbraio|luty|lutego|února|феврал[ья]|фев|лютого',
	'mär|mar|mrz|märz|maerz|march|mars|marzo|marzec|marca|března|марта?|мар|березня',
	'apr|april|avril|abril|aprile|kwiecień|kwietnia|dubna|апрел[ья]|апр|квітня',
	'mai|may|mayo|maggio|maj|maja|května|ма[йя]|травня',
	'jun|juni|june|juin|junio|giugno|czerwiec|czerwca|června|июн[ья]|июн|червня',
	'jul|juli|july|juillet|julio|luglio|lipiec|lipca|července|июл[ья]|июл|липня',
	'aug|august|août|agosto|sierpień|sierpnia|srpna|августа?|авг|серпня',
	'sep|sept|september|septembre|septiembre|settembre|wrzesień|września|září|сентябр[ья]|сен|сент|вересня',
	'okt|oct|oktober|october|octobre|octubre|ottobre|październik|października|října|октябр[ья]|окт|жовтня',
	'nov|november|novembre|noviembre|listopad|listopada|ноябр[ья]|ноя|листопада',
	'dez|dec|dezember|december|décembre|diciembre|dicembre|grudzień|grudnia|prosince|декабр[ья]|дек|грудня',
];

const oneOf = (...words: string[]) => new RegExp(`^(?:${words.join('|')})$`, 'u');
const withNumber = (words: string[]) =>
	new RegExp(`^(?:${words.join('|')})(?:${NUMBER}|nr)?$`, 'u');

const FORMS: ReadonlyArray<readonly [Other, RegExp]> = [
	['any', withNumber(HOLDERS)],
	['account', oneOf(...RUSSIAN_ACCOUNTS)],
	['date', oneOf(...DAYS)],
	['part', withNumber(PARTS)],
	['amount', oneOf(...AMOUNTS)],
];
const UNIT = oneOf(...UNITS);
const PART = oneOf(...PARTS);
const MONTH = oneOf(...MONTHS);

/** An account as Russians and Indians write it, which would be two words. */
const ACCOUNT_SIGN = /^(?:[рлк]\/[сc]ч?|a\/c)$/i;

/** In a form that cannot stand before the number of a customer. */
const CUSTOMERS_OWN = oneOf('клиента|покупателя|заказчика|klienta|zákazníka|zakaznika');

/** What a contract is about, between the word and its number: договор поставки от 12.03.2025 № 14. */
const OF_CONTRACT = oneOf(
	'поставк[аи]|аренды|оказани[яе]|услуг|услуги|займа|подряда|купли|продажи|найма|о|об|на|от',
	'vom|от|від|of|from|dated|du|z',
);

/** Whether a word says that the number behind it is one of something else, and of what. */
export function announcesOther(text: string): Other | undefined {
	if (ACCOUNT_SIGN.test(text)) return 'any';
	const words = wordsIn(text);
	const kinds = words.map((word) =>
		GENERIC.test(word) ? 'generic' : FORMS.find(([, form]) => form.test(word))?.[0],
	);
	return kinds.includes(undefined)
		? undefined
		: (kinds.find((kind): kind is Other => kind !== 'generic') ?? undefined);
}

/** Whether a word that stands alone is one of those. */
export function isOtherWord(word: string): boolean {
	return FORMS.some(([, form]) => form.test(word));
}

/** Whether a text, such as `Nr.` or `#`, says that a number follows, and not of what. */
export function announcesAny(text: string): boolean {
	const words = wordsIn(text);
	return words.length > 0 ? words.every((word) => GENERIC.test(word)) : /[#№]/.test(text);
}

/** Whether such a word may still be about the number when this one has come between. */
export function leadsOn(text: string, kind: Other): boolean {
	const words = wordsIn(text);
	const form = kind === 'account' ? BILL_OR_ACCOUNT : OF_CONTRACT;
	return words.length > 0 && words.every((word) => form.test(word));
}

/** Whether a word says whose document the one before it is, as in *заказ клиента № 356*. */
export function saysWhose(word: string): boolean {
	return CUSTOMERS_OWN.test(word.toLowerCase());
}

/** Whether a number is what such a word says. */
export function isOfOther(kind: Other, number: string): boolean {
	if (kind === 'part') return isPart(number);
	return kind !== 'amount' || /^\d+$/.test(number);
}

/** 3, or 1/3: of a payment's number the order's part may be larger than what follows it. */
export function isPart(number: string): boolean {
	const [, part = '', of] = /^(\d{1,2})(?:\/(\d{1,2}))?$/.exec(number) ?? [];
	return part !== '' && (of === undefined || Number(part) <= Number(of));
}

/** Whether a number counts things, days or parts, or is a day, because of the word behind it. */
export function isCounted(number: string, next: string): boolean {
	const [word = '', ...others] = wordsIn(next);
	if (others.length > 0 || word !== next.toLowerCase()) return false;
	if (/^\d+$/.test(number) && UNIT.test(word)) return true;
	return (isDay(number) && MONTH.test(word)) || (isPart(number) && PART.test(word));
}

/** Whether a number is the day behind the name of a month. */
export function isDayOf(number: string, before: string): boolean {
	return isDay(number) && MONTH.test(before.toLowerCase());
}

function isDay(number: string): boolean {
	return /^(?:0?[1-9]|[12]\d|3[01])$/.test(number);
}
