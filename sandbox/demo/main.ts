/**
 * `npm start`: the built node, in n8n's real engine, against the sandbox portal.
 * `npm start -- --webhook <url>`: the same engine against a real portal, reading only.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Engine, type WorkflowFile } from '../engine/engine';
import { SEED, startPortal } from '../portal';
import { audit } from './audit';
import { lookAtRealPortal } from './realPortal';
import { portalTable, reportsOf, STEPS, storyTable } from './story';

const say = (text = '') => console.log(text);

function demoWorkflow(): WorkflowFile {
	const file = join(__dirname, '..', 'demo.workflow.json');
	return JSON.parse(readFileSync(file, 'utf8')) as WorkflowFile;
}

async function runDemo(): Promise<boolean> {
	const portal = await startPortal();
	try {
		const engine = new Engine();
		engine.credentials.save('sandbox', { grantType: 'webhook', webhookUrl: portal.webhook });
		const touched = [...SEED.bankStatement, SEED.alreadyPaid, SEED.cash, ...SEED.restHandler]
			.slice()
			.sort((a, b) => a - b);
		const before = new Map(touched.map((id) => [id, String(portal.ledger.payment(id)?.paid)]));

		say(`Sandbox portal at ${portal.url}\n\nThe portal before`);
		say(portalTable(portal, touched));
		const run = await engine.run(demoWorkflow());
		const reports = reportsOf(run);
		for (const step of STEPS) {
			say(`\n${step}${hintOf(run.node(step)?.hints[0]?.message)}`);
			say(storyTable(reports, step, portal));
			const error = run.node(step)?.error;
			if (error) say(`  stopped: ${error.message}`);
		}
		say('\nThe portal after');
		say(portalTable(portal, touched));

		const disagreements = audit(reports, portal, before);
		if (run.run.status !== 'success') disagreements.push(`The workflow ended as ${run.run.status}`);
		say(`\n${portal.requests.length} requests to the portal for ${reports.length} items.`);
		say(
			disagreements.length === 0
				? "The portal's ledger agrees with everything the node said."
				: `The portal's ledger disagrees:\n${disagreements.map((line) => `  ${line}`).join('\n')}`,
		);
		return disagreements.length === 0;
	} finally {
		await portal.close();
	}
}

function hintOf(hint: string | undefined): string {
	return hint ? `  (${hint})` : '';
}

async function main(): Promise<void> {
	const position = process.argv.indexOf('--webhook');
	const succeeded =
		position === -1
			? await runDemo()
			: await lookAtRealPortal(process.argv[position + 1] ?? '', say);
	process.exitCode = succeeded ? 0 : 1;
}

void main();
