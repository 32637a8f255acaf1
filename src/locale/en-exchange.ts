import type { Section } from "./locale.ts";

/** In English: what exchanges say about keys, and what is wrong with a signing key. */
export const enExchange: Section<"exchange" | "refused-key" | "signing-key"> = {
  "exchange.address-refused": (p, f) =>
    `${f.code(p.exchange)} knows this key, but it is bound to IP addresses and the bot's is not among them, so what it may do cannot be proved from here. Nothing was changed; add the bot's outgoing address to the key's list at the exchange, then ask again.`,
  "exchange.bad-url": (p, f) =>
    `${f.code(`exchanges.${p.exchange}.${p.setting}`)} must be an https address without a path (http only on this machine). The bot did not start.`,
  "exchange.blocked": (p, f) =>
    `${f.code(p.exchange)} does not talk to the bot's address: too many requests came from it, a firewall stops it, or its country is not served. Nothing was changed; no request is sent before ${f.time(p.untilAtMs)}. If it stays, an administrator has to look at the bot's outgoing address.`,
  "exchange.clock": (p, f) =>
    `${f.code(p.exchange)} does not accept the time of our requests, even by its own clock. Nothing was changed; an administrator has to check this machine's clock and network.`,
  "exchange.failed": (p, f) =>
    `${f.code(p.exchange)} failed at ${f.code(p.path)} (status ${p.status}); it may be under maintenance. Nothing was changed; try again later.`,
  "exchange.key-or-address-refused": (p, f) =>
    `${f.code(p.exchange)} refuses this key and has one answer for three reasons: the key is deleted or wrong, reading is not among its rights, or it is bound to IP addresses without the bot's. Nothing was changed; look at the key at the exchange, correct what does not fit, then ask again.`,
  "exchange.key-unsendable": (p, f) =>
    `The id of this key is not one word of plain characters, so it cannot be sent and ${f.code(p.exchange)} was not asked. Nothing was changed; register the key again.`,
  "exchange.limited": (p, f) =>
    `${f.code(p.exchange)} asked us to slow down until ${f.time(p.untilAtMs)}. Nothing was changed; try again then.`,
  "exchange.moved": (p, f) =>
    `${f.code(p.exchange)} answered ${f.code(p.path)} with a redirect, which is not followed: the key would go elsewhere. Nothing was changed; correct ${f.code(`exchanges.${p.exchange}.api`)} in \`profinaut.yml\`.`,
  "exchange.refused": (p, f) =>
    `${f.code(p.exchange)} refused ${f.code(p.path)} (status ${p.status}, its code ${p.problem}). Nothing was changed; the exchange's documentation explains the code.`,
  "exchange.strange-answer": (p, f) =>
    `The answer of ${f.code(p.exchange)} to ${f.code(p.path)} could not be read, so nothing is known about the key. Nothing was changed; try again, and check ${f.code(`exchanges.${p.exchange}.api`)} if it stays.`,
  "exchange.unknown": (p, f) =>
    `${f.code(p.exchange)} is no exchange of this configuration. Nothing was done; those there are: ${f.codes(p.known)}. An administrator can add it under \`exchanges\` in \`profinaut.yml\`.`,
  "exchange.unreachable": (p, f) =>
    `${f.code(p.exchange)} could not be reached (${f.code(p.reason)}). Nothing was changed; try again in a minute.`,
  "exchange.untrusted": (p, f) =>
    `The certificate of ${f.code(p.exchange)} cannot be trusted (${f.code(p.reason)}), so the key was not sent. Check ${f.code(`exchanges.${p.exchange}.api`)} in \`profinaut.yml\`.`,

  "refused-key.expired": (p, f) =>
    `This key has expired at ${f.code(p.exchange)}. Make a new one there; one that is bound to addresses does not expire.`,
  "refused-key.other-network": (p, f) =>
    `${f.code(p.exchange)} knows this key in its other network: keys of the test network belong to ${f.code(`staging/${p.exchange}`)}, all others to ${f.code(p.exchange)}. Hand it in there, or make one of the right network.`,
  "refused-key.rights": (p, f) =>
    `${f.code(p.exchange)} knows this key, and it may not read. Give it the right to read, or make a new one.`,
  "refused-key.secret": (p, f) =>
    `${f.code(p.exchange)} knows this key, and the secret half is another key's. Hand in both halves of one key.`,
  "refused-key.unknown": (p, f) =>
    `${f.code(p.exchange)} does not know this key: it was deleted, copied in part, or is of another network (main or test). Look at it at the exchange; keys of a test network belong to staging, with its address at ${f.code(`exchanges.${p.exchange}.staging`)}.`,

  "signing-key.cannot-sign": () =>
    "This OpenPGP key cannot sign releases: no part of it has the right to sign with an algorithm that is still safe (RSA needs 2048 bits). Nothing was changed; export a key that can sign, or add a signing subkey first.",
  "signing-key.checksum": () =>
    "The checksum at the end of this OpenPGP key is not that of its lines, so gpg would import nothing: it was changed or copied in part. Nothing was changed; export it again with `gpg --export-secret-keys --armor`.",
  "signing-key.curve": () =>
    'gpg signs with this OpenPGP key, but the bot lacks a module for its curve (brainpool, secp256k1), so it cannot be looked at here. Nothing was changed; use a key of Ed25519, NIST P-256 or RSA: `gpg --quick-generate-key "Name (releases)" ed25519 sign 2y`.',
  "signing-key.expired": (p, f) =>
    `This OpenPGP key can no longer sign: it expired at ${f.time(p.atMs)}. Nothing was changed; extend it with ${f.code("gpg --quick-set-expire")} and export it again, or make a new one.`,
  "signing-key.not-yet": (p, f) =>
    `This OpenPGP key is only valid from ${f.time(p.atMs)} on. Nothing was changed; ask again then, or check the clock of the machine that made it.`,
  "signing-key.other-half": () =>
    "The secret half of this OpenPGP key is not the other half of its public one, so nobody could verify what it signs. Nothing was changed; export it again with `gpg --export-secret-keys --armor` from where it was made.",
  "signing-key.private-shown": () =>
    "This is a private key, in the place of a public one: it has passed through Slack, so it is to be treated as leaked. Nothing was written. Revoke it, make a new one, and paste only its public half.",
  "signing-key.protection": () =>
    'The passphrase of this OpenPGP key protects it in a way that GnuPG 2.2 and 2.4 cannot open (AEAD, Argon2). Nothing was changed; set the passphrase again without AEAD where the key was made, or make one with `gpg --quick-generate-key "Name (releases)" ed25519 sign 2y`.',
  "signing-key.public-only": () =>
    "This is only the public half of an OpenPGP key, which cannot sign. Nothing was changed; export the secret half with `gpg --export-secret-keys --armor`.",
  "signing-key.revoked": () =>
    "This OpenPGP key, or the part of it that signed, is revoked. Nothing was changed; nobody should trust it any more, so make a new one.",
  "signing-key.secret-missing": () =>
    "The secret half of what signs is not in this export. It is on a smartcard, or the primary key signs and was left out: `gpg --export-secret-subkeys` does that. Nothing was changed; export it with `gpg --export-secret-keys --armor` from where it was made, or add a signing subkey first.",
  "signing-key.several": (p) =>
    `These are ${p.count} OpenPGP keys in one text. Nothing was changed; export the one that signs releases, alone, by its fingerprint.`,
  "signing-key.too-large": (p) =>
    `This text is larger than ${p.maxBytes} bytes, which no signing key needs. Nothing was changed; export the key with \`--export-options export-minimal\`.`,
  "signing-key.too-new": () =>
    'This OpenPGP key is of a version or kind that not every GnuPG imports (version 5, which GnuPG 2.4 gives Ed448 keys, version 6, or a key type of RFC 9580), so releases could not be signed with it everywhere. Nothing was changed; make one with `gpg --quick-generate-key "Name (releases)" ed25519 sign 2y`.',
  "signing-key.unreadable": () =>
    "This is no OpenPGP key that can be read. Nothing was changed; hand in the whole output of `gpg --export-secret-keys --armor`, from `-----BEGIN` to the end, with its line breaks.",
};
