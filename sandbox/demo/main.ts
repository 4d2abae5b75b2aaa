/**
 * `npm start`: the built node, in n8n's real engine, against the sandbox portal.
 * `npm start -- --webhook <url>`: the same engine against a real portal, reading only.
 */
import { lookAtRealPortal } from './realPortal';
import { runDemo } from './demo';

const say = (text = '') => console.log(text);

async function main(): Promise<void> {
	const position = process.argv.indexOf('--webhook');
	const succeeded =
		position === -1
			? await runDemo(say)
			: await lookAtRealPortal(process.argv[position + 1] ?? '', say);
	process.exitCode = succeeded ? 0 : 1;
}

void main();
