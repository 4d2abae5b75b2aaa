import { ALL_SCOPES } from '../credentials';
import { isoDateTime } from '../php/dates';
import { isTruthy, toText, type Json, type PhpArray, type PhpValue } from '../php/values';
import type { CommandContext, RestMethod } from './types';

/** Methods about the portal and the credential itself; every credential may call most of them. */
export function basicMethods(allNames: () => readonly RestMethod[]): readonly RestMethod[] {
	return [
		{ name: 'scope', kind: 'classic', run: listScopes },
		{ name: 'app.info', kind: 'classic', run: appInfo },
		{ name: 'profile', kind: 'classic', run: profile },
		{ name: 'server.time', kind: 'classic', run: ({ core }) => isoDateTime(core.clock.now()) },
		{ name: 'user.current', scope: 'user', kind: 'classic', run: currentUser },
		{ name: 'methods', kind: 'classic', run: (context) => listMethods(context, allNames()) },
	];
}

function listScopes({ params, auth }: CommandContext): Json {
	return isTruthy(parameter(params, 'full')) ? [...ALL_SCOPES] : [...auth.scopes];
}

/**
 * Works with a webhook too and then tells scope and licence only (docs/bitrix24.md#access-tokens).
 */
function appInfo({ auth }: CommandContext): Json {
	if (auth.kind === 'webhook') return { SCOPE: [...auth.scopes], LICENSE: 'en_selfhosted' };
	return {
		ID: 1,
		CODE: auth.entity.replace('app ', ''),
		VERSION: 1,
		STATUS: 'L',
		INSTALLED: true,
		PAYMENT_EXPIRED: 'N',
		DAYS: null,
		LANGUAGE_ID: 'en',
		LICENSE: 'en_selfhosted',
	};
}

function profile({ auth }: CommandContext): Json {
	const { id, isAdmin, name, lastName } = auth.user;
	return {
		ID: String(id),
		ADMIN: isAdmin,
		NAME: name,
		LAST_NAME: lastName,
		PERSONAL_GENDER: '',
		TIME_ZONE: '',
	};
}

function currentUser({ auth }: CommandContext): Json {
	const { id, active, name, lastName, email } = auth.user;
	return { ID: String(id), ACTIVE: active, NAME: name, LAST_NAME: lastName, EMAIL: email };
}

function listMethods({ params, auth }: CommandContext, all: readonly RestMethod[]): Json {
	const wanted = toText(parameter(params, 'scope'));
	const isFull = isTruthy(parameter(params, 'full'));
	const isListed = ({ scope }: RestMethod) => {
		if (wanted !== '') return scope === wanted;
		return isFull || scope === undefined || auth.scopes.includes(scope);
	};
	return all.filter(isListed).map(({ name }) => name.toLowerCase());
}

/** Basic methods take their parameters in any case. */
function parameter(params: PhpArray, name: string): PhpValue | undefined {
	return [...params].find(([key]) => key.toLowerCase() === name)?.[1];
}
