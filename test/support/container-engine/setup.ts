import { findContainerTools } from "./tools.ts";

/** Gets the engine before any test that needs it, so that no test's time is spent on it. @throws Error that says what to install */
export async function setup(): Promise<void> {
  await findContainerTools();
}
