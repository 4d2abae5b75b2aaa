import { encodeJson, UnencodableError } from './php/json';
import type { BeforeCommand, RestAnswer } from './rest';

/** What goes over the wire, and how the connection ends. */
export interface Delivery {
	/** `answer` sends it, `truncate` breaks off in the middle, `destroy` resets, `hang` says nothing. */
	ending: 'answer' | 'truncate' | 'destroy' | 'hang';
	status: number;
	contentType: string;
	text: string;
	location?: string;
	/** How long to wait before the ending. */
	delayMs?: number;
}

/** One request as far as faults are concerned. */
export interface Exchange {
	/** Runs the script; what it has stored stays stored, whatever happens to the answer. */
	execute(beforeCommand: BeforeCommand): Promise<RestAnswer>;
	/** Address of the request with everything secret in it. */
	url: string;
	/** The token or webhook code of the request. */
	secret: string;
	/** The keys of a batch's commands, in order. */
	commandKeys: readonly string[];
}

const JSON_TYPE = 'application/json; charset=utf-8';
const HTML_TYPE = 'text/html; charset=utf-8';

export const WRONG_ENCODING =
	'{"error":"WRONG_ENCODING","error_description":"Wrong request encoding"}';

/**
 * Encodes an answer; one that cannot be encoded becomes WRONG_ENCODING with 200
 * (docs/bitrix24.md#answers).
 */
export function encode(answer: RestAnswer): Delivery {
	const { status, body } = answer;
	if (typeof body === 'string') {
		return { ending: 'answer', status, contentType: HTML_TYPE, text: body };
	}
	try {
		const text = encodeJson(body);
		return { ending: 'answer', status, contentType: JSON_TYPE, text };
	} catch (error) {
		if (!(error instanceof UnencodableError)) throw error;
		return { ending: 'answer', status: 200, contentType: JSON_TYPE, text: WRONG_ENCODING };
	}
}

export function ended(ending: Delivery['ending']): Delivery {
	return { ending, status: 0, contentType: JSON_TYPE, text: '' };
}

export function html(status: number, title: string): Delivery {
	const text = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
	return { ending: 'answer', status, contentType: 'text/html', text };
}
