/**
 * `npm run package:check`: is what would be published complete, clean and acceptable to n8n? Prints
 * one line per check and ends with an exit code other than 0 if one of them does not hold. Needs
 * `dist/`, so build first. Works offline; only the audit asks the registry, if it can be reached.
 */
import { contents } from './contents.mjs';
import { lint } from './lint.mjs';
import { lockFile, manifest } from './manifest.mjs';
import { pointers } from './pointers.mjs';
import { audit } from './audit.mjs';

const CHECKS = [
	['package.json keeps n8n’s rules for community packages', manifest],
	['package-lock.json is in sync and names no addresses', lockFile],
	['the tarball holds what belongs in it, freshly built', contents],
	['n8n’s package scan has nothing against it', lint],
	['comments and pages point to what is there', pointers],
	['no known vulnerability in what is installed with it', audit],
];

let hasFailed = false;
for (const [title, check] of CHECKS) {
	const { problems, notes = [] } = await check();
	hasFailed ||= problems.length > 0;
	console.log(`${problems.length > 0 ? '✗' : '✓'} ${title}`);
	for (const problem of problems) console.log(`    ✗ ${problem}`);
	for (const note of notes) console.log(`    · ${note}`);
}
if (hasFailed) process.exitCode = 1;
