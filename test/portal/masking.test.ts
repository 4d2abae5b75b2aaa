import { Failure } from '../../nodes/Bitrix24Payments/portal/failure';
import { masked } from '../../nodes/Bitrix24Payments/portal/masking';
import { FakeConnection } from './support';

const OWN = 'k3y9z0codeWebHook';
const FOREIGN = 'https://other.example/rest/12/zz9plural/';

function failureWith(text: string): Failure {
	return new Failure({
		code: 'INVALID_INPUT',
		message: `'Payment ID' is ${text}`,
		description: `Enter a number instead of ${text}`,
		retryable: true,
	});
}

describe('A failure that leaves the node', () => {
	it.each([
		['the secret of its connection', OWN, '***'],
		["the address of anybody's webhook", FOREIGN, 'https://other.example/rest/12/***/'],
	])('holds %s neither in its message nor in its description', (_what, text, shown) => {
		const { scrubber } = new FakeConnection();
		scrubber.learn(OWN);
		const failure = masked(failureWith(text), { masked: (words) => scrubber.text(words) });
		expect(failure).toMatchObject({
			message: `'Payment ID' is ${shown}`,
			description: `Enter a number instead of ${shown}`,
		});
	});

	it('holds no address of a webhook where there is no connection', () => {
		expect(masked(failureWith(FOREIGN), undefined)).toMatchObject({
			message: "'Payment ID' is https://other.example/rest/12/***/",
			description: 'Enter a number instead of https://other.example/rest/12/***/',
		});
	});

	it('says the same otherwise, and can be told by the same code', () => {
		expect(masked(failureWith('17'), undefined)).toEqual(failureWith('17'));
	});
});
