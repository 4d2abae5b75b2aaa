import type { IDataObject } from 'n8n-workflow';

import type { PaymentRow } from '../portal';
import { PAY_SYSTEM } from './scenario';

/** Something to be done with each payment. */
export interface Task {
	/** The operation of this node, with its own parameters. */
	readonly operation: string;
	readonly parameters: IDataObject;
	/** The call of those who have no node. */
	readonly method: string;
	/** What the call says beside the payment's ID. */
	readonly fields?: IDataObject;
	/** Whether it has happened, as the portal knows it. */
	isDone(payment: PaymentRow): boolean;
}

export type TaskName = 'pay' | 'update';

const COMMENT = 'Seen on the bank statement';

export const TASKS: Readonly<Record<TaskName, Task>> = {
	pay: {
		operation: 'pay',
		parameters: {},
		method: 'crm.item.payment.pay',
		isDone: ({ paid }) => paid === 'Y',
	},
	update: {
		operation: 'update',
		parameters: { updateFields: { comments: COMMENT } },
		method: 'sale.payment.update',
		fields: { paySystemId: PAY_SYSTEM, comments: COMMENT },
		isDone: ({ comments }) => comments === COMMENT,
	},
};
