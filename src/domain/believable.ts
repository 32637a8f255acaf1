import { isOpen, type OperationRequest } from "./request.ts";

/** Whether a record is what the bot wrote last, or had ended before writes were signed: nothing comes of that any more. */
export const isBelievable = ({
  request,
  objection,
}: {
  readonly request: OperationRequest;
  readonly objection: string | undefined;
}): boolean => objection === undefined || (objection === "unsigned" && !isOpen(request));
