import { readFile } from "node:fs/promises";
import { createServer } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { createTempFolder } from "../../demo/parts/temp-folder.ts";
import { createTestCertificates } from "../../demo/parts/tls.ts";
import { createCertificates } from "../../src/vault/certificates.ts";

it("is shown like any other, with the time it ended", async () => {
  const folder = createTempFolder("expired");
  onTestFinished(() => folder.remove());
  const files = await createTestCertificates(folder.path, new Date("2024-01-01T00:00:00Z"));
  const [cert, key, ca] = await Promise.all([files.certFile, files.keyFile, files.caFile].map((file) => readFile(file, "utf8")));
  const server = createServer({ cert: cert ?? "", key: key ?? "" }, (socket) => socket.on("error", () => {}));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;

  const shown = await createCertificates({ address: `https://127.0.0.1:${port}`, ca, timeoutMs: 5_000 }).shown();

  expect(shown[0]).toMatchObject({ subject: "localhost", expiresAtMs: Date.parse("2024-01-31T00:00:00Z") });
});
