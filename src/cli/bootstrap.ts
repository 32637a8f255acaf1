import { Command, Option } from "commander";
import { ownDeclaration } from "../wiring/commands/bootstrap.ts";
import { type Given, runBootstrap } from "./bootstrap/run.ts";

/** `profinaut bootstrap`: makes Vault hold what `vault/` declares. */
export const bootstrapCommand = new Command("bootstrap")
  .description(
    "bring Vault to what vault/ declares: shows the difference, asks, applies it (VAULT_ADDR, VAULT_CACERT, VAULT_TOKEN)",
  )
  .addOption(
    new Option("--check", "show the difference and change nothing; exit status 2 when there is one").conflicts([
      "yes",
      "revokeRoot",
    ]),
  )
  .addOption(new Option("--yes", "ask nobody, for scripts"))
  .addOption(
    new Option("--hand-over <identity>", "issue SecretIDs for the bot, as wrapping tokens: for one process, or for each half")
      .choices(["all", "split", "none"])
      .default("none"),
  )
  .addOption(new Option("--to <folder>", "write each wrapping token to a file of its own (mode 0600) instead of the terminal"))
  .addOption(
    new Option("--new-signing-keys", "replace the keys that sign decisions; the old public halves stay, for verification"),
  )
  .addOption(new Option("--revoke-root", "revoke the root token in VAULT_TOKEN when all is done"))
  .addOption(
    new Option("--from <folder>", "declare something else than the project's own vault/").default(ownDeclaration, "vault/"),
  )
  .action(async (given: Given) => {
    const { stdin: input, stdout: output, stderr: errors } = process;
    process.exitCode = await runBootstrap(given, { input, output, errors });
  });
