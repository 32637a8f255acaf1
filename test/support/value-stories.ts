import type { FormAnswers } from "../../src/domain/form.ts";
import type { OperationRequest } from "../../src/domain/request.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { ProcessRun } from "./process-run.ts";
import { userName, type ValueCase } from "./value-case.ts";

export const answers = (
  secrets: { readonly [field: string]: string },
  texts: { readonly [field: string]: string } = {},
): FormAnswers => ({
  texts: new Map(Object.entries({ owner: "treasury", ...texts })),
  secrets: new Map(Object.entries(secrets).map(([name, value]) => [name, new Secret(value)])),
});

export interface ValueStory {
  readonly before: boolean;
  readonly areKeys?: boolean;
  readonly isDelivered?: boolean;
  /** Where it dies, when another story dies everywhere else. */
  readonly own?: RegExp;
  /** What somebody does when nothing was recorded. */
  readonly ask: (processRun: ProcessRun, aCase: ValueCase) => Promise<OperationRequest>;
  /** What happens in the world once the request has succeeded and something is still to come. */
  readonly meanwhile?: (aCase: ValueCase) => Promise<void>;
  /** What must hold at the end and does not. */
  readonly broken: (aCase: ValueCase) => Promise<readonly string[]>;
}

/** The new version is there once and as it was handed in, described, and nothing waits any more. */
async function notWritten(aCase: ValueCase, version: number): Promise<readonly string[]> {
  const { stored, newest, value, waiting } = aCase;
  const [now, request, left] = [await stored(), await newest(), await waiting()];
  return [
    ...(request?.state === "succeeded" ? [] : [`ended as ${request?.state}: ${JSON.stringify(request?.note)}`]),
    ...(now.version === version && now.value === value ? [] : [`version ${now.version} is there`]),
    ...(Object(now.about).request === request?.id ? [] : ["nobody knows where it comes from"]),
    ...(left.length === 0 ? [] : ["the value still waits"]),
  ];
}

/** Each half of the login is in its own secret, and in no other. */
function notDelivered({ fake, value }: ValueCase): readonly string[] {
  const found = fake.secrets().map(({ environment, name, value: held }) => `${environment ?? ""}/${name}=${held}`);
  const wanted = [`/DOCKER_USERNAME=${userName}`, `release/DOCKER_PASSWORD=${value}`];
  return found.sort().join() === wanted.join() ? [] : [`GitHub holds ${found.join()}`];
}

export const valueStories: { readonly [name: string]: ValueStory } = {
  "register, typed into the form": {
    before: false,
    ask: (processRun, { role, value }) => processRun.fill(`register ${role}`, answers({ lines: `VALUE=${value}` })),
    broken: (aCase) => notWritten(aCase, 1),
  },
  "register, typed into the form, over another version": {
    before: true,
    ask: (processRun, { role, value }) => processRun.fill(`register ${role}`, answers({ lines: `VALUE=${value}` })),
    broken: (aCase) => notWritten(aCase, 2),
  },
  "register, as a wrapping token": {
    before: true,
    ask: async (processRun, { role, wrap }) => processRun.fill(`register ${role}`, answers({ token: await wrap() })),
    broken: async (aCase) => {
      const request = await aCase.newest();
      const isLost = request?.state === "failed" && JSON.stringify(request.note).includes("register.lost-in-crash");
      if (!isLost) return notWritten(aCase, 2);
      const { version } = await aCase.stored();
      return [
        ...(version === 1 ? [] : ["it is called lost, and was written"]),
        ...((await aCase.waiting()).length === 0 ? [] : ["the spent token still waits"]),
      ];
    },
  },
  "register, that is delivered": {
    before: true,
    isDelivered: true,
    own: /^destinations\.put|^gitHub\.|^entries\.readWrapped|^wrapping\.openEntry|^store\.save/,
    ask: (processRun, { value }) => processRun.fill("register docker", answers({ password: value }, { username: userName })),
    broken: async (aCase) => [...(await notWritten(aCase, 2)), ...notDelivered(aCase)],
  },
  failover: {
    before: false,
    areKeys: true,
    ask: (processRun, { role }) => processRun.submit(`failover ${role} main key is refused`),
    broken: (aCase) => notWritten(aCase, 2),
  },
  get: {
    before: true,
    ask: (processRun, { role }) => processRun.submit(`get ${role} compare`),
    broken: async ({ handed, newest, open }) => {
      const last = handed.at(-1);
      return [
        ...((await newest())?.state === "succeeded" ? [] : ["it did not succeed"]),
        ...(last !== undefined && (await open(last.token)) === "what was there before" ? [] : ["the last token opens nothing"]),
        ...(handed.length <= 3 ? [] : [`${handed.length} tokens were handed out`]),
      ];
    },
  },
  "add-role": {
    before: false,
    ask: (processRun, { name }) => processRun.submit(`add-role ${name} a new service`),
    meanwhile: ({ addRoles }) => addRoles(),
    broken: async ({ newest, told }) => {
      const request = await newest();
      return [
        ...(request?.state === "succeeded" && request.note?.key === "add-role.in-place"
          ? []
          : [`ended with ${request?.note?.key}`]),
        ...(told.length > 0 && told.every((key) => key === "add-role.to-add") ? [] : [`told ${told.join()}`]),
        ...(told.length <= 3 ? [] : [`told ${told.length} times`]),
      ];
    },
  },
};
