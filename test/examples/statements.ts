/** Statements of invented banks, in the forms in which real ones send them. */

const CSV_TEXT = [
	'Buchungstag;Auftraggeber;Verwendungszweck;Betrag;Währung',
	'03.04.2026;Alder & Sons;"SEPA-GUTSCHRIFT Rechnung 5001/1; danke";1.250,00;EUR',
	'03.04.2026;Birch Ltd;"Für ""Annual service"" RE.NR.5002/1";89,90;EUR',
	'04.04.2026;Cedar GmbH;Rg-Nr. 5003/1;400,00;EUR',
	'04.04.2026;Dörfler;Rücklastschrift 5005/1;-75,00;EUR',
	'05.04.2026;Unknown Sender;Rechnung 5999/1;10,00;EUR',
	'',
].join('\r\n');

/** Windows-1252 is Latin-1 as far as these letters go. */
export const CSV = {
	utf8WithMark: Buffer.from(`\ufeff${CSV_TEXT}`, 'utf8'),
	windows1252: Buffer.from(CSV_TEXT, 'latin1'),
};

export const MT940 = Buffer.from(
	[
		':20:STARTUMS',
		':25:37040044/0532013000',
		':28C:00066/001',
		':60F:C260402EUR12000,00',
		':61:2604030403C1250,NTRFNONREF//123',
		':86:166?00GUTSCHRIFT?109310?20EREF+NOTPROVIDED?21SVWZ+Rechnung vom 03.04. 50?22',
		'01/1 danke?30COBADEFFXXX?31DE89370400440532013000?32Alder & Sons',
		':61:2604030403C89,90NTRFNONREF',
		':86:166?00GUTSCHRIFT?20SVWZ+RE.Nr. 5002/1+Skonto?32Birch Ltd',
		':61:2604040404C400,NTRFNONREF',
		':86:166?00GUTSCHRIFT?20SVWZ+Rg-Nr. 5003/1?32Cedar GmbH',
		':61:2604040404RC75,00NRTINONREF',
		':86:109?00RUECKLASTSCHRIFT?20SVWZ+5005/1?32Dörfler',
		':61:2604050405CR10,00NTRFNONREF',
		':86:166?00GUTSCHRIFT?20SVWZ+Rechnung 5999/1?32Unknown Sender',
		':62F:C260405EUR13674,90',
		'-',
	].join('\r\n'),
	'latin1',
);

const entry = (amount: string, mark: string, payer: string, purpose: string[]) => `
	<Ntry>
		<Amt Ccy="EUR">${amount}</Amt>
		<CdtDbtInd>${mark}</CdtDbtInd>
		<NtryDtls><TxDtls>
			<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
			<RltdPties><Dbtr><Nm>${payer}</Nm></Dbtr></RltdPties>
			<RmtInf>${purpose.map((line) => `<Ustrd>${line}</Ustrd>`).join('')}</RmtInf>
		</TxDtls></NtryDtls>
	</Ntry>`;

export const CAMT = Buffer.from(
	`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>
	<Bal><Amt Ccy="EUR">12000.00</Amt></Bal>${[
		entry('1250.00', 'CRDT', 'Alder &amp; Sons', ['SEPA-GUTSCHRIFT Rechnung 50', '01/1 danke']),
		entry('89.90', 'CRDT', 'Birch Ltd', ['RE.Nr. 5002/1']),
		entry('400.00', 'CRDT', 'Cedar GmbH', ['Rg-Nr. 5003/1']),
		entry('75.00', 'DBIT', 'Dörfler', ['Rücklastschrift 5005/1']),
		entry('10.00', 'CRDT', 'Unknown Sender', ['Rechnung 5999/1']),
	].join('')}
</Stmt></BkToCstmrStmt></Document>`,
	'utf8',
);

const ONE_C_TEXT = [
	'1CClientBankExchange',
	'ВерсияФормата=1.03',
	'Кодировка=Windows',
	'РасчСчет=40702810900000000001',
	'СекцияДокумент=Платежное поручение',
	'Сумма=100.00',
	'ПлательщикСчет=40702810500000000002',
	'Плательщик1=ООО "Ромашка"',
	'ПолучательСчет=40702810900000000001',
	'НазначениеПлатежа=Оплата по счету № 356/1 от 03.04.2026, в т.ч. НДС 20% - 16.67 руб.',
	'КонецДокумента',
	'СекцияДокумент=Банковский ордер',
	'Сумма=15.00',
	'ПлательщикСчет=40702810900000000001',
	'Плательщик1=ООО "Север"',
	'ПолучательСчет=70601810000000000003',
	'НазначениеПлатежа=Комиссия банка за 04.2026',
	'КонецДокумента',
	'КонецФайла',
	'',
].join('\r\n');

/** In Windows-1251, whose Cyrillic letters stand in one block but for Ё, ё and №. */
export const ONE_C = Buffer.from(
	[...ONE_C_TEXT].map((letter) => {
		const code = letter.codePointAt(0) ?? 0;
		if (letter === '№') return 0xb9;
		return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
	}),
);
