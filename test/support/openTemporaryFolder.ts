import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Every test process puts its temporary files into one folder, because jest ends its workers
 * before they could clean up after themselves.
 */
export default function openTemporaryFolder(): void {
	process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'bitrix24-payments-jest-'));
}
