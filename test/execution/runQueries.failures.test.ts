import type { IDataObject } from 'n8n-workflow';

import { get } from '../../nodes/Bitrix24Payments/operations/payment/get';
import { getAll } from '../../nodes/Bitrix24Payments/operations/payment/getAll';
import { getPublicUrl } from '../../nodes/Bitrix24Payments/operations/payment/getPublicUrl';
import { by, ofDeal, PNG, RunOfLookups } from './lookups';

/** The error that a run ends with. */
async function endOf(run: RunOfLookups): Promise<unknown> {
	run.stopAtFirstFailure = true;
	return await run.output().then(
		() => 'The run has gone on',
		(error: unknown) => error,
	);
}

/** A payment that the portal does not find. */
const GONE = by('id', '404');

describe('An item whose payment cannot be looked up', () => {
	it('has failed by itself, in its place, with the payment that it is about', async () => {
		const [, gone, ...others] = await new RunOfLookups(get, [
			by('id', '1'),
			GONE,
			by('id', 'x'),
			by('number', 'A17/2'),
		]).output();
		expect(gone).toMatchObject({
			json: {
				paymentId: 404,
				operation: 'get',
				success: false,
				error: expect.stringMatching(/payment 404/i),
				errorDetails: { code: 'PAYMENT_NOT_FOUND' },
			},
			pairedItem: { item: 1 },
		});
		expect(others).toMatchObject([
			{
				json: { success: false, errorDetails: { code: 'INVALID_INPUT' } },
				pairedItem: { item: 2 },
			},
			{ json: { id: 2, foundBy: 'number' }, pairedItem: { item: 3 } },
		]);
	});

	it('ends a run that stops at the first failure', async () => {
		const items = [by('id', '1'), GONE, by('id', '405')];
		expect(await endOf(new RunOfLookups(get, items))).toMatchObject({
			message: expect.stringMatching(/payment 404/i),
			context: { itemIndex: 1 },
		});
	});

	it('ends no such run where it is not there', async () => {
		const run = new RunOfLookups(get, [by('id', '1'), by('deal', '66')]);
		expect(await endOf(run)).toBe('The run has gone on');
	});

	it('is told without the secrets of its portal', async () => {
		const run = new RunOfLookups(getAll, [ofDeal(66)]);
		const { server, connection } = run.here;
		server.answer = () => ({ error: 'ACCESS_DENIED', error_description: 'Not with k3ys3cr3t' });
		connection.scrubber.learn('k3ys3cr3t');
		const output = await run.output();
		expect(output).toMatchObject([{ json: { errorDetails: { code: 'ACCESS_DENIED' } } }]);
		expect(JSON.stringify(output)).not.toContain('k3ys3cr3t');
	});
});

describe('The picture of a payment link', () => {
	const linkOf = (id: number): IDataObject => ({
		...by('id', String(id)),
		includeQrCode: true,
		binaryPropertyName: 'code',
	});

	it('is kept by n8n, with its name and kind, in the field asked for', async () => {
		const run = new RunOfLookups(getPublicUrl, [linkOf(1), linkOf(2)]);
		expect(await run.output()).toStrictEqual([
			{
				json: { url: 'https://pay.example/1', shortUrl: null, paymentId: 1 },
				pairedItem: { item: 0 },
				binary: { code: { id: '1' } },
			},
			{
				json: { url: 'https://pay.example/2', shortUrl: null, paymentId: 2 },
				pairedItem: { item: 1 },
				binary: { code: { id: '2' } },
			},
		]);
		expect(run.kept).toEqual([
			{ content: PNG, name: 'payment-1.png', mimeType: 'image/png' },
			{ content: PNG, name: 'payment-2.png', mimeType: 'image/png' },
		]);
	});

	it('is not there where nobody has asked for it', async () => {
		const run = new RunOfLookups(getPublicUrl, [{ ...linkOf(1), includeQrCode: false }]);
		const [item] = await run.output();
		expect(item?.json.url).toBe('https://pay.example/1');
		expect(item).not.toHaveProperty('binary');
		expect(run.kept).toEqual([]);
	});

	const UNSTORED = {
		paymentId: 1,
		success: false,
		error: 'The picture could not be stored in n8n',
		errorDetails: {
			code: 'BAD_RESPONSE',
			description:
				"No space left. Nothing was changed. Switch off 'Include QR Code' to get the link alone, or check where n8n stores binary data",
			retryable: true,
		},
	};

	it('that n8n cannot store is the failure of its item and of no other', async () => {
		const run = new RunOfLookups(getPublicUrl, [linkOf(1), { ...linkOf(2), includeQrCode: false }]);
		run.unstorable = new Error('<b>No space left</b>');
		expect(await run.output()).toMatchObject([
			{ json: UNSTORED, pairedItem: { item: 0 } },
			{ json: { url: 'https://pay.example/2' }, pairedItem: { item: 1 } },
		]);
	});

	it('that n8n cannot store for a reason that it does not give is told, too', async () => {
		const run = new RunOfLookups(getPublicUrl, [linkOf(1)]);
		run.unstorable = 'x';
		const [item] = await run.output();
		expect(item?.json.errorDetails).toMatchObject({
			description: expect.stringMatching(/^unknown reason\. Nothing was changed\. /),
		});
	});

	it('is not kept where the run ends at the failure of another item', async () => {
		const run = new RunOfLookups(getPublicUrl, [linkOf(1), linkOf(404)]);
		expect(await endOf(run)).toMatchObject({ context: { itemIndex: 1 } });
		expect(run.kept).toEqual([]);
	});

	it('that n8n cannot store ends a run that stops at the first failure', async () => {
		const run = new RunOfLookups(getPublicUrl, [{ ...linkOf(2), includeQrCode: false }, linkOf(1)]);
		run.unstorable = new Error('No space left');
		expect(await endOf(run)).toMatchObject({
			message: UNSTORED.error,
			description: UNSTORED.errorDetails.description,
			context: { itemIndex: 1 },
		});
	});
});
