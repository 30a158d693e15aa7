import { memoryStore } from "@tallyhour/adapter-memory"
import { Layer } from "effect"
import type { Pool } from "pg"
import type { PostgresStore } from "../src/PostgresStore.ts"
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
  return Layer.merge(store.layer, Layer.succeed(Callers, memoryCallers(store)))
}

/** A migrated, empty store on a server beside one in memory; `watcher` has connections that nothing happens to. */
export const besideMemory = ({
  pool,
  store,
  watcher
}: {
  readonly pool: Pool
  readonly store: PostgresStore
  readonly watcher: Pool
}): TwoStores => ({
  compared: Layer.merge(store.layer, Layer.succeed(Callers, clientCallers(pool, store))),
  connections: new FaultyConnections(pool, watcher),
  reference: memoryWithCallers()
})
