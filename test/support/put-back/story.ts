import type { OperationRequest } from "../../../src/domain/request.ts";
import type { Anchor } from "../../../src/ports/anchor.ts";
import type { CrashableOptions } from "../crashable.ts";
import type { Driven } from "../drive.ts";
import type { CopiedMemory } from "../memory-store.ts";
import type { MemoryView } from "../memory-view.ts";
import type { ProcessRun } from "../process-run.ts";
import type { SmallPlatform } from "../small-platform.ts";

/** A world in which something was asked for, and what is outside of the store. */
export interface Stage {
  readonly aCase: Omit<Driven, "newest"> & {
    readonly memory: CopiedMemory;
    readonly view: MemoryView;
    processRun(options?: CrashableOptions): Promise<ProcessRun>;
    stop(): Promise<void>;
  };
  /** Makes the world such that it can be asked for; also when it was asked for before. */
  ready(processRun: ProcessRun): Promise<void>;
  ask(processRun: ProcessRun): Promise<OperationRequest>;
  /** What happens outside while a request waits for it. */
  meanwhile(): Promise<void>;
  /** All there is outside that such a request may change. */
  outside(): Promise<unknown>;
  /** What must hold whatever happens, and does not: each a sentence. */
  wrong(): Promise<readonly string[]>;
  /** What must hold when that one has succeeded, and does not. */
  unlike(request: OperationRequest): Promise<readonly string[]>;
}

/** One request of an operation, seen through while Redis is put back. */
export interface PutBackStory {
  /** Its name in the registry. */
  readonly operation: string;
  /** Whether its AppRole may have to be adopted before it is asked for again. */
  readonly isAboutRole: boolean;
  readonly begin: (platform: SmallPlatform, anchor: Anchor) => Promise<Stage>;
}
