import { Effect } from "effect"
import { Subscription } from "../../model/Subscription.ts"
import type { Books } from "../../port/Books.ts"
import type { RecordLedger } from "../../port/RecordLedger.ts"
import { SubscriptionRegistry } from "../../port/SubscriptionRegistry.ts"
import type { UsageOutbox } from "../../port/UsageOutbox.ts"
import {
  at,
  exampleProduct,
  exampleRegion,
  freshAccount,
  freshAgreement,
  freshEvent,
  freshName,
  quantity,
  sealAt
} from "../builders.ts"
import { claimEqual, type Law } from "../Law.ts"
import { balanceOf } from "./ledgerSteps.ts"
import { append, offeredOf, sealingTime } from "./sealingSteps.ts"

/** What every ledger promises about the last hour of a subscription, which AWS takes for an hour only. */
export const endedHourLaws: ReadonlyArray<Law<Books | RecordLedger | SubscriptionRegistry | UsageOutbox>> = [
  {
    name: "an hour in which the subscription has ended is due at once",
    holds: Effect.gen(function* () {
      const ended = yield* freshAccount({ activeUntil: at("2026-03-10T12:20:00Z") })
      const running = yield* freshAccount({ activeUntil: at("2026-03-10T12:40:00Z") })
      for (const account of [ended, running]) {
        yield* append([yield* freshEvent({ account, occurredAt: "2026-03-10T12:05:00Z", quantity: "3" })])
      }
      yield* claimEqual("it is offered before it is over", (yield* offeredUsage(ended))?.openHours.length, 1)
      yield* claimEqual(
        "and sealed in time to be sent",
        (yield* balanceOf(ended, "requests"))?.pending,
        quantity("3")
      )
      yield* claimEqual("one that ends later is not", yield* offeredUsage(running), undefined)
    })
  },
  {
    name: "the end of a subscription hastens the meters of its product alone",
    holds: Effect.gen(function* () {
      const other = yield* freshName("product")
      const account = yield* freshAccount({ activeUntil: at("2026-03-10T12:20:00Z") })
      const registry = yield* SubscriptionRegistry
      yield* registry.link(
        Subscription.make({
          account,
          productCode: other,
          region: exampleRegion,
          agreement: yield* freshAgreement("License"),
          activeFrom: at("2026-01-01T00:00:00Z")
        })
      )
      for (const meter of ["requests", "seats"])
        yield* append([
          yield* freshEvent({ account, meter, occurredAt: "2026-03-10T12:05:00Z", quantity: "3" })
        ])
      const meters = [
        { productCode: exampleProduct, meter: "requests", dimension: "requests" },
        { productCode: other, meter: "seats", dimension: "seats" }
      ]
      const offered = yield* offeredOf(account, { meters })
      yield* claimEqual(
        "what another product has stays open",
        offered.map(({ meter }) => meter),
        ["requests"]
      )
    })
  }
]

/** Seals with the real policy and returns what was offered of one account. */
const offeredUsage = (account: string) =>
  Effect.map(offeredOf(account, { decide: sealAt(sealingTime) }), ([offered]) => offered)
