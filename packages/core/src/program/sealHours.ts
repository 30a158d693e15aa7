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
