import { flag } from '../../parameters/flags';
import { paymentId } from '../../parameters/ids';
import type { Input } from '../../parameters/input';
import { paymentIdParameter, PAYMENT_LABEL } from '../../parameters/locators';
import { text } from '../../parameters/texts';
import { Failure, invalidInput } from '../../portal/failure';
import { answerOf } from '../../portal/look';
import { isObject } from '../../portal/json';
import { unexpected, valueOf, type Query, type QueryOperation } from '../query';

/** Get Payment Link: `salescenter.payment.getPublicUrl` (docs/bitrix24.md#payment-link). */
export const getPublicUrl: QueryOperation = {
	kind: 'query',
	resource: 'payment',
	option: {
		name: 'Get Payment Link',
		value: 'getPublicUrl',
		action: 'Get payment link',
		description: 'Get the link on which the customer pays, its short form and its QR code',
	},
	properties: [
		...paymentIdParameter('getPublicUrl'),
		{
			displayName: 'Include QR Code',
			name: 'includeQrCode',
			type: 'boolean',
			default: true,
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
	scopes: ['salescenter'],
	request: (input) => {
		const id = paymentId(input.parameter('paymentId'), PAYMENT_LABEL, input.portalHost);
		const wantsQr = flag(input.parameter('includeQrCode'), 'Include QR Code') === 'Y';
		return paymentLink(id, wantsQr ? qrField(input) : undefined);
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
	const [reply] = yield [answerOf('salescenter.payment.getPublicUrl', params)];
	const value = valueOf(reply);
	if (!isObject(value)) throw unexpected();
	if (value.isPhoneConfirmed === false) throw phoneNotConfirmed();
	const link = isObject(value.payment) ? value.payment : value;
	if (typeof link.url !== 'string') throw unexpected();
	const json = { paymentId: id, url: link.url, shortUrl: link.shortUrl ?? null };
	const hasPicture = qrField && typeof link.qr === 'string' && link.qr !== '';
	if (!hasPicture) return [{ json }];
	const base64 = String(link.qr).replace(/^data:[^,]*,/, '');
	return [
		{ json, file: { field: qrField, base64, name: `payment-${id}.png`, mimeType: 'image/png' } },
	];
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
