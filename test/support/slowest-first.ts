import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Each takes a minute or more. Begun last, one of them would keep the whole suite waiting with a core to spare. The first keeps one
 * core busy to the end, so what mostly waits goes beside it before what mostly computes.
 */
const slowest = [
  "crash/kill",
  "acceptance/demo",
  "crash/servers-die",
  "crash/digest",
  "acceptance/outages",
  "crash/values",
  "crash/every-point",
];

const rank = ({ moduleId }: TestSpecification): number => {
  const place = slowest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place < 0 ? slowest.length : place;
};

/** Vitest begins with the largest file while it does not know how long each takes: on a new machine, never. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}
