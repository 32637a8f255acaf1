/** The Home tab shows a plan as it was when the tab was opened; the block of its buttons says which plan that was. */
export const homeBlockId = (requestId: string, digest: string): string => `home:${requestId}:${digest}`;

/** The digest in such a block id; `undefined` when it is none. */
export const digestInHomeBlock = (blockId: string): string | undefined => /^home:req_\w+:([0-9a-f]{64})$/.exec(blockId)?.[1];

/** A card may be older than its record; the block of its buttons says which plan stands above them. */
export const cardBlockId = (requestId: string, digest: string | undefined): string =>
  `${requestId}:buttons${digest === undefined ? "" : `:${digest}`}`;

/** The digest in such a block id; `undefined` on cards of before 0.2, and of a request without a plan. */
export const digestInCardBlock = (blockId: string): string | undefined => /^req_\w+:buttons:([0-9a-f]{64})$/.exec(blockId)?.[1];
