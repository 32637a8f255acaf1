import { describe, expect, it } from "vitest";
import { actOf, isOnGround } from "../../src/domain/vault-act.ts";
import { aRecord, ground } from "../support/a-vault-log.ts";

const act = (operation: string, path: string, tokenPolicies: readonly string[] = []) => {
  const found = actOf(aRecord(operation, path, { tokenPolicies }), ground);
  return found === undefined ? undefined : `${found.kind} ${found.target}`;
};

describe("what a request did", () => {
  it.each<readonly [operation: string, path: string, act: string | undefined]>([
    ["update", "auth/approle/role/profinaut-db/secret-id", "secret-id-issued profinaut-db"],
    ["update", "auth/approle/role/profinaut-db/custom-secret-id", "secret-id-issued profinaut-db"],
    ["update", "auth/approle/role/profinaut-bot/secret-id", "secret-id-issued profinaut-bot"],
    ["update", "auth/approle/role/profinaut-new/secret-id", "secret-id-issued profinaut-new"],
    ["update", "auth/approle/role/elses/secret-id", undefined],
    ["list", "auth/approle/role/profinaut-db/secret-id", undefined],
    ["update", "auth/approle/role/profinaut-db/secret-id-accessor/destroy", "secret-id-destroyed profinaut-db"],
    ["delete", "auth/approle/role/profinaut-db/secret-id/destroy", "secret-id-destroyed profinaut-db"],
    ["update", "auth/approle/role/elses/secret-id/destroy", undefined],
    ["update", "auth/approle/role/profinaut-db/secret-id-accessor/lookup", "secret-id-looked-up profinaut-db"],
    ["update", "auth/approle/role/elses/secret-id/lookup", undefined],
    ["read", "auth/approle/role/profinaut-db/role-id", "role-id-read profinaut-db"],
    ["read", "auth/approle/role/elses/role-id", undefined],
    ["update", "auth/approle/role/profinaut-db/role-id", "role-changed profinaut-db"],
    ["read", "auth/approle/role/profinaut-db", undefined],
    ["update", "auth/approle/role/profinaut-db", "role-changed profinaut-db"],
    ["update", "auth/approle/role/profinaut-db/policies", "role-changed profinaut-db"],
    ["create", "auth/approle/role/elses", "role-changed elses"],
    ["update", "auth/approle/login", undefined],
    ["update", "auth/userpass/login/alice", undefined],
    ["update", "auth/approle/tidy/secret-id", "auth-changed auth/approle/tidy/secret-id"],
    ["create", "secret/data/profinaut/db/x", "value-written db/x"],
    ["patch", "secret/data/profinaut/db", "value-written db"],
    ["update", "secret/undelete/profinaut/db", "value-written db"],
    ["read", "secret/data/profinaut/db/x", "value-read db/x"],
    ["delete", "secret/data/profinaut/db", "value-deleted db"],
    ["update", "secret/delete/profinaut/db", "value-deleted db"],
    ["update", "secret/destroy/profinaut/db", "value-deleted db"],
    ["delete", "secret/metadata/profinaut/db", "value-deleted db"],
    ["update", "secret/metadata/profinaut/db", "value-described db"],
    ["read", "secret/metadata/profinaut/db", undefined],
    ["list", "secret/metadata/profinaut", undefined],
    ["read", "secret/data/other", undefined],
    ["update", "secret/data/other", "other-changed secret/data/other"],
    ["update", "secret/config", "mount-changed secret"],
    ["read", "secret/config", undefined],
    ["read", "secret/data/profinaut-keys/signing/decisions", "signing-key-read signing/decisions"],
    ["read", "secret/data/profinaut-keys/public/decisions", undefined],
    ["read", "secret/metadata/profinaut-keys/signing/decisions", undefined],
    ["update", "secret/data/profinaut-keys/public/decisions", "signing-keys-changed public/decisions"],
    ["update", "secret/data/profinaut-anchor/head", "anchor-changed head"],
    ["create", "secret/data/profinaut-anchor/requests/req_1", "anchor-changed requests/req_1"],
    ["read", "secret/data/profinaut-anchor/head", undefined],
    ["create", "profinaut-pending/data/req_1", "waiting-put req_1"],
    ["update", "profinaut-pending/data/req_1", "waiting-put req_1"],
    ["read", "profinaut-pending/data/req_1", "waiting-read req_1"],
    ["delete", "profinaut-pending/metadata/req_1", "waiting-removed req_1"],
    ["list", "profinaut-pending/metadata", undefined],
    ["update", "profinaut-pending/config", "mount-changed pending"],
    ["read", "profinaut-pending/config", undefined],
    ["update", "sys/policies/acl/profinaut-db", "policy-changed profinaut-db"],
    ["delete", "sys/policy/evil", "policy-changed evil"],
    ["read", "sys/policies/acl/profinaut-db", undefined],
    ["update", "sys/auth/new", "auth-changed new"],
    ["update", "sys/mounts/auth/approle/tune", "auth-changed approle/tune"],
    ["update", "sys/mounts/new", "mount-changed new"],
    ["update", "sys/remount", "mount-changed sys/remount"],
    ["delete", "sys/audit/file", "audit-changed file"],
    ["update", "sys/seal", "system-changed sys/seal"],
    ["update", "sys/capabilities-self", undefined],
    ["update", "sys/wrapping/unwrap", undefined],
    ["update", "sys/audit-hash/file", undefined],
    ["update", "auth/token/renew-self", undefined],
    ["update", "sys/locked-users/auth_approle_1/unlock/…ab12", "lockout-ended …ab12"],
    ["update", "identity/lookup/entity", undefined],
    ["update", "identity/entity", "identity-changed identity/entity"],
    ["update", "kv/data/else", "other-changed kv/data/else"],
    ["update", "auth/token/create", undefined],
  ])("by %s %s: %s", (operation, path, expected) => {
    expect(act(operation, path)).toBe(expected);
  });

  it("by making a token is what that token may", () => {
    expect(act("update", "auth/token/create", ["default", "profinaut-db"])).toBe("token-made profinaut-db");
    expect(act("update", "auth/token/create-orphan", ["root"])).toBe("token-made root");
    expect(act("update", "auth/token/create", ["default"])).toBeUndefined();
  });

  it("is on our ground below the two mounts alone", () => {
    const isOn = (path: string) => isOnGround(aRecord("read", path), ground);

    expect(["secret/data/x", "auth/approle/login", "sys/mounts", "kv/data/secret/x"].map(isOn)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
