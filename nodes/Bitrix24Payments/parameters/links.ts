import { tryParseUrl } from '../portal/address';
import { invalidInput } from '../portal/failure';

/** Where an ID hides in the addresses of a portal's pages. */
const PAYMENT_PATH = /\/shop\/orders\/payment\/details\/(\d+)(?:\/|$)/i;
const PAYMENT_QUERY = ['payment_id', 'paymentId'] as const;
const OWNER_PATH = /\/crm\/(?:deal\/details\/(\d+)|type\/(\d+)\/details\/(\d+))(?:\/|$)/i;
const ORDER_PATH = /\/shop\/orders\/details\/(\d+)(?:\/|$)/i;
const OTHER_PAGES: ReadonlyArray<{ path: RegExp; name: string }> = [
	{ path: /\/crm\/deal\/details\/|\/crm\/type\/2\/details\//i, name: 'a deal' },
	{ path: /\/crm\/type\/31\/details\/|\/crm\/invoice\//i, name: 'an invoice' },
	{ path: /\/shop\/orders\/details\//i, name: 'an order' },
	{ path: /\/shop\/orders\/payment\/details\//i, name: 'a payment' },
	{ path: /\/crm\/(lead|contact|company)\/details\//i, name: 'a CRM record' },
];

export function looksLikeLink(text: string): boolean {
	return /^\s*(https?:\/\/|\/\w)/i.test(text);
}

/**
 * A pasted link, if it leads to the portal of the credential.
 * @throws Failure (`INVALID_INPUT`): on another portal the same ID is something else
 */
export function portalLink(pasted: string, label: string, portalHost: string, advice: string): URL {
	const link = pasted.trim();
	const url = tryParseUrl(link.startsWith('/') ? `https://${portalHost}${link}` : link);
	if (!url) throw invalidInput(`'${label}' holds a link that cannot be read`, advice);
	if (url.host === portalHost) return url;
	throw invalidInput(
		`'${label}' holds a link to another portal (${url.host})`,
		`The credential belongs to ${portalHost}, where the same ID is something else. Paste a link of that portal, or the ID`,
	);
}

/** The payment ID in the link of a payment's page; undefined on any other page. */
export function paymentInLink(url: URL): string | undefined {
	const inQuery = PAYMENT_QUERY.map((name) => url.searchParams.get(name));
	return PAYMENT_PATH.exec(url.pathname)?.[1] ?? inQuery.find((text) => text !== null) ?? undefined;
}

/** The record in the link of a deal, an invoice or another CRM record with payments. */
export function ownerInLink(url: URL): { typeId: number; id: string } | undefined {
	const [, deal, type, id] = OWNER_PATH.exec(url.pathname) ?? [];
	if (deal !== undefined) return { typeId: 2, id: deal };
	return id === undefined ? undefined : { typeId: Number(type), id };
}

/** As Bitrix24's robots and webhooks name CRM records: DEAL_501, D_501, DYNAMIC_31_12, SMART_INVOICE_12. */
const OWNER_NAME = /^(?:(DEAL|D)|(SMART_INVOICE|T1F)|DYNAMIC_(\d+))_(\d+)$/i;

/** The record that a text names in Bitrix24's own way. */
export function ownerNamed(text: string): { typeId: number; id: string } | undefined {
	const [, deal, invoice, type, id] = OWNER_NAME.exec(text) ?? [];
	if (id === undefined) return undefined;
	if (deal !== undefined) return { typeId: 2, id };
	return { typeId: invoice === undefined ? Number(type) : 31, id };
}

/** The ID in the link of an order's page. */
export function orderInLink(url: URL): string | undefined {
	return ORDER_PATH.exec(url.pathname)?.[1];
}

/** What kind of page it is, for a message. */
export function pageInWords(url: URL): string {
	return OTHER_PAGES.find(({ path }) => path.test(url.pathname))?.name ?? 'a page';
}
