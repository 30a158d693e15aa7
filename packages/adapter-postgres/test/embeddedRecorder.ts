import { writeSync } from "node:fs"
import { PGlite } from "@electric-sql/pglite"
import { RecordLedger, UsageOutbox } from "@tallyhour/core"
import { Effect } from "effect"
import { pgliteStore } from "../src/PostgresStore.ts"
import { append, link, sealDue, usage } from "./steps.ts"

// A process that records in an embedded database on disk until it is killed, seals now and then, and says what was
// acknowledged. Its folder is its argument.

const [folder = ""] = process.argv.slice(2)
const pglite = await PGlite.create(folder)
const store = pgliteStore(pglite)

await Effect.runPromise(store.migrate)
const run = <A, E>(effect: Effect.Effect<A, E, UsageOutbox | RecordLedger>) =>
  Effect.runPromise(effect.pipe(Effect.provide(store.layer)))
await Effect.runPromise(link(["acme"]).pipe(Effect.provide(store.layer)))

for (let n = 0; ; n++) {
  await run(append([usage({ account: "acme", eventId: String(n) })]))
  // At once and past every buffer of ours: a kill must not take back a word that was said.
  writeSync(1, `${n}\n`)
  if (n % 10 === 9) await run(sealDue())
}
