import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { N8N_HOME, nodeBinary } from './runtime';

/** Runs in n8n's Node, which has SQLite built in. */
const RUN = `
	const { DatabaseSync } = require('node:sqlite');
	const [file, sql] = process.argv.slice(1);
	new DatabaseSync(file, { timeout: 10_000 }).exec(sql);
`;

export function databaseFile(userFolder: string): string {
	return join(userFolder, '.n8n', 'database.sqlite');
}

/** Executes SQL statements on n8n's SQLite database. */
export function executeSql(userFolder: string, sql: string, home: string = N8N_HOME): void {
	const args = ['--no-warnings', '-e', RUN, databaseFile(userFolder), sql];
	execFileSync(nodeBinary(home), args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

/**
 * Writes down a community package as n8n does after its own installation, which takes packages
 * from the registry only; from then on n8n lists it and can uninstall it.
 */
export function recordInstallation(userFolder: string, name: string, node: string): void {
	executeSql(
		userFolder,
		`INSERT INTO installed_packages (packageName, installedVersion, createdAt, updatedAt)
			VALUES ('${name}', '0.1.0', datetime('now'), datetime('now'));
		INSERT INTO installed_nodes (name, type, latestVersion, package)
			VALUES ('Bitrix24 Payments', '${node}', 1, '${name}');`,
	);
}
