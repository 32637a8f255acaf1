import { findGoTools } from "../go-tools.ts";
import { findContainerTools } from "./tools.ts";

/** Gets the engine, what builds images, and act before any test that needs them, so that no test's time is spent on it. @throws Error that says what to install */
export async function setup(): Promise<void> {
  await findContainerTools();
  await findGoTools("image-build");
  await findGoTools("workflow-run");
}
