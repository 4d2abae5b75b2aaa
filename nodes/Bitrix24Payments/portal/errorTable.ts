import type { OwnCode } from './failure';

/**
 * What an error code says about the command that it answers (docs/money-rules.md#true-is-no-proof):
 * - `refused`: it certainly comes before anything is saved
 * - `notExecuted`: the command was not even begun, and may be sent again
 * - `uncertain`: the server broke off, or its answer did
 */
export type Verdict = 'refused' | 'notExecuted' | 'uncertain';

export interface ErrorEntry {
	/** Our code for it, which a workflow can route on; without one it is Bitrix24's own refusal. */
	readonly means?: OwnCode;
	/** What happened. Without one, Bitrix24's own text is shown. */
	readonly message?: string;
	/** How to mend it. */
	readonly description: string;
	/** Left out where it may come after the change was saved, which has to be looked at then. */
	readonly verdict?: Verdict;
	/** Speaks of one record, so that as the answer to a whole batch it proves nothing. */
	readonly isOfRecord?: boolean;
	readonly notFound?: 'surely' | 'perhaps';
	/** A wait, and nothing else, is expected to cure it. */
	readonly transient?: boolean;
	/** Other words where what was refused only reads. */
	readonly reading?: Pick<ErrorEntry, 'message' | 'description'>;
}

const NEW_WEBHOOK =
	'Create a new inbound webhook in Bitrix24 and paste its URL into the credential';
const RECONNECT = 'Open the credential in n8n and connect it again';
const ASK_RIGHTS =
	'Ask a Bitrix24 administrator to let the user of this credential change this order, or use a credential of a user who may';
const ASK_RIGHTS_TO_READ =
	'Ask a Bitrix24 administrator to let the user of this credential see orders and their payments, or use a credential of a user who may';
const NO_READING = {
	message: 'The user of this credential may not read payments of the store',
	description:
		'Use a credential of a Bitrix24 administrator, or give the user rights in the Online Store module',
};
const NO_SUCH_PAYMENT =
	'Use the payment ID, not the number of the order, deal or invoice. You find it in the link of the payment: /shop/orders/payment/details/{ID}/';

/**
 * Bitrix24's codes in words: what happened and how to mend it (docs/bitrix24.md#error-codes). One
 * table, so that no other place needs to know what a code means.
 */
export const BY_CODE: Readonly<Record<string, ErrorEntry>> = {
	NO_AUTH_FOUND: {
		means: 'CREDENTIAL_INVALID',
		message: 'Bitrix24 did not find a valid credential in the request',
		description: 'Check the connection method and the webhook or portal URL of the credential',
		verdict: 'refused',
	},
	INVALID_CREDENTIALS: {
		means: 'CREDENTIAL_INVALID',
		message: 'Bitrix24 does not accept this webhook',
		description: `Its URL was copied incompletely, or it was deleted, changed or blocked. ${NEW_WEBHOOK}`,
		verdict: 'refused',
	},
	INVALID_REQUEST: {
		means: 'CREDENTIAL_INVALID',
		message: 'Bitrix24 only accepts this request over https',
		description: 'Change the URL in the credential so that it starts with https://',
		verdict: 'refused',
	},
	expired_token: {
		means: 'CREDENTIAL_INVALID',
		message: 'The access to Bitrix24 has expired and could not be renewed',
		description: RECONNECT,
		verdict: 'notExecuted',
	},
	invalid_token: {
		means: 'CREDENTIAL_INVALID',
		message: 'Bitrix24 does not know the access token any more',
		description: RECONNECT,
		verdict: 'notExecuted',
	},
	invalid_grant: {
		means: 'CREDENTIAL_INVALID',
		message: 'The connection to Bitrix24 has to be renewed',
		description: `The refresh token was used up, is older than 180 days, or the application was installed again. ${RECONNECT}`,
		verdict: 'notExecuted',
	},
	invalid_client: {
		means: 'CREDENTIAL_INVALID',
		message: 'Bitrix24 does not accept the client ID or client secret',
		description:
			'Copy both from the card of the local application in Bitrix24 into the credential, then connect it again',
		verdict: 'notExecuted',
	},
	wrong_client: {
		means: 'CREDENTIAL_INVALID',
		message: 'Client ID and client secret do not belong together',
		description:
			'Copy both from the card of the local application in Bitrix24 into the credential, then connect it again',
		verdict: 'notExecuted',
	},
	PAYMENT_REQUIRED: {
		means: 'CREDENTIAL_INVALID',
		message: 'The subscription of this Bitrix24 application has ended',
		description: 'Renew the subscription in Bitrix24, then connect the credential again',
		verdict: 'notExecuted',
	},
	NOT_INSTALLED: {
		means: 'CREDENTIAL_INVALID',
		message: 'The application is not installed in Bitrix24 any more',
		description: `Install it again in Bitrix24. ${RECONNECT}`,
		verdict: 'notExecuted',
	},
	insufficient_scope: {
		means: 'SCOPE_MISSING',
		message: 'The credential lacks a permission in Bitrix24',
		description: 'Add the permission to the webhook or application',
		verdict: 'refused',
	},
	invalid_scope: {
		means: 'SCOPE_MISSING',
		message: 'The application lacks a permission in Bitrix24',
		description: `Add the permission in the card of the application. ${RECONNECT}`,
		verdict: 'refused',
	},
	APPLICATION_NOT_FOUND: {
		means: 'CREDENTIAL_INVALID',
		message: 'The application is not installed or not active in Bitrix24',
		description: `Install or activate it in Bitrix24. ${RECONNECT}`,
		verdict: 'refused',
	},
	user_access_error: {
		means: 'ACCESS_DENIED',
		message: 'The user of this credential may not use the application',
		description: 'Ask a Bitrix24 administrator to open the application to this user',
		verdict: 'refused',
	},
	authorization_error: {
		means: 'CREDENTIAL_INVALID',
		message: 'The user of this credential cannot sign in to Bitrix24',
		description: 'The user may be dismissed or blocked. Use a credential of an active user',
		verdict: 'refused',
	},
	CONNECTION_ERROR: {
		means: 'CONNECTION_FAILED',
		message: 'Bitrix24 could not reach its authorization server',
		description: 'This usually passes by itself. Run the workflow again in a few minutes',
		verdict: 'notExecuted',
		transient: true,
	},
	ACCESS_DENIED: {
		means: 'ACCESS_DENIED',
		message: 'The user of this credential may not do this in Bitrix24',
		description: ASK_RIGHTS,
		verdict: 'refused',
		reading: { description: ASK_RIGHTS_TO_READ },
	},
	allowed_only_intranet_user: {
		means: 'ACCESS_DENIED',
		message: 'Guests from outside may not do this in Bitrix24',
		description: 'Use a credential of an employee of the portal, not of an extranet user',
		verdict: 'refused',
	},
	WRONG_AUTH_TYPE: {
		means: 'ACCESS_DENIED',
		message: 'Bitrix24 does not allow this with a webhook',
		description: 'Use the OAuth2 connection method for this operation',
		verdict: 'refused',
	},
	OVERLOAD_LIMIT: {
		means: 'RATE_LIMITED',
		message: 'Bitrix24 has blocked the REST API of this portal because of overload',
		description: 'Only Bitrix24 support can lift this block',
		verdict: 'notExecuted',
	},
	QUERY_LIMIT_EXCEEDED: {
		means: 'RATE_LIMITED',
		message: 'Bitrix24 receives too many requests from this server',
		description: "Run fewer workflows at the same time, or raise 'Max Wait' in the options",
		verdict: 'notExecuted',
		transient: true,
	},
	OPERATION_TIME_LIMIT: {
		means: 'RATE_LIMITED',
		message: 'Bitrix24 has paused this method because it used up its operating time',
		description: "Run the workflow again later, or raise 'Limit Wait' in the options",
		verdict: 'notExecuted',
		transient: true,
	},
	ERROR_METHOD_NOT_FOUND: {
		message: 'Bitrix24 does not know this method here',
		description:
			'Check that the webhook URL has the form https://host/rest/{user ID}/{code}/ and that the store and CRM modules are installed',
		verdict: 'refused',
	},
	'22002': {
		message: 'This version of Bitrix24 does not have this method',
		description: 'Update the self-hosted Bitrix24',
		verdict: 'refused',
	},
	MAIN_CONTROLLER_22002: {
		message: 'This version of Bitrix24 does not have this method',
		description: 'Update the self-hosted Bitrix24',
		verdict: 'refused',
	},
	invalid_http_method: {
		message: 'Bitrix24 received the request in an unexpected way',
		description: 'A proxy between n8n and Bitrix24 may be changing requests. Check its settings',
		verdict: 'refused',
	},
	'100': {
		description:
			'Bitrix24 did not accept a parameter, or a customisation of the portal broke off. Check the values and the payment in Bitrix24',
	},
	MAIN_CONTROLLER_22001: { description: 'A parameter was empty when it reached Bitrix24' },
	ERROR_ARGUMENT: { description: 'Bitrix24 did not accept a parameter. Check the values' },
	'200640400001': {
		means: 'PAYMENT_NOT_FOUND',
		message: 'There is no payment with this ID',
		description: NO_SUCH_PAYMENT,
		notFound: 'surely',
		verdict: 'refused',
		isOfRecord: true,
	},
	'200540400001': {
		message: 'There is no order with this ID',
		description: 'Check the order in Bitrix24; it may have been deleted',
		verdict: 'refused',
		isOfRecord: true,
	},
	'200540400002': {
		message: 'The store module is not installed in Bitrix24',
		description: 'Install the Online Store (sale) module of the self-hosted Bitrix24',
		verdict: 'refused',
	},
	'200040300010': {
		means: 'ACCESS_DENIED',
		...NO_READING,
		verdict: 'refused',
		isOfRecord: true,
	},
	'200040300020': {
		means: 'ACCESS_DENIED',
		message: 'The user of this credential may not change payments of the store',
		description:
			'Updating payments needs a Bitrix24 administrator. Use a credential of an administrator, or Mark as Paid / Mark as Unpaid, which only need rights on the order',
		verdict: 'refused',
		reading: NO_READING,
		isOfRecord: true,
	},
	ERROR_CHECK_FAILURE: {
		description:
			'The payment has to belong to the chosen payment system, and both have to exist. Compare them in Bitrix24',
	},
	ERROR_PROCESS_REQUEST_RESULT: {
		message: 'The payment system refused to take this payment over REST',
		description:
			'Only payment systems with a REST handler can be paid this way. Use Mark as Paid for all others',
	},
	SALE_ORDER_PAID_ORDER_CANCELED: {
		message: 'The order of this payment is cancelled',
		description: 'Restore the order in Bitrix24 before changing its payments',
		verdict: 'refused',
		isOfRecord: true,
	},
	SALE_PAYMENT_NOT_ALLOWED_CHANGE_SUM: {
		message: 'The amount of a paid payment cannot be changed',
		description: 'Mark the payment as unpaid first, then change the amount',
		verdict: 'refused',
		isOfRecord: true,
	},
	SALE_PAYMENT_WRONG_PAYMENT_SERVICE: {
		message: 'This payment system cannot be used for the payment',
		description: 'Choose another payment system, one that is active and allowed for this order',
	},
	SALE_ORDER_PAYMENT_RETURN_NO_SUPPORTED: {
		message: 'The payment system of this payment cannot make refunds',
		description: 'Refund the money outside Bitrix24, then mark the payment as unpaid',
	},
	SALE_ORDER_PAYMENT_RETURN_PAID: {
		message: 'The refund was not accepted',
		description: 'Check in Bitrix24 whether the payment was refunded already',
	},
	SALE_PAYMENT_DELETE_EXIST_PAID: {
		message: 'A paid payment cannot be deleted',
		description: 'Mark the payment as unpaid first, then delete it',
	},
	ERROR_BATCH_METHOD_NOT_ALLOWED: {
		message: 'Bitrix24 does not allow this method in a batch',
		description: "Set 'Batch Size' to 1 in the options",
		verdict: 'notExecuted',
	},
	ERROR_BATCH_LENGTH_EXCEEDED: {
		message: 'Bitrix24 received too many commands in one batch',
		description: "Set a smaller 'Batch Size' in the options",
		verdict: 'notExecuted',
	},
	METHOD_CONFIRM_WAITING: {
		means: 'ACCESS_DENIED',
		message: 'An administrator has to confirm this method in Bitrix24 first',
		description: 'Ask a Bitrix24 administrator to confirm the request, then run the workflow again',
		verdict: 'refused',
	},
	METHOD_CONFIRM_DENIED: {
		means: 'ACCESS_DENIED',
		message: 'An administrator has denied this method in Bitrix24',
		description: 'Ask a Bitrix24 administrator to allow it',
		verdict: 'refused',
	},
	WRONG_LICENSE: {
		means: 'ACCESS_DENIED',
		message: 'The licence of this Bitrix24 does not include this method',
		description: 'Check the plan of the portal',
		verdict: 'refused',
	},
	PORTAL_DELETED: {
		means: 'CREDENTIAL_INVALID',
		message: 'This Bitrix24 portal is closed',
		description: 'Check the portal URL in the credential',
		verdict: 'refused',
	},
	ERROR_CORE: {
		description: 'Bitrix24 stopped with an internal fault. Look at the payment in Bitrix24',
	},
	INTERNAL_SERVER_ERROR: {
		means: 'BAD_RESPONSE',
		message: 'Bitrix24 broke off with an internal fault',
		description: 'Run the workflow again; if it happens again, contact Bitrix24 support',
		verdict: 'uncertain',
	},
	ERROR_UNEXPECTED_ANSWER: {
		means: 'BAD_RESPONSE',
		message: 'Bitrix24 broke off with an internal fault',
		description: 'Run the workflow again; if it happens again, contact Bitrix24 support',
		verdict: 'uncertain',
	},
	WRONG_ENCODING: {
		means: 'BAD_RESPONSE',
		message: 'Bitrix24 could not encode its answer',
		description: 'A text of this payment holds broken characters. Look at the payment in Bitrix24',
		verdict: 'uncertain',
	},
};

/** Texts that decide what a code means where the code alone does not (docs/bitrix24.md#code-0). */
export const BY_TEXT: ReadonlyArray<{ code: string; text: RegExp; entry: ErrorEntry }> = [
	{
		code: '0',
		text: /^payment has not been found[\s.!]*$/i,
		entry: {
			means: 'PAYMENT_NOT_FOUND',
			message: 'There is no payment with this ID',
			description: NO_SUCH_PAYMENT,
			verdict: 'refused',
			isOfRecord: true,
			notFound: 'surely',
		},
	},
	{
		code: '0',
		text: /^insufficient permissions[\s.!]*$/i,
		entry: {
			means: 'ACCESS_DENIED',
			message: 'There is no payment with this ID, or the user may not change it',
			description: `${NO_SUCH_PAYMENT}. If the ID is right: ${ASK_RIGHTS}`,
			verdict: 'refused',
			isOfRecord: true,
			notFound: 'perhaps',
		},
	},
	{
		code: '0',
		text: /^required fields: paysystemid/i,
		entry: {
			message: 'Bitrix24 asks for the payment system of the payment',
			description: "Add the field 'Payment System' to the update",
			verdict: 'refused',
			isOfRecord: true,
		},
	},
	{
		code: '0',
		text: /^payment system has not been found[\s.!]*$/i,
		entry: {
			message: 'There is no payment system with this ID',
			description: 'Choose a payment system that exists in Bitrix24',
			verdict: 'refused',
			isOfRecord: true,
		},
	},
	{
		code: '100',
		text: /^(could not find value for parameter|invalid value) \{/i,
		entry: {
			description:
				'A parameter did not arrive as Bitrix24 expects it. If the values are right, a proxy may be dropping the body of requests',
			verdict: 'refused',
			isOfRecord: true,
		},
	},
	{
		code: 'ERROR_CHECK_FAILURE',
		text: /^payment with id=.* not found[\s.!]*$/i,
		entry: {
			message: 'There is no payment with this ID that uses this payment system',
			description:
				'The payment uses another payment system. Choose that one, or change the payment system of the payment with Update first',
			verdict: 'refused',
			isOfRecord: true,
		},
	},
	{
		code: 'ERROR_CHECK_FAILURE',
		text: /^pay system not found[\s.!]*$/i,
		entry: {
			message: 'There is no payment system with this ID',
			description: 'Choose a payment system that exists in Bitrix24',
			verdict: 'refused',
			isOfRecord: true,
		},
	},
	{
		code: 'ACCESS_DENIED',
		text: /commercial plans|subscription/i,
		entry: {
			means: 'ACCESS_DENIED',
			message: 'The plan of this Bitrix24 does not include the REST API',
			description: 'Change to a plan with REST API, or renew the subscription',
			verdict: 'refused',
		},
	},
];
