/**
 * Which of the secrets stand in the content, in clear or in Base64 (as in a Basic header, where
 * something may stand before and behind them). Shortened, so that the report itself is none.
 */
export function leaksIn(content: Buffer | string, secrets: Iterable<string>): string[] {
	const bytes = typeof content === 'string' ? Buffer.from(content) : content;
	return [...secrets]
		.filter((secret) => formsOf(secret).some((form) => bytes.includes(form)))
		.map((secret) => `${secret.slice(0, 6)}…`);
}

function formsOf(secret: string): string[] {
	const encoded = [0, 1, 2].map((shift) => base64At(shift, secret));
	return [secret, ...encoded, ...encoded.map(urlSafe)];
}

/** The characters that belong to the secret alone when it begins this many bytes into a triplet. */
function base64At(shift: number, secret: string): string {
	const encoded = Buffer.from(`${'\0'.repeat(shift)}${secret}`).toString('base64');
	const isShared = encoded.endsWith('=');
	const end = encoded.indexOf('=') - 1;
	return encoded.slice([0, 2, 3][shift], isShared ? end : undefined);
}

function urlSafe(base64: string): string {
	return base64.replace(/\+/g, '-').replace(/\//g, '_');
}
