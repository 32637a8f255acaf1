import type { Section } from "./locale.ts";

const owned = (owner: string, code: (text: string) => string): string => (owner === "" ? "" : ` · owner ${code(owner)}`);

/** In English: the values in Vault's KV, as they are listed, written and handed in. */
export const enKv: Section<"entry" | "kv" | "list"> = {
  "entry.bad-path": (_, f) =>
    `This is not a path of a value; nothing was done. Use small letters, digits, ${f.code("-")}, ${f.code("_")} and ${f.code(".")}, in at most five parts: ${f.code("binance/key2")}.`,

  "kv.about-too-many": (p) =>
    `At most ${p.most} things can be noted about a value. None of it was noted; leave something out and ask again.`,
  "kv.about-unfit": (p, f) =>
    `What is to be noted as ${f.code(p.name)} does not fit: at most ${p.longestName} bytes for the name and 1 to ${p.longestText} for the text, in one line, of characters that Vault knows. Nothing was noted; say it shorter and ask again.`,
  "kv.changed": (p, f) =>
    `${f.code(p.path)} has version ${p.found} by now, not ${p.expected} as planned: somebody else changed it. Nothing was changed by this request; look with ${f.code(`/profinaut list ${p.path}`)}, then ask again.`,
  "kv.not-text": (p, f) =>
    `${f.code(p.path)} holds something other than names with texts, as only a person can have written it. Nothing was changed; somebody with the admin role has to correct it.`,
  "kv.waits-already": () =>
    "A value waits for this request already, and it cannot be replaced. Nothing was changed; withdraw the request with `/profinaut cancel` and ask again.",
  "kv.wrap-gone": () =>
    "The wrapping token was opened, has ended or never existed; Vault does not say which. Nothing was written. If nobody of you opened it, somebody else knows the value: replace it at its source, and look at Vault's audit log.",
  "kv.wrap-not-text": (p, f) =>
    `What was wrapped is not a set of names with texts${p.names.length === 0 ? "" : `; see ${f.codes(p.names)}`}, so nothing was written. It is spent now: wrap the value again as the command showed, lists and long numbers as texts in quotes, and ask again.`,

  "list.below": () => "Below it",
  "list.deleted": (p, f) => `🗑️ version ${p.version} deleted ${f.duration(p.agoMs)} ago${owned(p.owner, f.code)}`,
  "list.denied": () => "⚠️ Vault does not let the bot look at this one",
  "list.destroyed": (p, f) => `🗑️ version ${p.version} destroyed${owned(p.owner, f.code)}`,
  "list.expired": (p, f) => ` · ⚠️ expired ${f.code(p.on)}, ${f.duration(p.agoMs)} ago`,
  "list.expires": (p, f) => ` · expires ${f.code(p.on)}, in ${f.duration(p.inMs)}`,
  "list.expires-soon": (p, f) => ` · ⚠️ expires ${f.code(p.on)}, in ${f.duration(p.inMs)}`,
  "list.folder": (p, f) => `${"\u2003".repeat(p.depth)}📁 ${f.code(p.path)}`,
  "list.folder-closed": (p, f) => `📁 ${f.code(p.path)} – ${f.count(p.count, "value", "values")}`,
  "list.gone": () => "removed just now",
  "list.heading": (p, f) => `*${f.count(p.count, "value", "values")}*`,
  "list.heading-below": (p, f) => `*${f.count(p.count, "value", "values")} below ${f.code(p.path)}*`,
  "list.heading-entry": (p, f) => `*${f.code(p.path)}*`,
  "list.heading-many": (p, f) =>
    p.path === "" ? "*Values, in too many folders to count*" : `*Values below ${f.code(p.path)}, in too many folders to count*`,
  "list.line": (p, f) => `${"\u2003".repeat(p.depth)}${f.code(p.path)} – ${p.state}`,
  "list.live": (p, f) => `version ${p.version}, ${f.duration(p.ageMs)} old${owned(p.owner, f.code)}${p.expiry}`,
  "list.more": (_, f) =>
    `${f.command("/profinaut list <path>")} shows what is below a folder, or one value with its versions. Values themselves are never shown.`,
  "list.no-expiry": () => "",
  "list.no-page": (p) => `There is no such page: it ends with page ${p.pages}. Type that number, or leave it out.`,
  "list.none": () => "No value is registered yet.",
  "list.noted": (p, f) => `${f.code(p.name)} ${f.user(p.text)}`,
  "list.notes": () => "Noted",
  "list.odd-expiry": (p, f) => ` · ⚠️ its expiry ${f.code(p.on)} is no date such as ${f.code("2027-01-31")}`,
  "list.odd-name": () => "⚠️ not a name that this bot works with; it was made by hand",
  "list.page": (p, f) =>
    p.next === "" ? `Page ${p.page} of ${p.pages}.` : `Page ${p.page} of ${p.pages}. Next: ${f.code(`/profinaut ${p.next}`)}`,
  "list.production": () => "Production",
  "list.staging": () => "Staging",
  "list.summary": () => "The values by name, version, age and owner",
  "list.unknown": (p, f) =>
    `There is nothing at ${f.code(p.path)}.${p.nearest.length === 0 ? "" : ` Did you mean ${f.either(p.nearest)}?`} ${f.command("/profinaut list")} shows what there is.`,
  "list.unwritten": (p, f) => `nothing written yet${owned(p.owner, f.code)}`,
  "list.vanishes": (p, f) => ` · deletes itself in ${f.duration(p.inMs)}`,
  "list.version": (p, f) => `version ${p.version} · written ${f.time(p.createdAtMs)}`,
  "list.version-deleted": (p, f) =>
    `version ${p.version} · written ${f.time(p.createdAtMs)} · 🗑️ deleted ${f.time(p.deletedAtMs)}`,
  "list.version-destroyed": (p, f) => `version ${p.version} · written ${f.time(p.createdAtMs)} · 🗑️ destroyed`,
  "list.versions": () => "Versions",
};
