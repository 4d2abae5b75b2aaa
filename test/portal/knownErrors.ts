/** A code of Bitrix24, what happened (empty: Bitrix24's own words), and how the cure begins. */
export type KnownError = readonly [code: string, message: string, description: string];

/** They certainly come before anything is saved. */
export const REFUSED: readonly KnownError[] = [
	[
		'22002',
		'This version of Bitrix24 does not have this method',
		'Update the self-hosted Bitrix24',
	],
	[
		'NO_AUTH_FOUND',
		'Bitrix24 did not find a valid credential in the request',
		'Check the connection method and the',
	],
	[
		'INVALID_CREDENTIALS',
		'Bitrix24 does not accept this webhook',
		'Its URL was copied incompletely, or it was deleted,',
	],
	[
		'INVALID_REQUEST',
		'Bitrix24 only accepts this request over https',
		'Change the URL in the credential so',
	],
	[
		'insufficient_scope',
		'The credential lacks a permission in Bitrix24',
		'Add the permission to the webhook or',
	],
	[
		'invalid_scope',
		'The application lacks a permission in Bitrix24',
		'Add the permission in the card of the',
	],
	[
		'APPLICATION_NOT_FOUND',
		'The application is not installed or not active in Bitrix24',
		'Install or activate it in Bitrix24.',
	],
	[
		'user_access_error',
		'The user of this credential may not use the application',
		'Ask a Bitrix24 administrator to open',
	],
	[
		'authorization_error',
		'The user of this credential cannot sign in to Bitrix24',
		'The user may be dismissed or blocked.',
	],
	[
		'ACCESS_DENIED',
		'The user of this credential may not do this in Bitrix24',
		'Ask a Bitrix24 administrator to let',
	],
	[
		'allowed_only_intranet_user',
		'Guests from outside may not do this in Bitrix24',
		'Use a credential of an employee of',
	],
	[
		'WRONG_AUTH_TYPE',
		'Bitrix24 does not allow this with a webhook',
		'Use the OAuth2 connection method for',
	],
	[
		'ERROR_METHOD_NOT_FOUND',
		'Bitrix24 does not know this method here',
		'Check that the webhook URL has the',
	],
	[
		'MAIN_CONTROLLER_22002',
		'This version of Bitrix24 does not have this method',
		'Update the self-hosted Bitrix24',
	],
	[
		'invalid_http_method',
		'Bitrix24 received the request in an unexpected way',
		'A proxy between n8n and Bitrix24 may',
	],
	[
		'200540400002',
		'The store module is not installed in Bitrix24',
		'Install the Online Store (sale) module',
	],
	[
		'METHOD_CONFIRM_WAITING',
		'An administrator has to confirm this method in Bitrix24 first',
		'Ask a Bitrix24 administrator to confirm',
	],
	[
		'METHOD_CONFIRM_DENIED',
		'An administrator has denied this method in Bitrix24',
		'Ask a Bitrix24 administrator to allow',
	],
	[
		'WRONG_LICENSE',
		'The licence of this Bitrix24 does not include this method',
		'Check the plan of the portal',
	],
	['PORTAL_DELETED', 'This Bitrix24 portal is closed', 'Check the portal URL in the credential'],
];

/** So do these, of one record: as the answer to a whole batch they prove nothing. */
export const REFUSED_OF_RECORD: readonly KnownError[] = [
	['200640400001', 'There is no payment with this ID', 'Use the payment ID, not the number'],
	['200540400001', 'There is no order with this ID', 'Check the order in Bitrix24; it may'],
	[
		'200040300010',
		'The user of this credential may not read payments of the store',
		'Use a credential of a Bitrix24 administrator,',
	],
	[
		'200040300020',
		'The user of this credential may not change payments of the store',
		'Updating payments needs a Bitrix24',
	],
	[
		'SALE_ORDER_PAID_ORDER_CANCELED',
		'The order of this payment is cancelled',
		'Restore the order in Bitrix24 before',
	],
	[
		'SALE_PAYMENT_NOT_ALLOWED_CHANGE_SUM',
		'The amount of a paid payment cannot be changed',
		'Mark the payment as unpaid first, then',
	],
];

/** The command was not even begun. */
export const NOT_EXECUTED: readonly KnownError[] = [
	[
		'expired_token',
		'The access to Bitrix24 has expired and could not be renewed',
		'Open the credential in n8n and connect',
	],
	[
		'invalid_token',
		'Bitrix24 does not know the access token any more',
		'Open the credential in n8n and connect',
	],
	[
		'invalid_grant',
		'The connection to Bitrix24 has to be renewed',
		'The refresh token was used up, is older',
	],
	[
		'invalid_client',
		'Bitrix24 does not accept the client ID or client secret',
		'Copy both from the card of the local',
	],
	[
		'wrong_client',
		'Client ID and client secret do not belong together',
		'Copy both from the card of the local',
	],
	[
		'PAYMENT_REQUIRED',
		'The subscription of this Bitrix24 application has ended',
		'Renew the subscription in Bitrix24,',
	],
	[
		'NOT_INSTALLED',
		'The application is not installed in Bitrix24 any more',
		'Install it again in Bitrix24. Open',
	],
	[
		'CONNECTION_ERROR',
		'Bitrix24 could not reach its authorization server',
		'This usually passes by itself. Run',
	],
	[
		'OVERLOAD_LIMIT',
		'Bitrix24 has blocked the REST API of this portal because of overload',
		'Only Bitrix24 support can lift this',
	],
	[
		'QUERY_LIMIT_EXCEEDED',
		'Bitrix24 receives too many requests from this server',
		'Run fewer workflows at the same time,',
	],
	[
		'OPERATION_TIME_LIMIT',
		'Bitrix24 has paused this method because it used up its operating time',
		'Run the workflow again later, or raise',
	],
	[
		'ERROR_BATCH_METHOD_NOT_ALLOWED',
		'Bitrix24 does not allow this method in a batch',
		"Set 'Batch Size' to 1 in the options",
	],
	[
		'ERROR_BATCH_LENGTH_EXCEEDED',
		'Bitrix24 received too many commands in one batch',
		"Set a smaller 'Batch Size' in the options",
	],
];

/** They may come after the change was saved. */
export const TO_BE_LOOKED_AT: readonly KnownError[] = [
	['100', '', 'Bitrix24 did not accept a parameter,'],
	['MAIN_CONTROLLER_22001', '', 'A parameter was empty when it reached'],
	['ERROR_ARGUMENT', '', 'Bitrix24 did not accept a parameter.'],
	['ERROR_CHECK_FAILURE', '', 'The payment has to belong to the chosen'],
	[
		'ERROR_PROCESS_REQUEST_RESULT',
		'The payment system refused to take this payment over REST',
		'Only payment systems with a REST handler',
	],
	[
		'SALE_PAYMENT_WRONG_PAYMENT_SERVICE',
		'This payment system cannot be used for the payment',
		'Choose another payment system, one',
	],
	[
		'SALE_ORDER_PAYMENT_RETURN_NO_SUPPORTED',
		'The payment system of this payment cannot make refunds',
		'Refund the money outside Bitrix24,',
	],
	[
		'SALE_ORDER_PAYMENT_RETURN_PAID',
		'The refund was not accepted',
		'Check in Bitrix24 whether the payment',
	],
	[
		'SALE_PAYMENT_DELETE_EXIST_PAID',
		'A paid payment cannot be deleted',
		'Mark the payment as unpaid first, then',
	],
	['ERROR_CORE', '', 'Bitrix24 stopped with an internal fault.'],
];

/** The server broke off, or its answer did. */
export const UNCERTAIN: readonly KnownError[] = [
	[
		'INTERNAL_SERVER_ERROR',
		'Bitrix24 broke off with an internal fault',
		'Run the workflow again; if it happens',
	],
	[
		'ERROR_UNEXPECTED_ANSWER',
		'Bitrix24 broke off with an internal fault',
		'Run the workflow again; if it happens',
	],
	['WRONG_ENCODING', 'Bitrix24 could not encode its answer', 'A text of this payment holds broken'],
];
