import { ApiVersion, B24OAuth } from '@bitrix24/b24jssdk';

import type { PortalAccess } from '../processes/portalProcess';
import type { Task } from '../tasks';
import type { Contender, Tally } from './contender';

interface SdkOptions {
	/**
	 * More than one is what people do who want it faster: they split the payments and let one client
	 * deal with all parts at the same time.
	 */
	readonly series?: number;
	/** Instead of its own 30 s. */
	readonly timeoutMs?: number;
}

/**
 * Bitrix24's official SDK as it comes: batches of 50, one after another, with its own limiters,
 * time-out and repeats.
 */
export function sdkContender(
	portal: PortalAccess,
	task: Task,
	options: SdkOptions = {},
): Contender {
	const { series = 1, timeoutMs } = options;
	const client = oauthClient(portal);
	client.offClientSideWarning();
	if (timeoutMs) client.getHttpClient(ApiVersion.v2).ajaxClient.defaults.timeout = timeoutMs;
	return {
		async run(ids) {
			const size = Math.ceil(ids.length / series);
			const parts = Array.from({ length: series }, (_, index) =>
				ids.slice(index * size, (index + 1) * size),
			);
			const results = await Promise.all(
				parts.map(async (part) => await runSeries(client, task, part)),
			);
			const tallies = results.map(({ tally }) => tally);
			const failures = tallies.flatMap(({ firstFailure }) => firstFailure ?? []);
			const tally: Tally = {
				succeeded: sumOf(tallies.map(({ succeeded }) => succeeded)),
				verified: 0,
				failed: sumOf(tallies.map(({ failed }) => failed)),
				firstFailure: [...new Set(failures)].join('; '),
			};
			return { tally, results };
		},
	};
}

async function runSeries({ actions }: B24OAuth, { method, fields }: Task, ids: readonly number[]) {
	const calls = ids.map((id): [string, object] => [method, { id, ...(fields && { fields }) }]);
	try {
		const answer = await actions.v2.batchByChunk.make({ calls, options: { isHaltOnError: false } });
		const succeeded = (answer.getData() ?? []).length;
		const [firstFailure] = answer.getErrorMessages();
		const tally = { succeeded, failed: ids.length - succeeded, firstFailure };
		return { tally, answer };
	} catch (error) {
		// What the batches before have answered is lost with it.
		const firstFailure = error instanceof Error ? error.message : String(error);
		return { tally: { succeeded: 0, failed: ids.length, firstFailure } };
	}
}

function sumOf(numbers: readonly number[]): number {
	return numbers.reduce((sum, number) => sum + number, 0);
}

/** As an OAuth app: with a webhook the SDK insists on https, which the sandbox does not speak. */
function oauthClient({ url, clientId, clientSecret, tokens }: PortalAccess): B24OAuth {
	return new B24OAuth(
		{
			applicationToken: 'not used by calls',
			userId: tokens.user_id,
			memberId: tokens.member_id,
			accessToken: tokens.access_token,
			refreshToken: tokens.refresh_token,
			expires: tokens.expires,
			expiresIn: tokens.expires_in,
			scope: tokens.scope,
			domain: new URL(url).host,
			clientEndpoint: tokens.client_endpoint,
			serverEndpoint: tokens.server_endpoint,
			status: tokens.status,
		} as unknown as ConstructorParameters<typeof B24OAuth>[0],
		{ clientId, clientSecret },
	);
}
