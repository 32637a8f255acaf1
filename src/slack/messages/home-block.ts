/** The Home tab shows a plan as it was when the tab was opened; the block of its buttons says which plan that was. */
export const homeBlockId = (requestId: string, digest: string): string => `home:${requestId}:${digest}`;

/** The digest in such a block id; `undefined` when it is none. */
export const digestInHomeBlock = (blockId: string): string | undefined => /^home:req_\w+:([0-9a-f]{64})$/.exec(blockId)?.[1];
