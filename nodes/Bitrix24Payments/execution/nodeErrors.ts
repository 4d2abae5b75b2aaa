import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';

import type { Failure } from '../portal/failure';

/** Failures of the user's input; all others are the service's. */
const OPERATION_CODES: ReadonlySet<string> = new Set(['INVALID_INPUT', 'GUARD_FAILED']);

/**
 * The failure as n8n shows it. Built from the failure's words alone: an error made from a request
 * or response would carry the webhook code into the execution record.
 */
export function nodeError(
	node: INode,
	failure: Failure,
	itemIndex: number | undefined,
	remark = '',
): NodeApiError | NodeOperationError {
	const { message, code, httpStatus } = failure;
	const description = remark ? `${failure.description}. ${remark}` : failure.description;
	const error = OPERATION_CODES.has(code)
		? new NodeOperationError(node, message, { description, itemIndex })
		: new NodeApiError(node, { code, message } as JsonObject, {
				message,
				description,
				itemIndex,
				...(httpStatus ? { httpCode: String(httpStatus) } : {}),
			});
	// n8n replaces messages in which it finds words like EXIST or ENOENT; ours are deliberate.
	error.message = message;
	error.description = description;
	return error;
}
