import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { readAnswer } from '../../probe/net/answer';
import { http } from '../../probe/net/http';

/** Servers that are no Bitrix24, or one in trouble, on real sockets. */

let server: Server;

async function serve(listener: RequestListener): Promise<string> {
	server = createServer(listener);
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

afterEach(() => {
	server.closeAllConnections();
	server.close();
});

it('an answer that trickles in without end is given up when the time is over', async () => {
	const url = await serve((_, response) => {
		const trickle = setInterval(() => response.write(' '), 20);
		response.on('close', () => clearInterval(trickle));
	});
	const exchange = await http({ url, verb: 'POST', body: '{}', timeoutMs: 150.5 });
	expect(exchange).toEqual({ kind: 'failed', code: 'ETIMEDOUT', isSent: true });
});

it('an answer of any size takes no more memory than an answer of Bitrix24 may', async () => {
	const url = await serve((_, response) => {
		const more = () => {
			while (response.write('x'.repeat(1_000_000)));
			response.once('drain', more);
		};
		more();
	});
	const exchange = await http({ url, verb: 'POST', body: '{}', timeoutMs: 20_000 });
	expect(exchange).toMatchObject({ kind: 'failed', code: 'ERR_BAD_RESPONSE' });
});

it.each([
	['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate .* not trusted here.*NODE_EXTRA_CA_CERTS/],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not trusted here/],
	['CERT_HAS_EXPIRED', /could not be reached/],
	['ENOTFOUND', /could not be reached/],
])('%s is told in words', (code, words) => {
	const answer = readAnswer({ kind: 'failed', code, isSent: false });
	expect(answer).toMatchObject({ kind: 'untried', text: expect.stringMatching(words) });
});
