import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { PATIENCE_MS } from './poll';
import { nodeBinary } from './runtime';

const OPEN = `
	const { DatabaseSync } = require('node:sqlite');
	const [file, sql] = process.argv.slice(1);
	const database = new DatabaseSync(file, { timeout: 10_000 });
`;
const EXECUTE = `${OPEN} database.exec(sql);`;
const DUMP = `${OPEN}
	const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
	for (const { name } of tables) {
		for (const row of database.prepare('SELECT * FROM "' + name + '"').iterate()) {
			for (const value of Object.values(row)) {
				process.stdout.write(value instanceof Uint8Array ? Buffer.from(value) : String(value));
				process.stdout.write('\\n');
			}
		}
	}
`;
const LARGEST = 512 * 1024 * 1024;

export function databaseFile(userFolder: string): string {
	return join(userFolder, '.n8n', 'database.sqlite');
}

/** Executes SQL statements on n8n's SQLite database. */
export function executeSql(userFolder: string, sql: string): void {
	run(userFolder, EXECUTE, sql);
}

/** Every value of every table, whole: in the file a long one is cut into pages. */
export function databaseDump(userFolder: string): Buffer {
	return run(userFolder, DUMP);
}

/** Runs a script in n8n's Node, which has SQLite built in. */
function run(userFolder: string, script: string, ...args: string[]): Buffer {
	const file = databaseFile(userFolder);
	return execFileSync(nodeBinary(), ['--no-warnings', '-e', script, file, ...args], {
		stdio: ['ignore', 'pipe', 'inherit'],
		timeout: PATIENCE_MS,
		maxBuffer: LARGEST,
	});
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
