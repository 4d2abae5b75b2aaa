import { rmSync } from 'node:fs';

export default function removeTemporaryFolder(): void {
	const folder = process.env.TMPDIR;
	if (folder?.includes('bitrix24-payments-jest-')) rmSync(folder, { recursive: true, force: true });
}
