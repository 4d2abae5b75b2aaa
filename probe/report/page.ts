import { ASSUMPTIONS } from '../assumptions';
import type { Assumption } from '../assumptions/assumption';
import { UNCHECKED } from '../assumptions/unchecked';
import { placesOf } from './places';

const HEAD = `# What is taken for granted about Bitrix24

Written by \`npm run probe:table\` from \`probe/assumptions/\`; a test compares it. Each line is checked on a real portal by
\`npm run -s probe -- --webhook <url>\`. *Source* is the heading in [bitrix24.md](bitrix24.md) that says where the statement comes
from, *relied on in* are the files that take it for granted (none: so far only the documentation of this package does). A line with several *ways* holds in each of them, because
portals differ and the code lives with all; anything else differs.

How a probe goes, what it needs and what it leaves out: \`npm run -s probe -- --help\`.
`;

/** The page docs/assumptions.md: assumption → source → code → probe. */
export function assumptionsPage(): string {
	const reading = ASSUMPTIONS.filter(({ writes }) => !writes);
	const writing = ASSUMPTIONS.filter(({ writes }) => writes);
	return [
		HEAD,
		'## By reading\n',
		...tableOf(reading),
		'\n## With `--write`\n',
		'On a deal and a payment that the probe makes and removes again.\n',
		...tableOf(writing),
		'\n## Not checked on a portal\n',
		'| Source | Why not |',
		'|---|---|',
		...Object.entries(UNCHECKED).map(([anchor, why]) => `| ${linkTo(anchor)} | ${why} |`),
		'',
	].join('\n');
}

function tableOf(assumptions: readonly Assumption[]): string[] {
	return [
		'| Probe | Assumed | Source | Relied on in | Needs |',
		'|---|---|---|---|---|',
		...assumptions.map((one) => {
			const places = placesOf(one).map(shortened);
			const cells = [
				`\`${one.id}\``,
				assumedIn(one),
				linkTo(one.source),
				places.join(', '),
				one.needs,
			];
			return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
		}),
	];
}

function assumedIn({ assumed, variants }: Assumption): string {
	const ways = Object.entries(variants ?? {}).map(([name, words]) => `*${name}*: ${words}`);
	return ways.length === 0 ? assumed : `${assumed}. Ways: ${ways.join('; ')}`;
}

function linkTo(anchor: string): string {
	return `[${anchor}](bitrix24.md#${anchor})`;
}

/** The folder is the same for nearly all. */
function shortened(path: string): string {
	return `\`${path.replace('nodes/Bitrix24Payments/', '')}\``;
}
