import { UsageOutbox } from "@tallyhour/core"
import type { TestTransactions } from "@tallyhour/core/testing"
import { Effect, Layer } from "effect"
import type { Kysely } from "kysely"
import type { PostgresStore } from "../src/PostgresStore.ts"
import type { PostgresTransaction } from "../src/SqlRunner.ts"

/** Opens a transaction, runs the work in it and ends it as told. */
interface OpenTransaction {
  readonly transaction: PostgresTransaction
  readonly end: (outcome: "commit" | "roll back") => Promise<void>
}

/** Runs laws in transactions that are opened and ended by hand, so that an effect can live inside one. */
export const transactionsOf = (
  store: PostgresStore,
  open: () => Promise<OpenTransaction>
): TestTransactions["Service"] => ({
  run: <A, E, R>(outcome: "commit" | "roll back", effect: Effect.Effect<A, E, R | UsageOutbox>) =>
    Effect.gen(function* () {
      const { end, transaction } = yield* Effect.promise(open)
      const result = yield* effect.pipe(
        Effect.provide(Layer.fresh(store.layerIn(transaction))),
        Effect.onError(() => Effect.promise(() => end("roll back")))
      )
      yield* Effect.promise(() => end(outcome))
      return result
    })
})

/** Transactions of Kysely. */
export const kyselyTransactions = (db: Kysely<unknown>, store: PostgresStore): TestTransactions["Service"] =>
  transactionsOf(store, async () => {
    const transaction = await db.startTransaction().execute()
    return {
      // A transaction that its owner ends is still one that runs our statements.
      transaction: transaction as unknown as PostgresTransaction,
      end: async (outcome) => {
        await (outcome === "commit" ? transaction.commit() : transaction.rollback()).execute()
      }
    }
  })
