import { Command, Option } from "commander";
import { ownDeclaration } from "../wiring/commands/bootstrap.ts";
import type { DiffTyped } from "./audit/diff.ts";
import type { ExportTyped } from "./audit/export.ts";
import type { VerifyTyped } from "./audit/verify.ts";

const each = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

const streams = { output: process.stdout, errors: process.stderr };

/** `profinaut audit export`: the trail as lines. */
const exportTrail = new Command("export")
  .description("write the trail as NDJSON, to be kept and verified elsewhere (REDIS_URL; VAULT_ADDR for the public keys)")
  .addOption(new Option("--to <file>", "write it to this file (mode 0600) instead of the output"))
  .addOption(new Option("--from <number>", "begin with this entry").default("1"))
  .addOption(new Option("--force", "replace the file if there is one"))
  .addOption(new Option("--without-keys", "ask no Vault; whoever verifies it needs --keys"))
  .action(async (typed: ExportTyped) => {
    // Only now: what reads Redis and Vault is nothing that the other commands should wait for.
    const { runExport } = await import("./audit/export.ts");
    process.exitCode = await runExport(typed, streams);
  });

/** `profinaut audit verify`: needs neither Redis nor Vault nor Slack. */
const verify = new Command("verify")
  .description("check an exported trail, offline; exit status 2 when it is not intact, 1 when it could not be read")
  .argument("<file>", "what export wrote, or - for the input")
  .addOption(new Option("--keys <file>", "check signatures with these public keys, not with the export's own"))
  .addOption(new Option("--witness <file>", "checkpoint lines copied from the channel; many times").argParser(each))
  .action(async (file: string, typed: VerifyTyped) => {
    const { runVerify } = await import("./audit/verify.ts");
    process.exitCode = await runVerify(file, typed, streams);
  });

/** `profinaut audit diff`: what happened past the bot. */
const diff = new Command("diff")
  .description(
    "list what Vault's own log has and no approved request explains; exit status 2 when there is something (REDIS_URL, or --export)",
  )
  .addOption(
    new Option("--vault-log <file...>", "log of a file audit device, oldest first; - for the input").makeOptionMandatory(),
  )
  .addOption(new Option("--export <file>", "take the trail from what export wrote, and need no Redis"))
  .addOption(new Option("--since <time>", "compare from then on: 2026-11-26, 2026-11-26T09:00Z, or 24h ago"))
  .addOption(new Option("--until <time>", "compare up to then"))
  .addOption(new Option("--clock-skew <duration>", "how far Vault's clock and the bot's may differ").default("5s"))
  .addOption(
    new Option("--ask-vault", "compare SecretIDs by accessor: asks Vault how its log writes them (VAULT_ADDR, VAULT_TOKEN)"),
  )
  .addOption(new Option("--device <name>", "the audit device that wrote the log, when it is not the declared one"))
  .addOption(new Option("--bootstrap-ran", "somebody of yours ran profinaut bootstrap in that time"))
  .addOption(new Option("--from <folder>", "what is declared").default(ownDeclaration, "vault/"))
  .action(async (typed: DiffTyped) => {
    const { runDiff } = await import("./audit/diff.ts");
    process.exitCode = await runDiff(typed, streams);
  });

/** `profinaut audit`: what happened, for whoever has to prove it. */
export const auditCommand = new Command("audit")
  .description("export the trail, verify an export, or compare it with Vault's own log")
  .addCommand(exportTrail)
  .addCommand(verify)
  .addCommand(diff);
