import { Command } from "commander";
import { version } from "../wiring/version.ts";
import { auditCommand } from "./audit.ts";
import { bootstrapCommand } from "./bootstrap.ts";
import { execCommand } from "./exec.ts";
import { startCommand } from "./start.ts";

/** Every command of the command line. */
const commands = [startCommand, bootstrapCommand, execCommand, auditCommand];

const program = new Command("profinaut")
  .description("Profinaut's Vault operations with a second person's approval")
  .version(version)
  // What stands after the command of `exec` is that command's own.
  .enablePositionalOptions();
for (const command of commands) program.addCommand(command);
await program.parseAsync();
