import type { IDataObject } from 'n8n-workflow';

/** What a failed item says beside its message: code, cure, whether it may work later. */
export function detailsOf(json: IDataObject | undefined): IDataObject {
	return (json?.errorDetails ?? {}) as IDataObject;
}
