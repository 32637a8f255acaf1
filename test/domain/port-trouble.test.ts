import { expect, it } from "vitest";
import { portTrouble } from "../../src/domain/port-trouble.ts";

const failed = (code: string): Error => Object.assign(new Error(code), { code });
const about = { variable: "HEALTH_PORT", port: 80 };

it.each([
  ["EADDRINUSE", "start.port-taken"],
  ["EACCES", "start.port-not-allowed"],
])("%s at a port names the variable and the port", (code, key) => {
  expect(portTrouble(failed(code), about)).toMatchObject({ sentence: { key, params: { variable: "HEALTH_PORT", port: "80" } } });
});

it("an address that the machine does not have names the variable of the address", () => {
  const trouble = portTrouble(failed("EADDRNOTAVAIL"), about);

  expect(trouble).toMatchObject({ sentence: { key: "start.address-not-here", params: { variable: "HEALTH_HOST" } } });
});

it("anything else stays what it is", () => {
  const [other, plain] = [failed("EMFILE"), new Error("plain")];

  expect(portTrouble(other, about)).toBe(other);
  expect(portTrouble(plain, about)).toBe(plain);
});
