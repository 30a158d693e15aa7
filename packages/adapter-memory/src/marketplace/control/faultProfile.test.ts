import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "../MarketplaceEmulator.ts"
import { aMarketplace, aRecord, arrange, noon, seconds, verdictOf } from "../testing/aMarketplace.ts"

const send = (emulator: MarketplaceEmulator, now?: number): string => {
  const answer = emulator.call({
    operation: "BatchMeterUsage",
    region: "us-east-1",
    body: { ProductCode: "saas1", UsageRecords: [aRecord()] },
    ...(now !== undefined && { now })
  })
  if (answer._tag !== "Answered") return answer._tag
  return answer.errorType ?? (answer.latencyMillis > 0 ? "slow" : String(verdictOf(answer)))
}

const dayOf = (name: string, seed: string, calls = 300): ReadonlyArray<string> => {
  const emulator = aMarketplace()
  arrange(emulator, "fault_profile", { name, seed, calls })
  return Array.from({ length: calls }, () => send(emulator))
}

const shareOf = (day: ReadonlyArray<string>, kinds: ReadonlyArray<string>) =>
  day.filter((outcome) => kinds.includes(outcome)).length / day.length

it.each(["lossy-network", "throttled"])("the same seed gives the same day: %s", (name) => {
  const day = dayOf(name, "a")

  assert.deepStrictEqual(dayOf(name, "a"), day)
  assert.notDeepEqual(dayOf(name, "b"), day)
})

it("a lossy network cuts, delays and lets through", () => {
  const day = dayOf("lossy-network", "a", 2_000)

  assert.closeTo(shareOf(day, ["DroppedBefore"]), 0.1, 0.03)
  assert.closeTo(shareOf(day, ["DroppedAfter"]), 0.1, 0.03)
  assert.closeTo(shareOf(day, ["Html"]), 0.03, 0.02)
  assert.closeTo(shareOf(day, ["slow"]), 0.17, 0.04)
  assert.closeTo(shareOf(day, ["Success"]), 0.6, 0.05)
})

it("a throttled day refuses in runs and lets through in runs", () => {
  const day = dayOf("throttled", "a")

  assert.deepStrictEqual([...new Set(day)].toSorted(), ["Success", "ThrottlingException"])
  assert.isAbove(shareOf(day, ["Success"]), 0.4)
  assert.isAbove(shareOf(day, ["ThrottlingException"]), 0.2)
})

it("an outage at the end of the month stops everything, and ends before the grace period does", () => {
  for (const seed of ["a", "b", "c", "d", "e"]) {
    const emulator = aMarketplace()
    const { window } = arrange(emulator, "fault_profile", { name: "month-end-outage", seed }) as unknown as {
      readonly window: { readonly since: number; readonly until: number }
    }

    assert.strictEqual(send(emulator), "Success")
    for (const offset of [0, 0.3, 0.6, 0.999]) {
      const instant = window.since + offset * (window.until - window.since)
      const outcome = send(emulator, instant * 1_000)
      assert.include(
        ["InternalServiceErrorException", "Html", "DroppedBefore", "DroppedAfter"],
        outcome,
        seed
      )
    }
    assert.notInclude(["InternalServiceErrorException"], send(emulator, window.until * 1_000), seed)
    assert.isAtLeast(window.since, seconds("2026-04-30T22:00:00Z"))
    assert.isAtMost(window.until, seconds("2026-05-01T05:00:00Z"))
  }
})

it("none takes every waiting fault back, and a profile replaces another", () => {
  const emulator = aMarketplace()
  arrange(emulator, "fault_profile", { name: "throttled", calls: 10 })
  arrange(emulator, "fault_profile", { name: "lossy-network", calls: 7, operation: "BatchMeterUsage" })
  const waiting = () => arrange(emulator, "overview", {})["faults"] as ReadonlyArray<{ times: number }>

  assert.strictEqual(
    waiting().reduce((sum, { times }) => sum + times, 0),
    7
  )
  arrange(emulator, "fault_profile", { name: "none" })
  assert.deepStrictEqual(waiting(), [])
  assert.strictEqual(send(emulator, seconds(noon) * 1_000), "Success")
})

it("a call beyond the plan meets nothing", () => {
  const emulator = aMarketplace()
  const { planned } = arrange(emulator, "fault_profile", {
    name: "throttled",
    calls: 5,
    operation: "BatchMeterUsage"
  })
  const outcomes = Array.from({ length: 50 }, () => send(emulator)).slice(5)

  assert.strictEqual(
    Object.values(planned as Record<string, number>).reduce((sum, times) => sum + times, 0),
    5
  )
  assert.deepStrictEqual([...new Set(outcomes)], ["Success"])
})
