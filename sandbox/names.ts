/** The node's type as saved workflows name it: package and node. */
export const NODE_TYPE = 'n8n-nodes-bitrix24-payments.bitrix24Payments';

/** The trigger's type. */
export const TRIGGER_TYPE = 'n8n-nodes-bitrix24-payments.bitrix24PaymentsTrigger';

/** The credential's type as saved workflows name it. */
export const CREDENTIAL_TYPE = 'bitrix24PaymentsOAuth2Api';
