import type { PGlite } from "@electric-sql/pglite"
import { UsageOutbox } from "@tallyhour/core"
import type { TestTransactions } from "@tallyhour/core/testing"
import { Effect, Layer } from "effect"
import type { Kysely } from "kysely"
import type { Pool, PoolClient } from "pg"
import type { PostgresStore } from "../src/PostgresStore.ts"
import type { PostgresTransaction } from "../src/SqlRunner.ts"

/** A transaction that stays open until it is told how to end. */
interface OpenTransaction<Transaction extends PostgresTransaction = PostgresTransaction> {
  readonly transaction: Transaction
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

/** Opens a transaction of Kysely. */
export const openKysely = async (db: Kysely<unknown>): Promise<OpenTransaction> => {
  const transaction = await db.startTransaction().execute()
  return {
    // A transaction that its owner ends is still one that runs our statements.
    transaction: transaction as unknown as PostgresTransaction,
    end: async (outcome) => {
      await (outcome === "commit" ? transaction.commit() : transaction.rollback()).execute()
    }
  }
}

/** Opens a transaction on a client of a pool, by saying `begin`. */
export const openClient = async (pool: Pool): Promise<OpenTransaction<PoolClient>> => {
  const client = await pool.connect()
  await client.query("begin")
  return {
    transaction: client,
    end: async (outcome) => {
      await client.query(outcome === "commit" ? "commit" : "rollback")
      client.release()
    }
  }
}

/** Opens a transaction of PGlite, and keeps it open for as long as its callback waits. */
export const openPglite = (pglite: PGlite): Promise<OpenTransaction> =>
  new Promise((opened, failed) => {
    const { promise: outcome, resolve: tell } = Promise.withResolvers<"commit" | "roll back">()
    const ended = pglite.transaction(async (transaction) => {
      opened({
        transaction,
        end: async (told) => {
          tell(told)
          await ended
        }
      })
      if ((await outcome) === "roll back") await transaction.rollback()
    })
    ended.catch(failed)
  })
