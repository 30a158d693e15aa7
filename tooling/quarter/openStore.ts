import { type MeteringStore, ReporterStore } from "@tallyhour/core"
import { Effect, Layer } from "effect"

/** Where the quarter keeps its books. */
export const storeNames = ["pglite", "memory"] as const
export type StoreName = (typeof storeNames)[number]

/** A store and its transactions. */
export interface OpenStore<Transaction = never> {
  readonly close: () => Promise<void>
  /** Where hourly reporters keep what they know; shared by all that are built on it. */
  readonly reporters: Layer.Layer<ReporterStore>
  readonly store: MeteringStore<Transaction>
  /** Runs something in a transaction that is committed, or rolled back if it fails. */
  readonly within: <A>(act: (transaction: Transaction) => Promise<A>) => Promise<A>
}

/** Opens an empty store. */
export const openStore = (name: StoreName): Promise<OpenStore> =>
  name === "memory" ? openMemory() : openPglite()

const openMemory = async (): Promise<OpenStore> => {
  const { memoryReporterStore, memoryStore } = await import("@tallyhour/adapter-memory")
  const store = memoryStore()
  // Built once: each runtime that builds such a layer by itself has a memory of its own.
  const reporters = await Effect.runPromise(Effect.provide(ReporterStore, memoryReporterStore()))
  return {
    close: async () => undefined,
    reporters: Layer.succeed(ReporterStore, reporters),
    store,
    within: async (act) => {
      const transaction = store.begin()
      const done = await act(transaction as never)
      transaction.commit()
      return done
    }
  }
}

const openPglite = async (): Promise<OpenStore> => {
  const [{ PGlite }, { pgliteStore }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@tallyhour/adapter-postgres")
  ])
  const database = await PGlite.create()
  const store = pgliteStore(database)
  return {
    close: () => database.close(),
    reporters: Layer.orDie(store.reporters),
    store,
    within: (act) => database.transaction((transaction) => act(transaction as never))
  }
}
