/** What is waited for comes long before, unless it never comes; a busy machine takes its time. */
export const PATIENCE_MS = 180_000;

/**
 * Asks again until there is an answer: for conditions in another process, of which nobody tells us.
 *
 * @param ask answers undefined as long as the condition does not hold
 * @param what is waited for, as it stands in the error message
 */
export async function waitFor<T>(
	what: string,
	ask: () => Promise<T | undefined> | T | undefined,
	timeoutMs = PATIENCE_MS,
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}
