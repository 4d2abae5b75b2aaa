import type { ServerResponse } from 'node:http';
import type { PortalCore } from './core';
import type { Delivery } from './delivery';

/** Puts a delivery on the wire, or breaks the connection as it says. */
export async function send(
	core: PortalCore,
	response: ServerResponse,
	delivery: Delivery,
): Promise<void> {
	if (delivery.ending === 'hang' && delivery.delayMs === undefined) {
		core.clock.exhaustPatience?.();
		return;
	}
	await waitFor(core, response, delivery.delayMs);
	if (delivery.ending === 'destroy' || delivery.ending === 'hang') {
		response.socket?.resetAndDestroy();
		return;
	}
	const body = Buffer.from(delivery.text, 'utf8');
	response.writeHead(delivery.status, headersOf(delivery, body.length));
	if (delivery.ending === 'answer') {
		response.end(body);
		return;
	}
	const half = body.subarray(0, Math.floor(body.length / 2));
	response.write(half, () => response.socket?.destroy());
}

/** Waits on the portal's clock, at most until the client has gone. */
async function waitFor(core: PortalCore, response: ServerResponse, ms = 0): Promise<void> {
	if (ms <= 0) return;
	const gone = new AbortController();
	response.once('close', () => gone.abort());
	await core.clock.sleep(ms, gone.signal).catch(() => undefined);
}

function headersOf(delivery: Delivery, length: number): Record<string, string | number> {
	const headers = {
		'Content-Type': delivery.contentType,
		'Content-Length': length,
		'Access-Control-Allow-Origin': '*',
		'X-Content-Type-Options': 'nosniff',
	};
	return delivery.location === undefined ? headers : { ...headers, Location: delivery.location };
}
