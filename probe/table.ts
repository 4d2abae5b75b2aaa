/** `npm run probe:table`: writes docs/assumptions.md anew. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { assumptionsPage } from './report/page';

writeFileSync(join(__dirname, '..', 'docs', 'assumptions.md'), assumptionsPage());
