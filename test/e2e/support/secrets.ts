import type { LoggedRequest } from '../../../sandbox/portal';

/** The portal's tokens and its client secret are hexadecimal words at least this long. */
const SECRET = /\b[0-9a-f]{50,}\b/g;

/** The tokens and secrets that travelled in these requests. */
export function secretsIn(requests: readonly LoggedRequest[]): string[] {
	return requests.flatMap(({ rawBody, path }) => `${path} ${rawBody}`.match(SECRET) ?? []);
}
