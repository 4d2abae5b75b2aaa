import type { RerunRisk } from '../operations/change';

/** What a person does about a change of which nobody knows what came of it. */
export function whatToDo(risk: RerunRisk | undefined): string {
	return risk
		? `Look at ${risk.lookAt} in Bitrix24 before running again, which would ${risk.would}`
		: "Look at the payment in Bitrix24. Running again is safe while 'Verify' is on: the payment is read first";
}
