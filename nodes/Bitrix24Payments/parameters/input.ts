/** One item's parameters as the user or an expression gave them. */
export interface Input {
	/** The value of a parameter; undefined when it is not shown for this operation. */
	parameter(name: string): unknown;
	/** IANA name of the workflow's time zone, for dates without an offset. */
	readonly timezone: string;
	/** Host of the portal that the credential belongs to. */
	readonly portalHost: string;
	/** The node runs as a tool of an AI agent, whose model fills in parameters. */
	readonly isTool: boolean;
	/** A text as the portal's answers will show it: without the secrets of the connection. */
	masked(text: string): string;
}
