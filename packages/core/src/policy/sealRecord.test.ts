import { assert, describe, it } from "@effect/vitest"
import { DateTime } from "effect"
import { subscriptionTo } from "../../test/dueUsage.ts"
import { DedupKey } from "../model/DedupKey.ts"
import { HourUsage } from "../model/HourUsage.ts"
import { Subscription } from "../model/Subscription.ts"
import { aMeter, at, hourOf, quantity } from "../testing/builders.ts"
import { sealRecord } from "./sealRecord.ts"

describe("sealRecord", () => {
  it("a record says who used how much of what, when, and until when AWS takes it", () => {
    const usage = HourUsage.of([{ tags: [["team", "a"]], quantity: quantity("2500") }])

    const record = sealRecord(hour, { units: 2, usage, used: quantity("2000") }, context({}))

    assert.deepStrictEqual(
      { ...record },
      {
        dedupKey: DedupKey.of({
          region: "us-east-1",
          productCode: "product-1",
          agreement: subscriptionTo("product-1").agreement,
          dimension: "k_requests",
          hour
        }),
        account: "account",
        meter: "requests",
        productCode: "product-1",
        region: "us-east-1",
        agreement: subscriptionTo("product-1").agreement,
        dimension: "k_requests",
        hour,
        timestamp: at("2026-03-10T11:00:00Z"),
        quantity: 2,
        used: quantity("2000"),
        allocations: [{ tags: [["team", "a"]], quantity: 2 }],
        deadline: at("2026-03-11T11:00:00Z"),
        sealedAt: at("2026-03-10T12:15:00Z")
      }
    )
  })

  it("nothing is reported from before the subscription began, and little time is left after it ended", () => {
    const begun = at("2026-03-10T11:20:00.125Z")
    const ended = at("2026-03-10T11:40:00Z")

    const record = sealRecord(hour, one, context({ activeFrom: begun, activeUntil: ended }))

    assert.deepStrictEqual(record.timestamp, begun)
    assert.strictEqual(DateTime.formatIso(record.deadline), "2026-03-10T12:40:00.000Z")
  })

  it("what AWS does not take is no record", () => {
    for (const units of [-1, 1.5, 2 ** 31, Number.NaN])
      assert.throws(() => sealRecord(hour, { ...one, units }, context({})))
  })
})

const hour = hourOf("2026-03-10T11:00:00Z")
const one = { units: 1, usage: HourUsage.none, used: quantity("1") }

const context = (terms: Partial<Pick<Subscription, "activeFrom" | "activeUntil">>) => ({
  meter: aMeter("requests", { dimension: "k_requests", unit: quantity("1000") }),
  now: at("2026-03-10T12:15:00Z"),
  subscription: Subscription.make({ ...subscriptionTo("product-1"), ...terms }),
  terms
})
