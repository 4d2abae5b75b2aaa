import { GET, PAY } from './commands';
import { answered, LOST_ANSWER, portalError, REFUSED_CONNECTION, rig } from './support';

describe('The answers to writes that something may have come of', () => {
	it.each([
		['a lost answer', LOST_ANSWER, 1],
		['an answer', answered({ result: true }), 1],
		['an error that may come after the save', portalError('ERROR_CORE'), 1],
		['a refusal', portalError('ACCESS_DENIED', 403), 0],
		['a refused connection', REFUSED_CONNECTION, 0],
	])('are counted: %s', async (_what, exchange, count) => {
		const { portal, server } = rig();
		server.first = [exchange, exchange, exchange];
		await portal.writeAlone(PAY);
		await portal.read([GET]);
		expect(portal.writesAnswered).toBe(count);
	});
});
