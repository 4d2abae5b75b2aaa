import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { nodeError } from '../../nodes/Bitrix24Payments/execution/nodeErrors';
import type { FailureDetails } from '../../nodes/Bitrix24Payments/portal/failure';
import { failureOf, NODE } from './failing';

function errorOf(details: Partial<FailureDetails> = {}, remark?: string) {
	return nodeError(NODE, failureOf({ code: 'REFUSED', ...details }), 3, remark);
}

describe('A failure as n8n shows it', () => {
	it.each<[FailureDetails['code'], string, typeof NodeApiError | typeof NodeOperationError]>([
		['INVALID_INPUT', 'what the user entered', NodeOperationError],
		['GUARD_FAILED', 'what the user set as a condition', NodeOperationError],
		['REFUSED', 'what Bitrix24 said', NodeApiError],
		['CREDENTIAL_INVALID', 'the access to Bitrix24', NodeApiError],
		['CONNECTION_FAILED', 'the way to Bitrix24', NodeApiError],
	])('%s is an error of %s', (code, _what, kind) => {
		const error = errorOf({ code });
		expect(error).toBeInstanceOf(kind);
		expect(error.node).toBe(NODE);
		expect(error.context.itemIndex).toBe(3);
	});

	it.each<[FailureDetails['code']]>([['INVALID_INPUT'], ['REFUSED']])(
		'keeps its own words, also where n8n would put others in their place (%s)',
		(code) => {
			const message = 'The payment does not EXIST: ENOENT, ECONNREFUSED';
			const { message: shown, description } = errorOf({ code, message });
			expect([shown, description]).toEqual([message, 'How to mend it']);
		},
	);

	it('has a sentence behind it about the rest of the run, if there is one', () => {
		expect(errorOf({}, 'Done: 1 of 4 payments.').description).toBe(
			'How to mend it. Done: 1 of 4 payments.',
		);
		expect(errorOf({}, '').description).toBe('How to mend it');
	});

	it('has the status of the answer, or the code of this node where there was none', () => {
		const httpCodeOf = (details: Partial<FailureDetails>) =>
			(errorOf(details) as NodeApiError).httpCode;
		expect(httpCodeOf({ httpStatus: 403 })).toBe('403');
		expect(httpCodeOf({})).toBe('REFUSED');
	});

	it('is about no item where it is about none', () => {
		expect(nodeError(NODE, failureOf({ code: 'REFUSED' }), undefined).context).not.toHaveProperty(
			'itemIndex',
		);
	});
});
