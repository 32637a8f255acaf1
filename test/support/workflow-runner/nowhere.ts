import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";

/** A file with what it holds; what is compressed, as it is inside. */
export interface FoundFile {
  readonly path: string;
  readonly text: string;
}

/** Every file below a folder. What is skipped is said by its path. */
export function filesBelow(folder: string, isSkipped: (path: string) => boolean = () => false): readonly FoundFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !isSkipped(path))
    .map((path) => ({ path, text: unpacked(readFileSync(path), path).toString("latin1") }));
}

/** Layers are gzipped archives, which hold each file as it is. @throws Error for what could hide something from the search */
function unpacked(bytes: Buffer, path: string): Buffer {
  const start = bytes.toString("latin1", 0, 4);
  if (start === "\x28\xb5\x2f\xfd" || start.startsWith("\xfd7zX") || start.startsWith("BZh"))
    throw new Error(`${path} is compressed in another way`);
  return start.startsWith("\x1f\x8b") ? unpacked(gunzipSync(bytes), path) : bytes;
}

/** Every form in which a secret could be found again: whole, by line, and each of these in base64, wherever in it they begin. */
function formsOf(secret: string): readonly string[] {
  const pieces = [secret, ...secret.split(/\r?\n/)].map((piece) => piece.trim()).filter((piece) => piece.length > 7);
  return pieces.flatMap((piece) => [piece, ...[0, 1, 2].map((offset) => inBase64(piece, offset))]);
}

/** What base64 makes of a piece after so many other bytes: the letters that no neighbour can change. */
function inBase64(piece: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(piece)]);
  return bytes.toString("base64").slice(Math.ceil((offset * 4) / 3), Math.floor((bytes.length * 4) / 3));
}

/** Where one of the secrets is, in whatever form. */
export const placesOf = (secrets: readonly string[], files: readonly FoundFile[]): readonly string[] => {
  const forms = secrets.flatMap(formsOf);
  return files.filter(({ text }) => forms.some((form) => text.includes(form))).map(({ path }) => path);
};

/** Nothing of a secret is in the log or in a file, in whatever form. */
export function expectNowhere(secrets: readonly string[], output: string, files: readonly FoundFile[]): void {
  expect(placesOf(secrets, [{ path: "the log", text: Buffer.from(output).toString("latin1") }, ...files])).toEqual([]);
}
