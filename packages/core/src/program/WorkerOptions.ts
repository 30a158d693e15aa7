import { Duration, Effect, Result } from "effect"
import type { DeadlineAlert } from "../model/DeadlineAlert.ts"
import { WorkerOptionsInvalid } from "../model/WorkerOptionsInvalid.ts"
import { workerProblems } from "../policy/workerProblems.ts"

/**
 * How a worker paces itself.
 *
 * - **Shape**: four requests at once and 30 seconds unless said otherwise.
 */
export interface WorkerOptions {
  /** Requests in flight at once. */
  readonly concurrency: number
  /**
   * The longest sleep between two passes. What falls due by the clock wakes a worker in any case; this is for what somebody does
   * meanwhile: usage that is late, an agreement that ends, a record that a person releases.
   *
   * Nothing wakes a worker sooner, because no such thing is in more of a hurry than AWS's final hour, and whoever does it is often
   * another process than the worker: it would need a connection of its own to listen, which a pooler such as PgBouncer does not pass on.
   */
  readonly pollInterval: Duration.Duration
  /** Hears of usage whose deadline comes near; it is logged in any case. */
  readonly onAlert: (alerts: ReadonlyArray<DeadlineAlert>) => Effect.Effect<void>
}

const defaults: WorkerOptions = {
  concurrency: 4,
  pollInterval: Duration.seconds(30),
  onAlert: () => Effect.void
}

/** Fills in what is left out, or says what cannot be. */
export const paceOf = (
  options: Partial<WorkerOptions>
): Result.Result<WorkerOptions, WorkerOptionsInvalid> => {
  const problems = workerProblems(options)
  return problems.length > 0
    ? Result.fail(new WorkerOptionsInvalid({ problems }))
    : Result.succeed({ ...defaults, ...options })
}
