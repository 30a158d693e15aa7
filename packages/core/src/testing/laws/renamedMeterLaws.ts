import { Effect } from "effect"
import type { DueUsage } from "../../model/Sealing.ts"
import { RecordLedger } from "../../port/RecordLedger.ts"
import type { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import { aMeter, exampleProduct, freshAccount, freshEvent, freshName, hourOf } from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { append, leaveOpen, offeredOf, recordEach, sealingTime } from "./sealingSteps.ts"

/** What every ledger promises about meters of other names: those that have a dimension in common, and those nobody knows. */
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
  },
  {
    name: "usage of a meter that is not among those of a sealing stays open, and nobody is told to come for it",
    holds: Effect.gen(function* () {
      const account = yield* freshAccount()
      const [known, other] = [yield* freshName("meter"), yield* freshName("meter of another service")]
      for (const meter of [known, other])
        yield* append([
          yield* freshEvent({ account, meter, occurredAt: "2026-03-10T11:05:00Z", quantity: "3" })
        ])
      const meters = [{ productCode: exampleProduct, meter: known, dimension: known }]
      const offered = yield* offeredOf(account, { meters })
      yield* claimEqual("the one that is known is offered", namesOf(offered), [known])
      const ledger = yield* RecordLedger
      const { nextOpenHour } = yield* ledger.seal(leaveOpen, {
        meters,
        now: sealingTime,
        openHoursMax: 10_000,
        through: hourOf("2026-03-10T10:00:00Z")
      })
      yield* claimEqual("the other is not waited for", nextOpenHour, undefined)
      const later = yield* offeredOf(account, {
        meters: [...meters, { productCode: exampleProduct, meter: other, dimension: other }]
      })
      yield* claimEqual("whoever knows it is offered it", namesOf(later), [other])
    })
  },
  {
    name: "usage of an account of another service's product stays open, though both services have a meter of its name",
    holds: Effect.gen(function* () {
      const [account, meter] = [yield* freshAccount(), yield* freshName("meter")]
      const other = yield* freshName("product")
      yield* append([
        yield* freshEvent({ account, meter, occurredAt: "2026-03-10T11:05:00Z", quantity: "3" })
      ])
      const ofOther = { productCode: other, meter, dimension: meter }
      const offered = yield* offeredOf(account, { meters: [ofOther] })
      yield* claimEqual("the other service is not offered it", namesOf(offered), [])
      const ledger = yield* RecordLedger
      const { nextOpenHour } = yield* ledger.seal(leaveOpen, {
        meters: [ofOther],
        now: sealingTime,
        openHoursMax: 10_000,
        through: hourOf("2026-03-10T10:00:00Z")
      })
      yield* claimEqual("and does not wait for it", nextOpenHour, undefined)
      const known = { productCode: exampleProduct, meter: "another", dimension: "another" }
      const later = yield* offeredOf(account, { meters: [ofOther, known] })
      yield* claimEqual("whoever knows all its products is offered it, to say so", namesOf(later), [meter])
    })
  }
]

const namesOf = (offered: ReadonlyArray<DueUsage>) => offered.map(({ meter }) => meter)
