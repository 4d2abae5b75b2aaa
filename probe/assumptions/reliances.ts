const NODE = 'nodes/Bitrix24Payments';
const REPLIES = [`${NODE}/portal/replies.ts`];
const ERRORS = [`${NODE}/portal/errorTable.ts`];
const FILTERS = [`${NODE}/parameters/filters.ts`];
const PICKERS = [`${NODE}/pickers/searchPayments.ts`];
const CREDENTIAL = ['credentials/Bitrix24PaymentsOAuth2Api.credentials.ts'];

/**
 * Files that rely on an assumption although no comment in them points to its heading, by assumption.
 * All other places are found by those comments.
 */
export const RELIANCES: Readonly<Record<string, readonly string[]>> = {
	verbs: ERRORS,
	'missing-parameter': ERRORS,
	'unusable-parameter': ERRORS,
	'batch-binding': ERRORS,
	scope: CREDENTIAL,
	'no-lasting-name': [`${NODE}/portal/turns.ts`],
	'token-endpoint': CREDENTIAL,
	'token-answer': [`${NODE}/portal/address.ts`],
	'batch-status': REPLIES,
	'batch-unknown-method': REPLIES,
	'batch-missing-permission': REPLIES,
	'list-by-ids': [`${NODE}/portal/paymentLists.ts`],
	'list-empty': [`${NODE}/portal/paymentLists.ts`],
	'list-camel-case': FILTERS,
	'list-by-number': PICKERS,
	'list-by-part-of-number': PICKERS,
	'list-by-order': FILTERS,
	'list-by-amount': FILTERS,
	'one-id': [`${NODE}/portal/look.ts`],
	'deals-by-id': [`${NODE}/pickers/searchDealsOrInvoices.ts`],
	'deals-unknown-field': [`${NODE}/pickers/searchDealsOrInvoices.ts`],
	deals: [`${NODE}/pickers/searchDealsOrInvoices.ts`],
	'update-answer': [`${NODE}/execution/conclude.ts`],
};
