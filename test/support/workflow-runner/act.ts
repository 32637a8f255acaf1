import { join } from "node:path";
import { findGoTools } from "../go-tools.ts";

/** Path of act, as tools/workflow-run pins it; built once with Go. @throws Error with the last lines of a build that failed */
export const findAct = async (): Promise<string> => join(await findGoTools("workflow-run"), "act");
