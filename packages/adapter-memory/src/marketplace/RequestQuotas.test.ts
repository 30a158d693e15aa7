import { assert, it } from "vitest"
import { aContainer, aReport } from "./testing/aContainer.ts"
import { aMarketplace, arrange, call, meter, verdictOf } from "./testing/aMarketplace.ts"

const operation = "BatchMeterUsage"
const region = "us-east-1"
const body = (...records: ReadonlyArray<unknown>) => ({ ProductCode: "saas1", UsageRecords: records })

it("rule 7: by default there is no rate limit", () => {
  const emulator = aMarketplace()

  for (let count = 0; count < 100; count++) assert.deepStrictEqual(verdictOf(meter(emulator, [])), [])
})

it("rule 7: a rate is enforced per operation and region, and by the emulator's clock", () => {
  const emulator = aMarketplace()
  arrange(emulator, "set_quota", { operation, per_second: 2 })
  const burst = (now: string, count: number, where = region) =>
    Array.from({ length: count }, () => meter(emulator, [], { now, region: where }).status)

  assert.deepStrictEqual(burst("2026-04-15T12:00:00Z", 3), [200, 200, 400])
  assert.deepStrictEqual(burst("2026-04-15T12:00:00Z", 1, "eu-west-1"), [200])
  assert.deepStrictEqual(burst("2026-04-15T12:00:00.500Z", 2), [200, 400])
  assert.deepStrictEqual(burst("2026-04-15T13:00:00Z", 3), [200, 200, 400])
  assert.strictEqual(verdictOf(meter(emulator, [], { now: "2026-04-15T12:00:00Z" })), "ThrottlingException")
  arrange(emulator, "set_quota", { operation, per_second: null })
  assert.deepStrictEqual(burst("2026-04-15T13:00:00Z", 3), [200, 200, 200])
})

it("rule 7: the published rates are enforced when asked for, until a reset", () => {
  const emulator = aMarketplace({ quotas: "published" })
  const statuses = () => Array.from({ length: 11 }, () => call(emulator, operation, body()).errorType)

  assert.strictEqual(statuses().at(-1), "ThrottlingException")
  arrange(emulator, "reset", {})
  assert.notInclude(statuses(), "ThrottlingException")
})

it("rule 7: the rate of MeterUsage and RegisterUsage is that of the buyer's account, shared by its resources", () => {
  const emulator = aContainer({ quotas: "published" })
  arrange(emulator, "seed_caller", { access_key_id: "ELSEWHERE", account_id: "333322221111" })
  const refusedOf = (called: string, keys: ReadonlyArray<string>) =>
    keys.filter((accessKeyId) => {
      const answer = call(emulator, called, aReport({ PublicKeyVersion: 1 }), { accessKeyId })
      return answer.errorType === "ThrottlingException"
    })
  const tasks = Array.from({ length: 12 }, (_, index) => `TASK${index}`)

  assert.deepStrictEqual(refusedOf("MeterUsage", [...tasks, "ELSEWHERE"]), ["TASK10", "TASK11"])
  assert.deepStrictEqual(refusedOf("RegisterUsage", tasks.slice(0, 6)), ["TASK5"])
})
