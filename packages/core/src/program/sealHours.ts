import { Clock, DateTime, Effect } from "effect"
import { Catalogue } from "../model/Catalogue.ts"
import { Instant } from "../model/Instant.ts"
import type { DueUsage, Sealing } from "../model/Sealing.ts"
import { lastFinalHour } from "../policy/finalAt.ts"
import { lastSealableHour } from "../policy/sealableAt.ts"
import { sealUsage } from "../policy/sealUsage.ts"
import type { Product } from "../model/Product.ts"
import { type ProductMeter, RecordLedger } from "../port/RecordLedger.ts"

/** How many open hours one transaction seals: seconds of work, which is all that a crash in the middle makes to be done again. */
const openHoursMax = 50_000

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
  const catalogue = yield* Catalogue
  const ledger = yield* RecordLedger
  const decided: Array<Sealing> = []
  let records = 0
  while (true) {
    const { decide, now } = yield* decideNow(catalogue)
    const sealed = yield* ledger.seal(
      (usage) => {
        const sealing = decide(usage)
        if (sealing.withheld.length > 0) decided.push(sealing)
        return sealing
      },
      {
        guarded: guardedMeters(catalogue),
        idle: {
          meters: metersOf(catalogue.products.filter(({ zeroRecords }) => zeroRecords)),
          through: lastFinalHour(now, catalogue.policy)
        },
        meters: metersOf(catalogue.products),
        now,
        openHoursMax,
        through: lastSealableHour(now, catalogue.policy)
      }
    )
    records += sealed.records
    yield* reportWithheld(decided.splice(0))
    // Late usage that moved into an hour which is due itself comes up in the next round, so only an empty one ends it.
    if (sealed.openHours === 0) return { records, nextOpenHour: sealed.nextOpenHour }
  }
})

/**
 * Reads the time, and returns how usage is sealed once its turn has come.
 *
 * A process that stood still, or waited long for another one's sealing, comes with a time at which hours were current that
 * are sealed by then: it would find no open hour for late usage. So what is offered is judged by the time at which it is.
 */
const decideNow = Effect.fnUntraced(function* (catalogue: Catalogue["Service"]) {
  const clock = yield* Clock.Clock
  const now = yield* DateTime.now
  const decide = (usage: DueUsage): Sealing => {
    const turn = Instant.ofMillis(clock.currentTimeMillisUnsafe())
    return sealUsage(usage, { ...catalogue, now: Instant.max(now, turn) })
  }
  return { decide, now }
})

const guardedMeters = ({ products }: Catalogue["Service"]) =>
  products.flatMap(({ meters }) => meters.filter(({ guard }) => guard !== undefined).map(({ name }) => name))

const metersOf = (products: ReadonlyArray<Product>): ReadonlyArray<ProductMeter> =>
  products.flatMap(({ code, meters }) =>
    meters.map(({ dimension, name }) => ({ productCode: code, meter: name, dimension }))
  )

// Somebody has to look, and the time for it is running.
const reportWithheld = (sealings: ReadonlyArray<Sealing>) =>
  Effect.forEach(
    sealings.flatMap(({ withheld }) => withheld),
    ({ dedupKey, reason, until }) =>
      Effect.logWarning(
        `Record ${dedupKey} waits until ${DateTime.formatIso(until)}, then it is sent; release or withdraw it before. ${reason}`
      ),
    { discard: true }
  )
