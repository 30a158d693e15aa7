import { Context, type Effect } from "effect"
import type { ReporterState } from "../model/ReporterState.ts"
import type { StoreError } from "../model/StoreError.ts"

/** Keeps what hourly reporters know. Instances that share a total share a store. */
export class ReporterStore extends Context.Service<
  ReporterStore,
  {
    /**
     * Reads what a reporter knows, changes it, and returns what the change returns.
     *
     * - **Guarantees**: no other change of the same reporter comes between reading and writing, whichever process it is made
     *   in; when the effect succeeds the change outlives a crash. Reporters are independent of each other. A reporter never
     *   heard of knows nothing (`emptyReporter`).
     * - **Idempotence**: none; `change` is pure, and may be run more than once for one result.
     * - **Errors**: `StoreError`; after `StoreUnavailable` nobody knows whether the change is kept.
     */
    readonly modify: <A>(
      reporter: string,
      change: (state: ReporterState) => readonly [A, ReporterState]
    ) => Effect.Effect<A, StoreError>
  }
>()("@tallyhour/core/ReporterStore") {}
