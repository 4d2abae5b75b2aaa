import { npmJson } from './project.mjs';

/**
 * What a user gets with the package. Nobody to ask is a note, a vulnerability is not. As long as
 * the package has no dependencies, npm has nothing to ask for.
 */
export function audit(args = ['--omit=dev']) {
	const report = npmJson(['audit', ...args, '--fetch-retries=0'], 30_000);
	const counts = report?.metadata?.vulnerabilities;
	if (!counts)
		return { problems: [], notes: ['the registry could not be asked; nothing is known'] };
	const problems = Object.values(report.vulnerabilities ?? {}).map(
		({ name, severity, range }) => `${name} ${range}: ${severity}`,
	);
	if (counts.total > 0 && problems.length === 0) problems.push(`${counts.total} vulnerabilities`);
	const installed = (report.metadata.dependencies?.prod ?? 1) - 1;
	return { problems, notes: [`${installed} packages are installed with it`] };
}
