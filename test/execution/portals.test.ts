import { byPortal, maskOf } from '../../nodes/Bitrix24Payments/execution/portals';
import { rig } from '../portal/support';
import { CODE, RunOfNode, webhookOf } from './runOfNode';

const ONE = webhookOf('one');
const TWO = webhookOf('two');
const FIXED = 'https://one.bitrix24.com/rest/1/code/';

describe('The portals of items with credentials of their own', () => {
	it('are where each credential leads, one for those that are the same', async () => {
		const run = new RunOfNode([ONE, TWO, ONE]);
		const portalOf = run.portals();
		const portals = await Promise.all([0, 1, 2].map(portalOf));
		expect(portals.map(({ host }) => host)).toEqual([
			'one.bitrix24.com',
			'two.bitrix24.com',
			'one.bitrix24.com',
		]);
		expect(portals[2]).toBe(portals[0]);
		expect(run.read).toEqual([0, 1, 2]);
		expect(run.asked).toBe(1);
	});

	it('are two for two ways into the same portal', async () => {
		const portalOf = new RunOfNode([ONE, webhookOf('one', 'another-code')]).portals();
		expect(await portalOf(0)).not.toBe(await portalOf(1));
	});

	it('stay the same when they are asked for again', async () => {
		const portalOf = new RunOfNode([ONE, TWO]).portals();
		expect(await portalOf(1)).toBe(await portalOf(1));
	});

	it('are missing only for those whose credential cannot be used', async () => {
		const portalOf = new RunOfNode([ONE, new Error('No such credential'), TWO]).portals();
		await expect(portalOf(1)).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID' });
		expect((await portalOf(2)).host).toBe('two.bitrix24.com');
	});
});

describe('The portal of items that share their credential', () => {
	it('is one, and the credential is read once', async () => {
		const run = new RunOfNode([ONE, TWO, TWO], FIXED);
		const portalOf = run.portals();
		const [first, second] = await Promise.all([0, 1].map(portalOf));
		expect(second).toBe(first);
		expect(await portalOf(2)).toBe(first);
		expect(first?.host).toBe('one.bitrix24.com');
		expect([run.read, run.asked]).toEqual([[0], 1]);
	});

	it('is missing for all of them where the credential cannot be used', async () => {
		const run = new RunOfNode([new Error('No such credential'), ONE], FIXED);
		const portalOf = run.portals();
		await expect(portalOf(0)).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID' });
		await expect(portalOf(1)).rejects.toMatchObject({ code: 'CREDENTIAL_INVALID' });
		expect(run.read).toEqual([0]);
	});

	it('is found for a single item without a look at what is stored', async () => {
		const run = new RunOfNode([ONE]);
		const portalOf = run.portals();
		expect((await portalOf(0)).host).toBe('one.bitrix24.com');
		expect(await portalOf(0)).toBe(await portalOf(0));
		expect([run.read, run.asked]).toEqual([[0], 0]);
	});
});

describe('A credential that cannot be used', () => {
	it.each([
		[new Error('No such credential'), 'No such credential'],
		[new Error(`<b>Bad</b>\n/rest/1/${CODE}/`), 'Bad /rest/1/***/'],
		['a text', 'unknown reason'],
	])('is told in the words of n8n, fit to be read: %#', async (cause, reason) => {
		const portalOf = new RunOfNode([cause]).portals();
		await expect(portalOf(0)).rejects.toMatchObject({
			code: 'CREDENTIAL_INVALID',
			message: `The credential could not be read: ${reason}`,
			description:
				'Nothing was changed. Choose a credential in this node, and check the expressions in it',
			retryable: false,
		});
	});

	it('is told with what is wrong in it', async () => {
		const broken = { grantType: 'webhook', webhookUrl: 'https://one.bitrix24.com/rest/' };
		await expect(new RunOfNode([broken]).portals()(0)).rejects.toMatchObject({
			code: 'INVALID_INPUT',
			message: expect.stringContaining("'Webhook URL'"),
		});
	});
});

describe('Texts about a run', () => {
	it('hold no secret of the credential of its first item', async () => {
		const { context, environment, read } = new RunOfNode([ONE, TWO]);
		const mask = await maskOf(context, environment);
		expect(mask(`The code is ${CODE}`)).toBe('The code is ***');
		expect(read).toEqual([0]);
	});

	it('stay as they are where that credential cannot be read', async () => {
		const { context, environment } = new RunOfNode([new Error('No such credential')]);
		const mask = await maskOf(context, environment);
		expect(mask(`The code is ${CODE}`)).toBe(`The code is ${CODE}`);
	});
});

describe('Items of several portals', () => {
	it('come together by their portal, in the order given', () => {
		const [one, other] = [rig().portal, rig().portal];
		const items = [one, other, one, one].map((portal, index) => ({ portal, index }));
		const groups = [...byPortal(items)].map(([portal, group]) => ({
			isFirst: portal === one,
			indices: group.map(({ index }) => index),
		}));
		expect(groups).toEqual([
			{ isFirst: true, indices: [0, 2, 3] },
			{ isFirst: false, indices: [1] },
		]);
	});
});
