import { Effect } from "effect"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { aMeter, exampleProduct, freshAccount, freshEvent } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { append, offeredOf, recordEach } from "./sealingSteps.ts"

/** What every ledger promises about a dimension that is billed by a meter of another name than before. */
export const renamedMeterLaws: ReadonlyArray<Law<RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "a meter hears what another one has sealed in its dimension, and of nothing else",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const use = (meter: string) =>
        Effect.map(
          freshEvent({ account, meter, occurredAt: "2026-03-10T11:05:00Z", quantity: "3" }),
          (event) => [event]
        )
      for (const meter of ["requests", "seats"]) yield* append(yield* use(meter))
      const before = yield* offeredOf(account, { decide: recordEach })
      const sealed = before.flatMap((usage) => recordEach(usage).records)
      yield* append(yield* use("calls"))
      const { dimension } = aMeter("requests")
      const meters = [{ productCode: exampleProduct, meter: "calls", dimension }]
      const offered = yield* offeredOf(account, { meters })
      yield* claimEqual(
        "the key under which the dimension has its record",
        offered.map(({ sealedElsewhere }) => sealedElsewhere),
        [sealed.filter(({ meter }) => meter === "requests").map(({ dedupKey }) => dedupKey)]
      )
    })
  }
]
