import { describeError } from '../../nodes/Bitrix24Payments/portal/errorCatalogue';
import { GET, PAY } from './commands';
import { failureOf, portalError, rig, TOO_MANY } from './support';

describe('A token', () => {
	it.each(['expired_token', 'invalid_token'])(
		'is refreshed once and the request repeated with the new one (%s)',
		async (code) => {
			const { portal, server, connection, clock } = rig();
			server.first = [portalError(code, 401)];
			expect(await portal.writeAlone(PAY)).toEqual({ kind: 'value', value: true });
			expect(connection.refreshes).toBe(1);
			expect(server.requests.map(({ params }) => params.auth)).toEqual(['token-0', 'token-1']);
			expect(clock.slept).toEqual([]);
		},
	);

	it('is refreshed for a whole batch at once', async () => {
		const { portal, server, connection } = rig();
		server.first = [portalError('expired_token', 401)];
		const replies = await portal.writeSome(
			[
				[PAY, GET],
				[PAY, GET],
			],
			true,
		);
		expect(replies.flat().every((reply) => reply.kind === 'value')).toBe(true);
		expect(connection.refreshes).toBe(1);
	});

	it('is not refreshed a second time', async () => {
		const { portal, server, connection } = rig();
		server.first = Array(9).fill(portalError('expired_token', 401));
		const reply = await portal.writeAlone(PAY);
		expect(reply.kind).toBe('notExecuted');
		expect(failureOf(reply).bitrixCode).toBe('expired_token');
		expect(connection.refreshes).toBe(1);
		expect(server.requests).toHaveLength(2);
	});

	it('that cannot be refreshed means that nothing was executed', async () => {
		const { portal, server, connection } = rig();
		connection.refusal = describeError({ code: 'invalid_grant', text: '', method: 'oauth' });
		server.first = [portalError('expired_token', 401)];
		const reply = await portal.writeAlone(PAY);
		expect(reply).toEqual({ kind: 'notExecuted', failure: connection.refusal });
		expect(server.requests).toHaveLength(1);
	});

	it.each([
		'NO_AUTH_FOUND',
		'INVALID_CREDENTIALS',
		'insufficient_scope',
		'APPLICATION_NOT_FOUND',
		'user_access_error',
		'authorization_error',
		'METHOD_CONFIRM_WAITING',
		'OVERLOAD_LIMIT',
		'ACCESS_DENIED',
		'NEVER_HEARD',
	])('is not refreshed for any other code with status 401 (%s)', async (code) => {
		const { portal, server, connection } = rig();
		server.first = [portalError(code, 401)];
		const reply = await portal.writeAlone(PAY);
		expect(failureOf(reply).bitrixCode).toBe(code);
		expect(connection.refreshes).toBe(0);
		expect(server.requests).toHaveLength(1);
	});

	it('is refreshed although limits came before, and the limits are waited out after it', async () => {
		const { portal, server, connection } = rig();
		server.first = [TOO_MANY, portalError('expired_token', 401), TOO_MANY];
		expect((await portal.writeAlone(PAY)).kind).toBe('value');
		expect(connection.refreshes).toBe(1);
	});
});
