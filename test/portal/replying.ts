import type { Reply } from '../../nodes/Bitrix24Payments/portal/command';
import type { Exchange } from '../../nodes/Bitrix24Payments/portal/http';
import { batchReplies, interpret, singleReply } from '../../nodes/Bitrix24Payments/portal/replies';
import { answered, FakeConnection } from './support';

/** How an exchange is read that answers a single call of this method. */
export function read(
	exchange: Exchange,
	method = 'crm.item.payment.pay',
	connection = new FakeConnection(),
): Reply {
	const interpretation = interpret(exchange, method, connection);
	return interpretation.kind === 'reply'
		? interpretation.reply
		: singleReply(interpretation.envelope);
}

/** How an error is read that answers a single call. */
export function single(error: unknown, text: unknown, status = 400): Reply {
	return read(answered({ error, error_description: text }, status));
}

/** How the same error is read that answers a whole batch. */
export function wholeBatch(error: unknown, text: unknown, status = 400): Reply {
	return read(answered({ error, error_description: text }, status), 'batch');
}

/** How the same error is read that answers one command of a batch. */
export function inBatch(error: unknown, text: unknown): Reply {
	return bareInBatch({ error, error_description: text });
}

/** How whatever stands for a command among the errors of a batch is read. */
export function bareInBatch(error: unknown): Reply {
	const result = JSON.parse(JSON.stringify({ result: [], result_error: { ca: error } })) as object;
	const [reply] = batchReplies(
		{ result } as never,
		[{ key: 'ca', method: 'crm.item.payment.pay' }],
		false,
	);
	if (!reply) throw new Error('There is no reply');
	return reply;
}
