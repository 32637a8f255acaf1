import type { Section } from "./locale.ts";

type Audit = Section<"audit-export"> & Section<"audit-check"> & Section<"audit-file"> & Section<"audit-verify-file">;

/** In English: what `profinaut audit` says to whoever has to prove what happened. */
export const enAudit: Audit = {
  "audit-export.bad-from": () => "--from takes the number of an entry, such as 1 or 250. Nothing was written.",
  "audit-export.broken": (p) =>
    `The trail in Redis is not intact: ${p.because} It was exported as it is; keep the export and Redis as they are, and find out who can write to Redis.`,
  "audit-export.cannot-write": (p) =>
    `${p.path} cannot be written (${p.reason}). Nothing was exported; name another file with --to.`,
  "audit-export.damaged-end": () => "its end is not as the bot left it.",
  "audit-export.done": (p, f) =>
    `${f.count(p.entries, "entry", "entries")}, ${f.count(p.checkpoints, "checkpoint", "checkpoints")} and ${f.count(p.keys, "public key", "public keys")} written to ${p.path}. Check it with: profinaut audit verify ${p.path}`,
  "audit-export.done-output": (p, f) =>
    `${f.count(p.entries, "entry", "entries")}, ${f.count(p.checkpoints, "checkpoint", "checkpoints")} and ${f.count(p.keys, "public key", "public keys")} written.`,
  "audit-export.exists": (p) => `${p.path} is there already and was left alone. Name another file, or replace it with --force.`,
  "audit-export.from-beyond": (p, f) =>
    `There is no entry ${p.fromSeq} yet: the trail has ${f.count(p.entries, "entry", "entries")}. Nothing was written; give a smaller --from.`,

  "audit-check.behind-trailer": () => "Something follows its last line, so it is not what was exported.",
  "audit-check.bytes": () =>
    "Some byte of it is not as it was exported, outside of the entries' own words. Get the export again from where it was made.",
  "audit-check.checkpoint-misplaced": (p) =>
    `The checkpoint at entry ${p.seq} stands behind entry ${p.afterSeq}: lines were moved.`,
  "audit-check.checkpoint-missing": (p) =>
    `The checkpoint at entry ${p.seq} is missing, and the one at entry ${p.namedBySeq} names it.`,
  "audit-check.counts": (p) =>
    `It says that it has ${p.saidEntries} entries and ${p.saidCheckpoints} checkpoints, and has ${p.entries} and ${p.checkpoints}: lines are gone or were added.`,
  "audit-check.key-unusable": (p) => `The public key ${p.kid} is no Ed25519 key in PEM.`,
  "audit-check.line-unreadable": (p) =>
    `Line ${p.line}, behind entry ${p.afterSeq}, cannot be read: entry ${p.afterSeq + 1} or what belongs to it was changed.`,
  "audit-check.newer": (p) =>
    `This export is of version ${p.version}, newer than this program knows. Use the program that made it.`,
  "audit-check.no-keys": () =>
    "The signatures cannot be checked: the export holds no public keys. Give them with --keys <file>; vault kv get -field=keys secret/profinaut-keys/public/decisions writes such a file.",
  "audit-check.no-trailer": (p) => `It was cut off behind entry ${p.afterSeq}: its last line is missing or not whole.`,
  "audit-check.not-an-export": () =>
    "This is no exported trail: its first line is none of ours. profinaut audit export --to <file> makes one.",
  "audit-check.out-of-place": (p) => `Line ${p.line}, behind entry ${p.afterSeq}, stands where no such line may stand.`,
  "audit-check.store-damaged": (p) =>
    `Redis had lost or changed the end of the trail when it was exported: what came behind entry ${p.seq} may be gone.`,
  "audit-check.witness-beyond": (p) =>
    `The channel witnessed entry ${p.seq}, and the export ends with entry ${p.lastSeq}: it was cut, or made before. Export again and compare.`,
  "audit-check.witness-differs": (p) => `The trail was rewritten: entry ${p.seq} is not the one that the channel witnessed.`,
  "audit-check.witness-unsigned": (p) =>
    `The witness of entry ${p.seq} does not carry a valid signature: it was not copied whole, is of another bot, or somebody made it up.`,

  "audit-file.denied": (p) =>
    `Vault does not allow this: ${p.path}. Nothing was changed. Use a token of the policy profinaut-audit: vault token create -policy=profinaut-audit -no-default-policy`,
  "audit-file.line-too-long": (p) => `${p.path}: line ${p.line} has no end within 8 MiB, so this is neither a trail nor a log.`,
  "audit-file.no-keys": (p) =>
    `${p.path} holds no public keys. It must be what this writes: vault kv get -field=keys secret/profinaut-keys/public/decisions`,
  "audit-file.no-redis": () => "Redis cannot be reached; nothing was read or changed. Check REDIS_URL and the network.",
  "audit-file.no-witness": (p) =>
    `${p.path} holds no checkpoint. Copy lines that begin with trail-checkpoint from the witness thread in the channel.`,
  "audit-file.unreadable": (p) => `${p.path} cannot be read (${p.reason}). Check its name and who may read it.`,

  "audit-verify-file.broken": (p) => `NOT INTACT. ${p.because}`,
  "audit-verify-file.continued": (p, f) =>
    `By the signed word of ${p.by} it goes on behind entry ${p.seq} (${f.time(p.atMs)}), without entry ${p.lostSeq} as it had been seen: ${p.reason}. What was witnessed before that and is not in it was left out of account.`,
  "audit-verify-file.intact": (p, f) =>
    `Intact: entries ${p.fromSeq} to ${p.toSeq}, newest hash ${p.hash}; exported ${f.time(p.madeAtMs)} by its own account.`,
  "audit-verify-file.intact-empty": (p, f) => `Intact, and without an entry; exported ${f.time(p.madeAtMs)} by its own account.`,
  "audit-verify-file.keys-given": () => "Signatures were checked with the keys you gave.",
  "audit-verify-file.keys-own": () =>
    "Signatures were checked with the export's own keys: whoever rewrote it could have put theirs there. Give Vault's with --keys.",
  "audit-verify-file.no-witness": () =>
    "Not compared with the channel: a trail that somebody with the signing key rewrote whole, or that was cut back to an older checkpoint, looks just the same. Copy the newest checkpoint lines of the channel's witness thread to a file and give it with --witness.",
  "audit-verify-file.part": (p) => `It is a part: what came before entry ${p.fromSeq} is not in it.`,
  "audit-verify-file.proves": () =>
    "It proves: no entry in it was changed, dropped, swapped or put in since it was written and, as far as it is signed, since the bot signed it.",
  "audit-verify-file.proves-not": () =>
    "It does not prove: that nothing happened past the bot (profinaut audit diff looks at Vault's own log), that what people told the bot is true, or anything against who holds the bot's signing key, where the channel does not say otherwise.",
  "audit-verify-file.signed": (p, f) =>
    `Signed: ${f.count(p.checkpoints, "checkpoint", "checkpoints")}, the last one at entry ${p.toSeq}.`,
  "audit-verify-file.signed-rest": (p) =>
    `Entries ${p.fromSeq} to ${p.toSeq} are newer than the last checkpoint: they are chained, and nobody has signed them.`,
  "audit-verify-file.unsigned": () =>
    "Nothing in it is signed: whoever can write a file could have made it. Export again when the bot has run for a minute.",
  "audit-verify-file.what-now": () =>
    "Trust nothing in it from there on. Keep this file, export again from Redis, and compare both with the witness thread in the channel.",
  "audit-verify-file.witnesses": (p, f) =>
    `It agrees with ${f.count(p.compared, "witness", "witnesses")} from the channel.${p.before > 0 ? ` ${p.before} more are about entries that are not in it.` : ""}`,
};
