import { Failure, invalidInput } from '../../nodes/Bitrix24Payments/portal/failure';
import { Patience } from '../../nodes/Bitrix24Payments/portal/patience';
import { unreachable, unreadable } from '../../nodes/Bitrix24Payments/portal/transportFailures';
import {
	credentialUnreadable,
	inTriggersWords,
	nothingToShow,
	tookTooLong,
	unforeseen,
} from '../../nodes/Bitrix24Payments/trigger/words';
import { notWhatWasAsked, unexpected } from '../../nodes/Bitrix24Payments/trigger/rows';

const COMFORT = 'Nothing is lost: what changes meanwhile is told by the next poll that works';

const givenUp = () => {
	const clock = {
		now: () => 0,
		ticks: () => 0,
		sleep: async () => {},
		timeout: () => new AbortController().signal,
	};
	const patience = new Patience({ clock, random: () => 0 }, { rate: 60_000, operating: 0 });
	const cause = new Failure({
		code: 'RATE_LIMITED',
		bitrixCode: 'OPERATION_TIME_LIMIT',
		message: 'Paused',
		description: 'Wait',
	});
	return patience.giveUp(cause);
};

describe('What a poll that fails says', () => {
	it.each<[string, Failure, string]>([
		[
			'no connection',
			unreachable('ECONNREFUSED', 'acme.bitrix24.com'),
			`No connection was made (ECONNREFUSED). Check host and port in the credential, and that the portal is running. ${COMFORT}`,
		],
		['a limit', givenUp(), `The limit ends within 10 minutes. Wait. ${COMFORT}`],
		[
			'nothing but that',
			new Failure({ code: 'REFUSED', message: 'm', description: 'Nothing was changed.' }),
			COMFORT,
		],
	])('%s', (_, failure, description) => {
		expect(inTriggersWords(failure, 'poll').description).toBe(description);
	});

	it.each(
		[
			unreadable(502),
			tookTooLong(),
			unexpected(),
			notWhatWasAsked(),
			unforeseen(new Error('x')),
			credentialUnreadable(new Error('https://a.bitrix24.com/rest/1/secretsecret/ is gone')),
			nothingToShow(),
		].map((failure) => [failure.message, failure] as const),
	)('%s', (_, failure) => {
		const { message, description } = inTriggersWords(failure, 'poll');
		expect(`${message} ${description}`).not.toMatch(/\b(error|problem|failure|mistake)s?\b/i);
		expect(`${message} ${description}`).not.toMatch(/secretsecret|\.\./);
		expect(description).toMatch(/^[A-Z'].*\w$/);
	});

	it('leaves what the user entered to its own words', () => {
		const failure = invalidInput("'Trigger On' is empty", 'Choose at least one');
		expect(inTriggersWords(failure, 'poll')).toBe(failure);
	});
});
