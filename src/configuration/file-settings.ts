import type { ApprovalPolicy } from "../domain/approval.ts";
import { longestIntervalMs } from "../domain/cron-occurrences.ts";
import type { Destination } from "../domain/destination.ts";
import { digestSchedule, rotationSchedule, type Schedule, weeklyCheckSchedule } from "../domain/schedule.ts";
import type { CanarySettings, RoleSettings } from "../ports/role-settings.ts";
import type { ValueDelivery } from "../ports/value-deliveries.ts";
import type { WorkflowSettings } from "../ports/workflow-settings.ts";
import type { ConfigFile } from "./file.ts";

/** What happens by the clock. */
export const schedulesOf = ({ roles, reminders, timezone }: ConfigFile): readonly Schedule[] => [
  ...Object.entries(roles).flatMap(([role, { rotate }]) =>
    rotate === undefined ? [] : [rotationSchedule(role, { pattern: rotate, timezone })],
  ),
  digestSchedule({ pattern: reminders.digest, timezone }),
  weeklyCheckSchedule({ pattern: reminders.check, timezone }),
];

/** How an AppRole is rotated; durations in milliseconds. */
export function roleSettings(role: string, settings: ConfigFile["roles"][string], file: ConfigFile, now: Date): RoleSettings {
  return {
    role,
    secretIdTtlMs: settings.secretIdTtl,
    overlapMs: settings.overlap,
    rotateEveryMs:
      settings.rotate === undefined
        ? null
        : longestIntervalMs({ pattern: settings.rotate, timezone: file.timezone }, now.getTime()),
    deliverTo: settings.deliverTo.map((destination) => destinationOf(destination, file.github.repository)),
    longestWaitMs: settings.longestWait,
    ...(settings.canary === undefined ? {} : { canary: canarySettings(settings.canary, file.github.repository) }),
    approval: stricterPolicyOf(settings.approval),
  };
}

const canarySettings = (
  { workflow, repository, ref, timeout }: NonNullable<ConfigFile["roles"][string]["canary"]>,
  otherwise: string,
): CanarySettings => ({ repository: repository ?? otherwise, file: workflow, ref: ref ?? null, timeoutMs: timeout });

/** A workflow that people may run, by the name they type. */
export function workflowSettings(name: string, settings: ConfigFile["workflows"][string], file: ConfigFile): WorkflowSettings {
  const { file: fileName, refs, repository = file.github.repository, approval } = settings;
  return { name, repository, file: fileName, refs, approval: stricterPolicyOf(approval) };
}

const stricterPolicyOf = ({
  approvers,
  required,
  expiresAfter,
}: NonNullable<ConfigFile["roles"][string]["approval"]> = {}): Partial<ApprovalPolicy> => ({
  ...(approvers === undefined ? {} : { approvers }),
  ...(required === undefined ? {} : { required }),
  ...(expiresAfter === undefined ? {} : { expiresAfterMs: expiresAfter }),
});

/** Where each half of the Docker login goes. */
export const dockerDeliveries = ({ docker, repository }: ConfigFile["github"]): readonly ValueDelivery[] =>
  docker.flatMap(({ username, password, ...place }) => [
    { field: "username", destination: destinationOf({ ...place, secret: username }, repository) },
    { field: "password", destination: destinationOf({ ...place, secret: password }, repository) },
  ]);

function destinationOf(destination: ConfigFile["roles"][string]["deliverTo"][number], repository: string): Destination {
  switch (destination.github) {
    case "organisation":
      return { ...destination, organisation: destination.organisation ?? repository.split("/")[0] ?? "" };
    case "repository":
    case "environment":
      return { ...destination, repository: destination.repository ?? repository };
  }
}
