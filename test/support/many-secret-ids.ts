import pMap from "p-map";
import { createLedgers } from "../../src/redis/ledgers.ts";
import { textOf } from "../vault/a-vault.ts";
import { aRotationCase, type CaseOptions, type RotationCase } from "./rotation-case.ts";
import type { SmallPlatform } from "./small-platform.ts";

/** A role for which a script has issued far more SecretIDs than anybody can look at. */
export interface ManyCase {
  readonly aCase: RotationCase;
  /** Their accessors; the one that people delivered, which is older, is not among them. */
  readonly byHand: readonly string[];
  issueOne(): Promise<string>;
  live(): Promise<readonly string[]>;
  /** Every accessor that the trail named before it ended. */
  named(): Promise<ReadonlySet<string>>;
  /** Whether what each destination holds logs in. */
  logsIn(): Promise<boolean>;
  ledger(): ReturnType<ReturnType<typeof createLedgers>["read"]>;
}

export async function aRoleWithMany(platform: SmallPlatform, count: number, options: CaseOptions = {}): Promise<ManyCase> {
  const aCase = await aRotationCase(platform, options);
  const { role, memory, fake } = aCase;
  const { ok, server } = platform.vault;
  const issueOne = async (): Promise<string> =>
    textOf((await ok("POST", `auth/approle/role/${role}/secret-id`)).body.data?.["secret_id_accessor"]);
  const byHand = await pMap(Array.from({ length: count }), issueOne, { concurrency: 16 });
  return {
    aCase,
    byHand,
    issueOne,
    live: async () => {
      // 404 when there is none.
      const { data } = (await server.api("LIST", `auth/approle/role/${role}/secret-id`)).body;
      return Array.isArray(data?.["keys"]) ? data["keys"].map(String) : [];
    },
    named: async () => {
      const trail = await memory.audit.entries(1, 10_000);
      const lists = trail.flatMap(({ details }) => [details["retiring"], details["destroying"]]);
      return new Set(lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : [])));
    },
    logsIn: async () => {
      const roleId = (await ok("GET", `auth/approle/role/${role}/role-id`)).body.data?.["role_id"];
      const login = async (value: string) =>
        (await server.api("POST", "auth/approle/login", { role_id: roleId, secret_id: value }, "")).status;
      return (await Promise.all(fake.secrets().map(({ value }) => login(value)))).every((status) => status === 200);
    },
    ledger: () => createLedgers({ documents: memory.documents }).read(role),
  };
}
