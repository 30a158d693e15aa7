import { assert, it } from "vitest"
import type { MarketplaceEmulator } from "./MarketplaceEmulator.ts"
import { aContainer, aReport } from "./testing/aContainer.ts"
import { aMarketplace, aRecord, arrange, call, meter, verdictOf } from "./testing/aMarketplace.ts"

const operation = "BatchMeterUsage"
const region = "us-east-1"
const body = (...records: ReadonlyArray<unknown>) => ({ ProductCode: "saas1", UsageRecords: records })
const inject = (emulator: MarketplaceEmulator, kind: string, more: object = {}) =>
  arrange(emulator, "inject_fault", { operation, kind, ...more })
const logged = (emulator: MarketplaceEmulator) =>
  (arrange(emulator, "cloudtrail", {})["Records"] as ReadonlyArray<unknown>).length

it.each([
  ["throttle", 400, "ThrottlingException"],
  ["internal", 500, "InternalServiceErrorException"],
  ["disabled", 400, "DisabledApiException"]
])("rules 8 and 10: the fault %s refuses the call before anything is done", (kind, status, errorType) => {
  const emulator = aMarketplace()
  inject(emulator, kind)

  const answer = meter(emulator, [aRecord()])

  assert.deepStrictEqual([answer.status, answer.errorType, emulator.accepted()], [status, errorType, []])
  assert.deepStrictEqual(verdictOf(meter(emulator, [aRecord()])), ["Success"])
})

it("rule 8: the fault internal_after refuses the call after the work is done", () => {
  const emulator = aMarketplace()
  inject(emulator, "internal_after")

  const answer = meter(emulator, [aRecord()])

  assert.deepStrictEqual([answer.status, answer.errorType], [500, "InternalServiceErrorException"])
  assert.strictEqual(emulator.accepted().length, 1)
})

it.each([
  ["drop_before", "DroppedBefore", 0, 0],
  ["drop_after", "DroppedAfter", 1, 1],
  ["html", "Html", 0, 0]
])("rule 8: the fault %s is %s to the caller", (kind, tag, records, calls) => {
  const emulator = aMarketplace()
  inject(emulator, kind, { ms: 30 })

  const answer = emulator.call({ body: body(aRecord()), operation, region })

  assert.deepStrictEqual([answer._tag, answer.latencyMillis], [tag, 30])
  assert.deepStrictEqual([emulator.accepted().length, logged(emulator)], [records, calls])
})

it("rule 8: faults meet the calls of their operation and region, one each, the earliest injected first", () => {
  const emulator = aMarketplace()
  inject(emulator, "throttle", { times: 2 })
  inject(emulator, "internal", { region: "eu-west-1" })
  inject(emulator, "disabled")
  const next = (where = region) => meter(emulator, [], { region: where }).errorType

  assert.strictEqual(
    call(emulator, "ResolveCustomer", { RegistrationToken: "x" }).errorType,
    "InvalidTokenException"
  )
  assert.deepStrictEqual(
    [next(), next("eu-west-1"), next(), next(), next("eu-west-1"), next("eu-west-1")],
    [
      "ThrottlingException",
      "ThrottlingException",
      "DisabledApiException",
      undefined,
      "InternalServiceErrorException",
      undefined
    ]
  )
})

it.each([
  ["RegisterUsage", "platform", "PlatformNotSupportedException"],
  ["RegisterUsage", "region", "InvalidRegionException"],
  ["MeterUsage", "region", "InvalidEndpointRegionException"]
])("rules 32 and 39: %s that meets the fault %s answers %s", (called, kind, errorType) => {
  const emulator = aContainer()
  arrange(emulator, "inject_fault", { operation: called, kind })
  const send = () => call(emulator, called, aReport({ PublicKeyVersion: 1 }))

  const [met, next] = [send(), send()]

  assert.deepStrictEqual([met.status, met.errorType, next.status], [400, errorType, 200])
})
