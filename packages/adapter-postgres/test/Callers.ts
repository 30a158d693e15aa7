import type { MemoryStore, MemoryTransaction } from "@tallyhour/adapter-memory"
import {
  type Appended,
  type EventConflict,
  type Instant,
  StoreError,
  type UsageEvent,
  UsageOutbox
} from "@tallyhour/core"
import { Context, Effect, Layer } from "effect"
import type { Pool } from "pg"
import type { PostgresStore } from "../src/PostgresStore.ts"
import { storeErrorFor } from "../src/storeErrorFor.ts"

/** Two callers with transactions of their own, which may both be open. */
export class Callers extends Context.Service<
  Callers,
  {
    /** Ends the transaction of a caller, if it has one. */
    readonly finish: (caller: number, outcome: "commit" | "roll back") => Effect.Effect<string, StoreError>
    /** Appends in a caller's transaction, which is begun if there is none and rolled back when the store fails in it. */
    readonly record: (
      caller: number,
      events: ReadonlyArray<UsageEvent>,
      now: Instant
    ) => Effect.Effect<Appended, EventConflict | StoreError>
  }
>()("tallyhour/test/Callers") {}

/** A transaction as a caller has it. */
interface Opened {
  readonly end: (outcome: "commit" | "roll back") => Promise<void>
  readonly outbox: Layer.Layer<UsageOutbox>
}

/** Callers with transactions of the store in memory. */
export const memoryCallers = (store: MemoryStore): Callers["Service"] =>
  callersWith(async () => {
    const transaction: MemoryTransaction = store.begin()
    return {
      end: async (outcome) => (outcome === "commit" ? transaction.commit() : transaction.rollBack()),
      outbox: store.layerIn(transaction)
    }
  })

/** Callers with connected clients of a pool. */
export const clientCallers = (pool: Pool, store: PostgresStore): Callers["Service"] =>
  callersWith(async () => {
    const client = await pool.connect()
    const say = async (statement: string) => {
      try {
        await client.query(statement)
      } catch (error) {
        client.release(true)
        throw error
      }
    }
    await say("begin")
    return {
      end: async (outcome) => {
        await say(outcome === "commit" ? "commit" : "rollback")
        client.release()
      },
      outbox: store.layerIn(client)
    }
  })

const callersWith = (open: () => Promise<Opened>): Callers["Service"] => {
  const opened = new Map<number, Opened>()
  const attempt = <A>(work: () => Promise<A>) => Effect.tryPromise({ try: work, catch: storeErrorFor })
  const begin = (caller: number) =>
    Effect.gen(function* () {
      const own = opened.get(caller) ?? (yield* attempt(open))
      opened.set(caller, own)
      return own
    })
  const finish: Callers["Service"]["finish"] = (caller, outcome) =>
    Effect.suspend(() => {
      const own = opened.get(caller)
      opened.delete(caller)
      return own === undefined
        ? Effect.succeed("no transaction")
        : Effect.as(
            attempt(() => own.end(outcome)),
            outcome
          )
    })
  return {
    finish,
    record: (caller, events, now) =>
      Effect.flatMap(begin(caller), ({ outbox }) =>
        UsageOutbox.use((own) => own.append(events, now)).pipe(
          Effect.provide(Layer.fresh(outbox)),
          Effect.tapError((error) =>
            error._tag === "StoreError" ? Effect.ignore(finish(caller, "roll back")) : Effect.void
          )
        )
      )
  }
}
