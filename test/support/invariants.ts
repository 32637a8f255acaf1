import type { VaultApi } from "../../demo/parts/vault-api.ts";
import { type AuditEntry, checkChain, emptyTrail } from "../../src/domain/audit.ts";
import type { RoleLedger } from "../../src/domain/ledger.ts";
import { isFinal, type OperationRequest } from "../../src/domain/request.ts";

/** What people see of one request. */
export interface Seen {
  readonly requestId: string;
  /** What the card is expected to say is in here, in one spelling or the other. */
  readonly isTrue: (request: OperationRequest) => boolean;
  /** Trail numbers of the lines in its thread. */
  readonly lines: readonly number[];
}

/** Everything about one AppRole after something went wrong and was mended. */
export interface Scene {
  readonly api: VaultApi;
  readonly role: string;
  /** Accessors that were live before the first request, and those somebody else issued since. */
  readonly before: readonly string[];
  readonly held: readonly { readonly where: string; readonly value: string }[];
  /** Of this role, oldest first. */
  readonly requests: readonly OperationRequest[];
  readonly ledger: RoleLedger;
  readonly trail: readonly AuditEntry[];
  readonly cards: readonly Seen[];
  /** Entries that say nothing in the thread. */
  readonly isUnsaid: (entry: AuditEntry) => boolean;
  /** Values that must be nowhere, and the places where they must not be. */
  readonly secrets: readonly string[];
  readonly sinks: readonly { readonly name: string; readonly text: string }[];
}

/** What must hold after any crash, and does not: each a sentence. Empty is good. */
export async function brokenInvariants(scene: Scene): Promise<readonly string[]> {
  const live = await liveSecretIds(scene);
  return [...credentials(scene, live), ...(await deliveries(scene)), ...brokenStory(scene)];
}

/** What must hold of any operation: its records, its trail, what people see, and where no secret may be. */
export type Story = Pick<Scene, "requests" | "trail" | "cards" | "isUnsaid" | "secrets" | "sinks">;

export const brokenStory = (story: Story): readonly string[] => [
  ...records(story),
  ...views(story),
  ...story.secrets.flatMap((secret) =>
    story.sinks.filter(({ text }) => text.includes(secret)).map(({ name }) => `a secret is in ${name}`),
  ),
];

interface Live {
  readonly accessor: string;
  readonly request: string | undefined;
}

async function liveSecretIds({ api, role }: Scene): Promise<readonly Live[]> {
  const listed = await api("LIST", `auth/approle/role/${role}/secret-id`);
  const keys: unknown = listed.body.data?.["keys"];
  const accessors = Array.isArray(keys) ? keys.map(String) : [];
  return Promise.all(
    accessors.map(async (accessor) => {
      const { body } = await api("POST", `auth/approle/role/${role}/secret-id-accessor/lookup`, { secret_id_accessor: accessor });
      const metadata = Object(body.data?.["metadata"]);
      return { accessor, request: "request" in metadata ? String(metadata.request) : undefined };
    }),
  );
}

/** One live SecretID per request that succeeded and was not replaced since, none per request that came to nothing; old ones until they are due. */
function credentials({ role, before, requests, ledger }: Scene, live: readonly Live[]): string[] {
  const broken: string[] = [];
  const newest = requests.findLast(({ state }) => state === "succeeded");
  const isRetired = newest?.laterSteps.every(({ state }) => state === "done") ?? false;
  for (const { id, state } of requests) {
    // What an earlier attempt may have delivered lives through the overlap.
    const isOverlapping = ({ accessor }: Live): boolean =>
      id === newest?.id && !isRetired && ledger.previous.some((one) => one.accessor === accessor);
    const own = live.filter((one) => one.request === id && !isOverlapping(one)).length;
    const wanted = state !== "succeeded" || (id !== newest?.id && isRetired) ? 0 : 1;
    if (isFinal(state) && own !== wanted)
      broken.push(`${id} of ${role} ${state} with ${own} live SecretIDs instead of ${wanted}`);
  }
  for (const { request } of live)
    if (request !== undefined && !requests.some(({ id }) => id === request))
      broken.push(`a SecretID of an unknown request ${request}`);
  const oldLive = before.filter((accessor) => live.some((one) => one.accessor === accessor)).length;
  if (oldLive !== (isRetired ? 0 : before.length))
    broken.push(`${oldLive} of ${before.length} old SecretIDs live, retired: ${isRetired}`);
  if (newest !== undefined && requests.at(-1)?.id === newest.id) {
    const isLive = live.some(({ accessor, request }) => request === newest.id && accessor === ledger.current?.accessor);
    if (!isLive) broken.push("the ledger's CURRENT is not the live SecretID");
    if (ledger.pending !== null || ledger.maybe.length > 0) broken.push("the ledger still has PENDING or MAYBE");
    if (isRetired && ledger.previous.length > 0) broken.push("the ledger still has PREVIOUS");
  }
  return broken;
}

async function deliveries({ api, role, held }: Scene): Promise<string[]> {
  const { body } = await api("GET", `auth/approle/role/${role}/role-id`);
  const logins = await Promise.all(
    held.map(async ({ where, value }) => {
      const { status } = await api("POST", "auth/approle/login", { role_id: body.data?.["role_id"], secret_id: value }, "");
      return status === 200 ? [] : [`what ${where} holds does not log in (${status})`];
    }),
  );
  return [...(held.length === 0 ? ["no destination was looked at"] : []), ...logins.flat()];
}

function records({ requests, trail }: Story): string[] {
  const chain = checkChain(emptyTrail, trail);
  const broken = chain.intact ? [] : [`the trail is broken at ${chain.seq}`];
  for (const { id, state, steps } of requests) {
    const own = trail.filter(({ request }) => request === id).map(({ action }) => action);
    const count = (action: string): number => own.filter((one) => one === action).length;
    if (count("request.submitted") !== 1) broken.push(`${id} was recorded ${count("request.submitted")} times`);
    if (count("run.started") > count("request.approved")) broken.push(`${id} began without approval`);
    if (count("run.succeeded") !== (state === "succeeded" ? 1 : 0)) broken.push(`${id} is ${state}, and the trail disagrees`);
    if (state === "succeeded" && steps.some((step) => step.state !== "done")) broken.push(`${id} succeeded with open steps`);
  }
  return broken;
}

/** One card for each request that was shown to anybody, which says how it is now; each line of its trail once. */
function views({ requests, cards, trail, isUnsaid }: Story): string[] {
  return requests.flatMap((request) => {
    const own = cards.filter(({ requestId }) => requestId === request.id);
    if (own.length !== (request.plan === null ? 0 : 1)) return [`${request.id} has ${own.length} cards`];
    return own.flatMap(({ isTrue, lines }) => {
      const said = trail.filter((entry) => entry.request === request.id && !isUnsaid(entry)).map(({ seq }) => seq);
      const isWhole = said.length === lines.length && said.every((seq, at) => lines[at] === seq);
      return [
        ...(isTrue(request) ? [] : [`the card of ${request.id} does not say that it is ${request.state}`]),
        ...(isWhole ? [] : [`the thread of ${request.id} has the lines ${lines.join()} instead of ${said.join()}`]),
      ];
    });
  });
}
