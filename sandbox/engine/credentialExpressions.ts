import { getAdditionalKeys } from 'n8n-core';
import {
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	type IExecuteData,
	type INode,
	type INodeParameters,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

/** For whom a credential is read. */
export interface CredentialReader {
	readonly additionalData: IWorkflowExecuteAdditionalData;
	readonly mode: WorkflowExecuteMode;
	readonly executeData?: IExecuteData;
	/** The item it is read for; missing where no workflow runs, as in the editor's lists. */
	readonly item?: ICredentialsExpressionResolveValues;
}

/**
 * Resolves the expressions of a credential as n8n does: for one item of the running workflow, with
 * everything an expression in a parameter sees, or else without any data. `$self` is the credential.
 */
export function resolveExpressions(
	data: ICredentialDataDecryptedObject,
	reader: CredentialReader,
	nodeTypes: INodeTypes,
): ICredentialDataDecryptedObject {
	const { item } = reader;
	return item ? resolvedForItem(data, reader, item) : resolvedWithoutItem(data, reader, nodeTypes);
}

function resolvedForItem(
	data: ICredentialDataDecryptedObject,
	reader: CredentialReader,
	item: ICredentialsExpressionResolveValues,
): ICredentialDataDecryptedObject {
	try {
		return item.workflow.expression.getParameterValue(
			data as INodeParameters,
			item.runExecutionData,
			item.runIndex,
			item.itemIndex,
			item.node.name,
			item.connectionInputData,
			reader.mode,
			keysOf(reader),
			reader.executeData,
			false,
			data,
		) as ICredentialDataDecryptedObject;
	} catch (error) {
		if (error instanceof Error) error.message += ' [Error resolving credentials]';
		throw error;
	}
}

const NO_NODE: INode = {
	id: '',
	name: '',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

function resolvedWithoutItem(
	data: ICredentialDataDecryptedObject,
	reader: CredentialReader,
	nodeTypes: INodeTypes,
): ICredentialDataDecryptedObject {
	const workflow = new Workflow({ nodes: [NO_NODE], connections: {}, active: false, nodeTypes });
	return workflow.expression.getComplexParameterValue(
		NO_NODE,
		data as INodeParameters,
		reader.mode,
		keysOf(reader),
		undefined,
		undefined,
		data,
	) as ICredentialDataDecryptedObject;
}

function keysOf({ additionalData, mode }: CredentialReader) {
	return getAdditionalKeys(additionalData, mode, null, { isCredential: true });
}
