import type { Entry } from '../../nodes/Bitrix24Payments/execution/entry';
import {
	followUpsOf,
	refuseWhatCannotFollow,
	stopWhatWouldFail,
} from '../../nodes/Bitrix24Payments/execution/followUps';
import { LOST_ANSWER, rig, type CommandAnswer } from '../portal/support';
import { CREATED, creation, failureOf, PAY_SYSTEM_ALONE } from './creations';
import { entryFor, failed } from './support';

describe('What the credential cannot fill in', () => {
	it.each([
		['SCOPE_MISSING', true],
		['ACCESS_DENIED', true],
		['CREDENTIAL_INVALID', true],
		['REFUSED', false],
		['OUTCOME_UNKNOWN', false],
	] as const)('is not created any more: %s (%s)', (code, isStopped) => {
		const [first, next] = [creation(CREATED), creation()];
		for (const followUp of followUpsOf([first])) followUp.outcome = failed(code);
		stopWhatWouldFail([first, next], [first]);
		expect(next.outcome?.kind === 'failed').toBe(isStopped);
	});

	it('has failed for the same reason, before anything was created', () => {
		const [first, next] = [creation(CREATED), creation()];
		for (const followUp of followUpsOf([first])) followUp.outcome = failed('ACCESS_DENIED');
		stopWhatWouldFail([first, next], [first]);
		expect(first.outcome).toBe(CREATED);
		expect(failureOf(next)).toMatchObject({
			code: 'ACCESS_DENIED',
			message: 'No payment was created, because it could not be filled in: m',
			description: 'd. Or leave out all fields but the payment system',
		});
	});

	it('is no matter to what needs no second change, nor to what has ended', () => {
		const [first, alone, other, ended] = [
			creation(CREATED),
			creation(undefined, PAY_SYSTEM_ALONE),
			entryFor(1),
			creation(CREATED),
		];
		for (const followUp of followUpsOf([first])) followUp.outcome = failed('ACCESS_DENIED');
		stopWhatWouldFail([first, alone, other, ended], [first]);
		expect([alone.outcome, other.outcome, ended.outcome]).toEqual([undefined, undefined, CREATED]);
	});

	it('is not known from what was filled in, was not tried, or was not even created', () => {
		const [filled, untried, uncreated, next] = [
			creation(CREATED),
			creation(CREATED),
			creation(failed('ACCESS_DENIED')),
			creation(),
		];
		for (const followUp of followUpsOf([filled])) followUp.outcome = CREATED;
		followUpsOf([untried]);
		stopWhatWouldFail([next], [filled, untried, uncreated]);
		expect(next.outcome).toBeUndefined();
	});
});

describe('Before anything is created that has to be filled in', () => {
	/** A portal that answers a list of payments so. */
	function answering(answer: CommandAnswer) {
		const one = rig();
		one.server.answer = () => answer;
		const at = (entry: Entry): Entry => ({ ...entry, portal: one.portal });
		return { ...one, at };
	}

	const DENIED = { error: 'insufficient_scope', error_description: '' };

	it('is asked once whether the credential may see payments', async () => {
		const { server, at } = answering({ result: { payments: [] } });
		const entries = [creation(), creation()].map(at);
		await refuseWhatCannotFollow(entries);
		expect(server.executed).toMatchObject([
			{
				method: 'sale.payment.list',
				params: { select: ['id'], filter: { '=id': [0] }, start: -1 },
			},
		]);
		expect(entries.map(({ outcome }) => outcome)).toEqual([undefined, undefined]);
	});

	it('all of it fails where it may not, and nothing else', async () => {
		const { at } = answering(DENIED);
		const entries = [creation(), creation()].map(at);
		const others = [creation(CREATED), creation(undefined, PAY_SYSTEM_ALONE), entryFor(1)].map(at);
		await refuseWhatCannotFollow([...others, ...entries]);
		expect(others.map(({ outcome }) => outcome)).toEqual([CREATED, undefined, undefined]);
		for (const entry of entries) {
			const { code, message, description } = failureOf(entry);
			expect(code).toBe('SCOPE_MISSING');
			expect(message).toMatch(/^No payment was created, because it could not be filled in: /);
			expect(description).toMatch(/\. Or leave out all fields but the payment system$/);
		}
	});

	it('nothing fails where that is not to be learnt', async () => {
		const { server, at } = answering({ result: null });
		server.first = Array.from({ length: 99 }, () => LOST_ANSWER);
		const entry = at(creation());
		await refuseWhatCannotFollow([entry]);
		expect(entry.outcome).toBeUndefined();
		expect(server.executed).toEqual([]);
	});

	it('nothing is asked where there is no such thing', async () => {
		const { server, at } = answering(DENIED);
		await refuseWhatCannotFollow([creation(CREATED), entryFor(1)].map(at));
		expect(server.requests).toEqual([]);
	});
});
