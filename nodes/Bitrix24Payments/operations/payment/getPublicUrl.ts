import { flag } from '../../parameters/flags';
import type { Input } from '../../parameters/input';
import { meantPayment, paymentParameter } from '../../parameters/locators';
import { text } from '../../parameters/texts';
import { tryParseUrl } from '../../portal/address';
import { Failure, invalidInput } from '../../portal/failure';
import { isObject } from '../../portal/json';
import { answerOf } from '../../portal/look';
import { paymentFrom, type Payment } from '../../records/payment';
import { unexpected, valueOf, type Query, type QueryOperation } from '../query';
import { shortLook } from './paymentState';

/** Get Payment Link: `salescenter.payment.getPublicUrl` (docs/bitrix24.md#payment-link). */
export const getPublicUrl: QueryOperation = {
	kind: 'query',
	resource: 'payment',
	option: {
		name: 'Get Payment Link',
		value: 'getPublicUrl',
		action: 'Get payment link',
		description:
			'Get the link on which the customer pays, or its QR code. Needs the permission salescenter.',
	},
	forAgents:
		'Gets the link of a payment in Bitrix24, on which the customer pays, and its short form. Changes nothing.',
	properties: [
		paymentParameter('getPublicUrl', "Needs the permission 'salescenter' in Bitrix24"),
		{
			displayName: 'Include QR Code',
			name: 'includeQrCode',
			type: 'boolean',
			// n8n's output panel opens on a picture where there is one, and hides the link behind it.
			default: false,
			description: 'Whether to attach the QR code of the link as a PNG picture',
			displayOptions: { show: { resource: ['payment'], operation: ['getPublicUrl'] } },
		},
		{
			displayName: 'Put QR Code in Field',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the output binary field to put the picture in',
			displayOptions: {
				show: { resource: ['payment'], operation: ['getPublicUrl'], includeQrCode: [true] },
			},
		},
	],
	request: (input) => {
		const wantsQr = flag(input.parameter('includeQrCode'), 'Include QR Code') === 'Y';
		const field = wantsQr ? qrField(input) : undefined;
		return { ref: meantPayment(input), query: (id) => paymentLink(id, field) };
	},
};

function qrField(input: Input): string {
	const label = 'Put QR Code in Field';
	const field = text(input.parameter('binaryPropertyName'), label).trim();
	if (field) return field;
	throw invalidInput(
		`'${label}' is empty`,
		"Enter a name, e.g. data, or switch off 'Include QR Code'",
	);
}

function* paymentLink(id: number, qrField: string | undefined): Query {
	// A number, because a batch cannot carry `true` and PHP takes both for the same.
	const params = { id, ...(qrField ? { options: { qr: 1 } } : {}) };
	const link = answerOf('salescenter.payment.getPublicUrl', params);
	const [reply, shown] = yield [link, { ...shortLook(id), singly: true }];
	const { url, shortUrl, picture } = linkFrom(valueOf(reply));
	const payment = shown?.kind === 'value' ? paymentFrom(shown.value, id) : undefined;
	const warning = [doubtAbout(payment), qrField && !picture ? NO_PICTURE : undefined]
		.filter(Boolean)
		.join('. ');
	const json = { url, shortUrl, paymentId: id, ...(warning ? { warning } : {}) };
	if (!qrField || !picture) return [{ json }];
	const { base64, mimeType, extension } = picture;
	return [{ json, file: { field: qrField, base64, name: `payment-${id}.${extension}`, mimeType } }];
}

const NO_PICTURE = 'Bitrix24 gave no QR code with the link: make one of the link by other means';

interface PaymentLink {
	readonly url: string;
	readonly shortUrl: string | null;
	/** Of the QR code. */
	readonly picture?: Picture;
}

interface Picture {
	readonly base64: string;
	readonly mimeType: string;
	readonly extension: string;
}

function linkFrom(value: unknown): PaymentLink {
	if (!isObject(value)) throw unexpected();
	if (value.isPhoneConfirmed === false) throw phoneNotConfirmed();
	const link = isObject(value.payment) ? value.payment : value;
	const url = webLink(link.url);
	if (!url) throw noLink();
	return { url, shortUrl: webLink(link.shortUrl) ?? null, picture: pictureFrom(link.qr) };
}

/** What every PNG begins with, in Base64. */
const PNG = 'iVBORw0KGgo';

/** A PNG, or whatever picture it says to be; other contents are no picture. */
function pictureFrom(qr: unknown): Picture | undefined {
	const text = typeof qr === 'string' ? qr.trim() : '';
	const [, mimeType, base64 = ''] =
		/^(?:data:(image\/[\w.+-]+)[^,]*;base64,)?([\w+/=\s]+)$/.exec(text) ?? [];
	if (base64.startsWith(PNG)) return { base64, mimeType: 'image/png', extension: 'png' };
	if (mimeType === undefined) return undefined;
	const [extension = ''] = mimeType.replace('image/', '').split('+');
	return { base64, mimeType, extension };
}

/** What a customer can open; an empty text is none, nor is a script. */
function webLink(value: unknown): string | undefined {
	const url = typeof value === 'string' ? tryParseUrl(value) : undefined;
	return url && /^https?:$/.test(url.protocol) ? String(value) : undefined;
}

/** Where the credential may see the payment: why the link may be of no use to the customer. */
function doubtAbout(payment: Payment | undefined): string | undefined {
	if (payment?.paid === 'Y') return 'The payment is paid already';
	if (payment?.sum === 0) return 'The amount of the payment is 0: there is nothing to pay yet';
	return undefined;
}

function noLink(): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: 'Bitrix24 answered without a link that can be opened',
		description:
			'Look at the payment in Bitrix24: its online payment page may be switched off. Then run again',
		retryable: true,
	});
}

/** The second, undocumented form of the answer. */
function phoneNotConfirmed(): Failure {
	return new Failure({
		code: 'PHONE_NOT_CONFIRMED',
		message: 'Bitrix24 gives out payment links only after a phone number is confirmed',
		description:
			'A site of this portal is connected, and its phone number is not confirmed. Confirm it in Bitrix24 under Sites and Stores, then run again',
	});
}
