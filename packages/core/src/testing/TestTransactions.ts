import { Context, type Effect } from "effect"
import type { UsageOutbox } from "../port/UsageOutbox.ts"

/** Runs work in a caller's transaction of the store under test, as the laws of the outbox need it. */
export class TestTransactions extends Context.Service<
  TestTransactions,
  {
    /** Runs an effect with the outbox inside a fresh transaction, and ends that transaction as told. */
    readonly run: <A, E, R>(
      outcome: "commit" | "roll back",
      effect: Effect.Effect<A, E, R | UsageOutbox>
    ) => Effect.Effect<A, E, Exclude<R, UsageOutbox>>
  }
>()("@tallyhour/core/TestTransactions") {}
