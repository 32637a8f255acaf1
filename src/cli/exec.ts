import { Command, Option } from "commander";
import { runExec, type Typed } from "./exec/run.ts";

const each = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** `profinaut exec`: a command with values from Vault in its environment. */
export const execCommand = new Command("exec")
  .description(
    "run a command with values from Vault in its environment (VAULT_ADDR, VAULT_CACERT, VAULT_ROLE_ID, VAULT_SECRET_ID or VAULT_SECRET_ID_WRAPPED)",
  )
  .usage("[options] --env NAME=path#field -- command [arguments]")
  .argument("<command...>", "the command and its arguments, after --")
  .addOption(
    new Option("--env <NAME=path#field>", "a variable, and the value it gets; many times").argParser(each).makeOptionMandatory(),
  )
  .addOption(
    new Option("--role <AppRole>", "log in as this one: takes PROFINAUT_DB_VAULT_ROLE_ID before VAULT_ROLE_ID, and so on"),
  )
  .addOption(new Option("--kv-mount <path>", "where KV version 2 is mounted").default("secret"))
  .addOption(new Option("--kv-base <path>", "what all paths are below").default("profinaut"))
  .addOption(new Option("--approle-mount <path>", "where AppRole is mounted").default("approle"))
  .addOption(new Option("--allow <NAME>", "set this variable although it changes how programs run; many times").argParser(each))
  .addOption(new Option("--keep-vault-env", "leave RoleID and SecretID in the command's environment; a token never is"))
  .passThroughOptions()
  .action(async (command: string[], typed: Typed) => {
    process.exitCode = await runExec(command, typed, process.stderr);
  });
