import type { MeteringStore } from "@tallyhour/core"

/** Where the quarter keeps its books. */
export const storeNames = ["pglite", "memory"] as const
export type StoreName = (typeof storeNames)[number]

/** A store and its transactions. */
export interface OpenStore<Transaction = never> {
  readonly close: () => Promise<void>
  readonly store: MeteringStore<Transaction>
  /** Runs something in a transaction that is committed, or rolled back if it fails. */
  readonly within: <A>(act: (transaction: Transaction) => Promise<A>) => Promise<A>
}

/** Opens an empty store. */
export const openStore = (name: StoreName): Promise<OpenStore> =>
  name === "memory" ? openMemory() : openPglite()

const openMemory = async (): Promise<OpenStore> => {
  const { memoryStore } = await import("@tallyhour/adapter-memory")
  const store = memoryStore()
  return {
    close: async () => undefined,
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
  return {
    close: () => database.close(),
    store: pgliteStore(database),
    within: (act) => database.transaction((transaction) => act(transaction as never))
  }
}
