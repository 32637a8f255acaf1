import { readFileSync } from "node:fs";
import { z } from "zod";
import { shipped } from "./shipped.ts";

/** The version in `package.json`. */
export const version: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(shipped("package.json"), "utf8"))).version;
