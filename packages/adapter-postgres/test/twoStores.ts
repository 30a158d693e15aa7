import { memoryStore } from "@tallyhour/adapter-memory"
import { Effect, Layer } from "effect"
import { Kysely, PostgresDialect } from "kysely"
import type { Pool } from "pg"
import { kyselyStore } from "../src/PostgresStore.ts"
import { archivistOf, idleArchivist } from "./Archivist.ts"
import { Callers, clientCallers, memoryCallers } from "./Callers.ts"
import type { TwoStores } from "./compareStores.ts"
import { FaultyConnections } from "./faultyCalls.ts"

/**
 * Options of the connections of a store that is compared: whoever meets a claimed id waits for its transaction no longer than
 * a moment, because in memory nobody waits.
 */
export const impatient = "-c lock_timeout=20ms"

/** An empty store in memory, with callers of its own. */
export const memoryWithCallers = () => {
  const store = memoryStore()
  return Layer.mergeAll(store.layer, Layer.succeed(Callers, memoryCallers(store)), idleArchivist)
}

/**
 * Makes what opens an empty store in a schema beside one in memory. Of the pool the connections are cut, of the watcher not.
 */
export const besideMemory = (pool: Pool, watcher: Pool): ((schema: string) => Promise<TwoStores>) => {
  const connections = new FaultyConnections(pool, watcher)
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  return async (schema) => {
    const store = kyselyStore(db, { schema })
    await Effect.runPromise(store.migrate)
    const callers = Layer.succeed(Callers, clientCallers(pool, store))
    const compared = Layer.mergeAll(store.layer, callers, archivistOf(store))
    return { compared, connections, reference: memoryWithCallers() }
  }
}
