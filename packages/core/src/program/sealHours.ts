import { DateTime, Effect } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import type { DueUsage } from "../model/Sealing.ts"
import { lastSealableHour } from "../policy/sealableAt.ts"
import { sealUsage } from "../policy/sealUsage.ts"
import { RecordLedger } from "../port/RecordLedger.ts"

/** How many open hours one transaction seals, so that no hour turn outgrows memory or holds locks for long. */
const openHoursMax = 5_000

/**
 * Seals every hour that is due. Returns how many records came of it, and the earliest hour that is still open.
 *
 * - **Guarantees**: what is sealed is committed before it can be sent. A crash in the middle leaves whole transactions.
 * - **Idempotence**: a sealed hour is not sealed again; a repeat goes on with what is due since.
 * - **Errors**: `StoreError`; the next call goes on from the rows.
 *
 * **Example** (A quarter of an hour after its end, an hour is sealed)
 *
 *     import { memoryStore } from "@tallyhour/adapter-memory"
 *     import { TestClock } from "effect/testing"
 *
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const acme = Subscription.make({
 *       account: "acme",
 *       productCode: "4ml54db8vrmju",
 *       agreement: { _tag: "Product", buyer: "111111111111" },
 *       region: "us-east-1",
 *       activeFrom: DateTime.makeUnsafe("2026-01-01T00:00:00Z")
 *     })
 *     const usage = {
 *       eventId: "doc-1/pages",
 *       account: "acme",
 *       meter: "pages",
 *       quantity: "2.5",
 *       occurredAt: "2026-03-10T11:30:00Z"
 *     }
 *     const program = Effect.gen(function* () {
 *       yield* linkAccount(acme)
 *       yield* TestClock.setTime(Date.parse("2026-03-10T12:14:00Z"))
 *       yield* recordUsage(usage)
 *       const early = yield* sealHours()
 *       yield* TestClock.setTime(Date.parse("2026-03-10T12:15:00Z"))
 *       const inTime = yield* sealHours()
 *       return [early.records, inTime.records]
 *     })
 *     const here = Layer.mergeAll(memoryStore().layer, Catalogue.layer({ products }), TestClock.layer())
 *
 *     await Effect.runPromise(program.pipe(Effect.provide(here))) // => [0, 1]
 */
export const sealHours = Effect.fn("sealHours")(function* () {
  const now = yield* DateTime.now
  const { meterOf, policy } = yield* Catalogue
  const ledger = yield* RecordLedger
  const decide = (usage: DueUsage) => sealUsage(usage, { now, policy, meterOf })
  const options = { now, openHoursMax, through: lastSealableHour(now, policy) }
  let records = 0
  while (true) {
    const sealed = yield* ledger.seal(decide, options)
    records += sealed.records
    // Late usage that moved into an hour which is due itself comes up in the next round, so only an empty one ends it.
    if (sealed.openHours === 0) return { records, nextOpenHour: sealed.nextOpenHour }
  }
})
