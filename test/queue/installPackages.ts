/**
 * Packs the package and installs it for each n8n process: `installPackages.ts <folder> <name> …`.
 * It does one thing after the other and hears no signal meanwhile, so it is a process of its own.
 */
import { join } from 'node:path';

import { installPackage, packTarball } from '../../sandbox/n8n/packaging';

const [folder = '', ...names] = process.argv.slice(2);
const tarball = packTarball(folder);
for (const name of names) installPackage(join(folder, name), tarball);
