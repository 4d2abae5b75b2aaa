import { parseArgs } from 'node:util';

/** What the command line and the environment ask for. */
export interface Settings {
	readonly access: { readonly kind: 'webhook'; readonly url: string } | { readonly kind: 'oauth' };
	readonly mayWrite: boolean;
	/** The host that a script confirms with. */
	readonly yes?: string;
	/** Files that reports go to: `.json` or `.md`. */
	readonly reports: readonly string[];
}

/** The command line asks for something that cannot be done; the message says what to write. */
export class BadArguments extends Error {}

export const HELP = `Checks on a real portal what this package takes for granted about Bitrix24.

  npm run -s probe -- --webhook https://your-portal.bitrix24.com/rest/1/…/
  npm run -s probe -- --oauth

  --webhook <url>   an inbound webhook (or BITRIX24_WEBHOOK in the environment, which keeps it out
                    of the history of your shell)
  --oauth           an OAuth2 application. From the environment: BITRIX24_CLIENT_ID,
                    BITRIX24_CLIENT_SECRET, BITRIX24_REFRESH_TOKEN or, to have the new one kept,
                    BITRIX24_REFRESH_TOKEN_FILE; if need be BITRIX24_PORTAL and
                    BITRIX24_AUTHORIZATION_SERVER
  --write           also makes a deal with two payments of its own, tries everything that writes
                    on them, and removes them again. Asks first
  --yes <host>      with --write: the portal's host, in place of the question
  --report <file>   a report without anything secret or personal: .json or .md; may be repeated
  --help            this text

Without --write nothing is changed. At most 120 requests and two minutes. Permissions: crm, sale,
pay_system, salescenter; what is missing is told as "could not be tried".
Ends with 0 if nothing differs, 1 if something does, 2 if the walk did not come to its end: because
of Ctrl-C, one of these limits, a lost connection, or a report that could not be written.`;

/**
 * @param args of the command line
 * @throws BadArguments
 */
export function readArguments(args: string[], environment: NodeJS.ProcessEnv): Settings | 'help' {
	const values = parsed(args);
	if (values.help) return 'help';
	const url =
		values.webhook ?? (values.oauth ? undefined : environment.BITRIX24_WEBHOOK || undefined);
	if (url !== undefined && values.oauth) {
		throw new BadArguments('Give --webhook or --oauth, not both.');
	}
	if (url === undefined && !values.oauth) {
		throw new BadArguments('Give --webhook <url> or --oauth. See --help.');
	}
	if (values.yes !== undefined && !values.write) {
		throw new BadArguments('--yes confirms --write; without it there is nothing to confirm.');
	}
	const reports = values.report ?? [];
	const odd = reports.find((file) => !/\.(json|md)$/i.test(file));
	if (odd !== undefined) throw new BadArguments('--report takes a file that ends in .json or .md.');
	return {
		access: url === undefined ? { kind: 'oauth' } : { kind: 'webhook', url },
		mayWrite: values.write ?? false,
		...(values.yes === undefined ? {} : { yes: values.yes }),
		reports,
	};
}

function parsed(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				webhook: { type: 'string' },
				oauth: { type: 'boolean' },
				write: { type: 'boolean' },
				yes: { type: 'string' },
				report: { type: 'string', multiple: true },
				help: { type: 'boolean', short: 'h' },
			},
		}).values;
	} catch {
		// Node's own message repeats what was typed, which may hold the code of a webhook.
		throw new BadArguments(
			'The command line has an option that is unknown or lacks its value. See --help.',
		);
	}
}
