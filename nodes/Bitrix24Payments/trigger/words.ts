import { Failure, invalidInput } from '../portal/failure';
import { readable } from '../portal/words';

/** What comes of a failure depends on what it has befallen. */
export type Attempt =
	/** A poll that goes on from the one before. */
	| 'poll'
	/** One that has nothing to go on from. */
	| 'start'
	/** Fetch Test Event. */
	| 'test';

/** The portal's failures speak of payments to be changed; a trigger changes none. */
export function inTriggersWords(failure: Failure, attempt: Attempt): Failure {
	if (failure.code === 'INVALID_INPUT') return failure;
	const own = failure.description
		.replace(/, so nothing was changed/g, '')
		.replace(/Nothing was changed( for this payment)?[.;] ?/g, '')
		.replace(/[,;.] ([Tt]hen )?run again$/, '')
		.trim();
	return failure.with({
		description: `${own ? `${own.replace(/\.$/, '')}. ` : ''}${CONSEQUENCE[attempt]}`,
	});
}

const CONSEQUENCE: Record<Attempt, string> = {
	poll: 'Nothing is lost: what changes meanwhile is told by the next poll that works',
	start: 'Nothing is watched yet: only what changes after the first poll that works is told',
	test: 'This was a test, so nothing is lost: try again',
};

export function tookTooLong(): Failure {
	return new Failure({
		code: 'CONNECTION_FAILED',
		message: 'Bitrix24 did not answer within the time that n8n gives a poll',
		description: 'Check that the portal is online and not overloaded',
		retryable: true,
	});
}

/** n8n's own words about a credential that is missing or holds a broken expression. */
export function credentialUnreadable(cause: unknown): Failure {
	return new Failure({
		code: 'CREDENTIAL_INVALID',
		message: `The credential could not be read: ${wordsOf(cause)}`,
		description: 'Choose a credential in this node, and check the expressions in it',
	});
}

export function unforeseen(cause: unknown): Failure {
	return new Failure({
		code: 'BAD_RESPONSE',
		message: `The poll could not be brought to its end: ${wordsOf(cause)}`,
		description:
			'The next poll tries again. If it happens each time, check the settings of this node',
	});
}

function wordsOf(cause: unknown): string {
	return cause instanceof Error ? readable(cause.message) : 'unknown reason';
}

export function nothingToShow(): Failure {
	return invalidInput(
		'None of the payments in the latest orders is an example of what is chosen',
		"Choose more in 'Trigger On', ask for less in 'Options', or change a payment in Bitrix24 and try again. Once the workflow is active, it will start all the same",
	);
}
