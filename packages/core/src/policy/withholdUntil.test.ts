import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration } from "effect"
import fc from "fast-check"
import { Instant } from "../model/Instant.ts"
import { MeteringPolicy } from "../model/MeteringPolicy.ts"
import { at } from "../testing/builders.ts"
import { withholdUntil } from "./withholdUntil.ts"

describe("withholdUntil", () => {
  it("what is withheld is released when the sending time begins, which is yet to come", () => {
    fc.assert(
      fc.property(anyCase, ({ context, quantity }) => {
        const withheld = withholdUntil(quantity, context)

        if (withheld === undefined) return
        const released = DateTime.addDuration(withheld.until, context.policy.sendingTime)
        assert.deepStrictEqual(released, context.deadline)
        assert.isTrue(Instant.isBefore(context.now, withheld.until))
      }),
      { numRuns: 1_000 }
    )
  })

  it("without a guard, or with fewer than five records, nothing is withheld", () => {
    fc.assert(
      fc.property(anyCase, ({ context, quantity }) => {
        const few = { ...context, baseline: context.baseline.slice(0, 4) }

        assert.isUndefined(withholdUntil(quantity, few))
        assert.isUndefined(withholdUntil(quantity, { ...context, guard: undefined }))
      })
    )
  })

  it("while there is time, exactly what exceeds the largest of late by the guard's times is withheld", () => {
    fc.assert(
      fc.property(anyCase, ({ context, quantity }) => {
        const early = { ...context, now: at("2026-03-09T00:00:00Z") }

        const withheld = withholdUntil(quantity, early)

        const usual = Math.max(1, ...context.baseline)
        const isFar = context.baseline.length >= 5 && quantity > usual * (context.guard?.times ?? Infinity)
        assert.strictEqual(withheld !== undefined, isFar)
      })
    )
  })

  it("the order of the baseline changes nothing", () => {
    fc.assert(
      fc.property(anyCase, ({ context, quantity }) => {
        const turned = { ...context, baseline: context.baseline.toReversed() }

        assert.deepStrictEqual(withholdUntil(quantity, turned), withholdUntil(quantity, context))
      })
    )
  })

  it.each([
    [60, undefined],
    [61, "2026-03-11T08:00:00.000Z"]
  ])("where six were usual, ten times that is sent and one more waits: %i", (quantity, wanted) => {
    const withheld = withholdUntil(quantity, {
      baseline: [5, 6, 4, 6, 5],
      deadline: at("2026-03-11T11:00:00Z"),
      guard: { times: 10 },
      now: at("2026-03-10T12:15:00Z"),
      policy: MeteringPolicy
    })

    assert.strictEqual(withheld && DateTime.formatIso(withheld.until), wanted)
    if (withheld !== undefined) assert.include(withheld.reason, "61 units are more than 10 times")
  })
})

const anyCase = fc.record({
  quantity: fc.nat({ max: 2_147_483_647 }),
  context: fc.record({
    baseline: fc.array(fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 2_147_483_647 })), { maxLength: 24 }),
    deadline: fc.constant(at("2026-03-11T11:00:00Z")),
    guard: fc.option(fc.record({ times: fc.constantFrom(1, 1.5, 10, 1_000_000) }), { nil: undefined }),
    now: fc
      .integer({ min: -60, max: 26 * 60 })
      .map((minutes) => DateTime.addDuration(at("2026-03-10T11:00:00Z"), Duration.minutes(minutes))),
    policy: fc
      .nat({ max: 30 * 60 })
      .map((minutes) => ({ ...MeteringPolicy, sendingTime: Duration.minutes(minutes) }))
  })
})
