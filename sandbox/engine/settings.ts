/**
 * Has to be imported before n8n-core, which reads these when it loads: without them the engine
 * would create a settings folder in the user's home.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

if (!process.env.N8N_USER_FOLDER) {
	const folder = mkdtempSync(join(tmpdir(), 'bitrix24-payments-engine-'));
	process.env.N8N_USER_FOLDER = folder;
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
process.env.N8N_ENCRYPTION_KEY ??= 'only-for-the-sandbox';
process.env.N8N_LOG_LEVEL ??= 'silent';
