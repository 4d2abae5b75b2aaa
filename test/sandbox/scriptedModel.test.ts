import { nextCall, type ChatRequest } from '../../sandbox/model/script';
import { startScriptedModel, type ScriptedModel } from '../../sandbox/model/scriptedModel';

const tool = (name: string) => ({ function: { name } });
const TOOLS = ['Find_Payments', 'Try_Booking', 'format_final_json_response'].map(tool);
const FOUND = JSON.stringify([
	{ response: JSON.stringify([{ id: 1005, accountNumber: '5005/1', sum: 75, currency: 'EUR' }]) },
]);

/** A conversation in which the tools have answered this so far. */
const asked = (...answers: string[]): ChatRequest => ({
	messages: [
		{ role: 'system', content: 'You help 1 accountant' },
		{ role: 'user', content: 'Elm Studio has paid 5005/1' },
		...answers.map((content) => ({ role: 'tool', content })),
	],
	tools: TOOLS,
});

describe('The script of the model', () => {
	it('looks for the number, tries the booking, and proposes it', () => {
		expect(nextCall(asked())).toEqual({ name: 'Find_Payments', args: { text: '5005/1' } });
		expect(nextCall(asked(FOUND))).toEqual({ name: 'Try_Booking', args: { paymentId: 1005 } });
		expect(nextCall(asked(FOUND, '{}'))).toMatchObject({
			name: 'format_final_json_response',
			args: { output: { paymentId: 1005, amount: 75, currency: 'EUR' } },
		});
	});

	it('fails where nothing was found or a tool is missing', () => {
		expect(() => nextCall(asked('[]'))).toThrow('No payment was found');
		expect(() => nextCall({ ...asked(), tools: [] })).toThrow('no tool for Find');
	});
});

describe('The scripted model', () => {
	let model: ScriptedModel;
	beforeAll(async () => {
		model = await startScriptedModel();
	});
	afterAll(async () => await model.close());

	const post = async (body: object) =>
		await fetch(`${model.url}/chat/completions`, { method: 'POST', body: JSON.stringify(body) });

	it('answers at once and in a stream, and keeps what it was asked', async () => {
		const whole = (await (await post(asked())).json()) as Record<string, unknown>;
		expect(JSON.stringify(whole)).toContain('Find_Payments');
		const streamed = await (await post({ ...asked(), stream: true })).text();
		expect(streamed).toMatch(/^data: \{.*Find_Payments.*\n\ndata: .*\n\ndata: \[DONE\]\n\n$/);
		expect(model.requests).toHaveLength(2);
	});
});
