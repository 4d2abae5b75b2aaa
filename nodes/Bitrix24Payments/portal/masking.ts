import type { Failure } from './failure';
import { maskWebhooks } from './scrubber';

/** What knows the secrets of a connection. */
interface Mask {
	masked(text: string): string;
}

/**
 * A failure whose words hold no secret. What the user entered is quoted in them, whenever it turns
 * out to be wrong, and may be the address of the webhook or its code
 * (docs/money-rules.md#secrets-stay-inside).
 *
 * @param portal undefined where the credential cannot be used
 */
export function masked(failure: Failure, portal: Mask | undefined): Failure {
	const mask = (text: string) => maskWebhooks(portal?.masked(text) ?? text);
	const { message, description } = failure;
	return failure.with({ message: mask(message), description: mask(description) });
}
