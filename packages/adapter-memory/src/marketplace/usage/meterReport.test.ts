import fc from "fast-check"
import { assert, it } from "vitest"
import { aContainer, idOf, report } from "../testing/aContainer.ts"
import { arrange, noon, seconds } from "../testing/aMarketplace.ts"

const noonSeconds = seconds(noon)

const aRuntime = () => {
  const emulator = aContainer()
  arrange(emulator, "seed_caller", { access_key_id: "RUNTIME", platform: "agentcore" })
  const send = (changes: object = {}, more: object = {}) =>
    report(emulator, { ...changes }, { accessKeyId: "RUNTIME", ...more })
  return { emulator, send }
}

it("rule 37: of an AgentCore runtime every new token adds, in one hour and dimension", () => {
  const { emulator, send } = aRuntime()

  const answers = [
    send({ ClientToken: "a", UsageQuantity: 1 }),
    send({ ClientToken: "b", UsageQuantity: 2 }),
    send({ ClientToken: "c", UsageQuantity: 2 }),
    send({ ClientToken: "b", UsageQuantity: 2 }),
    send({ ClientToken: "a", UsageQuantity: 5 })
  ]

  assert.deepStrictEqual(
    answers.map((answer) => answer.status),
    [200, 200, 200, 200, 409]
  )
  assert.deepStrictEqual(
    emulator.accepted().map(({ hour, quantity }) => [hour, quantity]),
    [1, 2, 2].map((quantity) => [noonSeconds - 3_600, quantity])
  )
  assert.strictEqual(idOf(answers[3]!), idOf(answers[1]!))
  assert.strictEqual(new Set(answers.slice(0, 3).map(idOf)).size, 3)
})

it("rule 37: an AgentCore runtime without a token is refused", () => {
  const { emulator, send } = aRuntime()

  assert.strictEqual(idOf(send()), "ValidationException")
  arrange(emulator, "set_choice", {
    name: "missing_client_token_error",
    value: "IdempotencyConflictException"
  })
  assert.deepStrictEqual([idOf(send()), send().status], ["IdempotencyConflictException", 409])
})

it("rule 37: a token that is forgotten adds again, and what it added first stays", () => {
  const { emulator, send } = aRuntime()
  arrange(emulator, "set_choice", { name: "client_token_seconds", value: 60 })

  const first = send({ ClientToken: "a" })
  const later = send({ ClientToken: "a" }, { now: (noonSeconds + 60) * 1_000 })

  assert.notStrictEqual(idOf(later), idOf(first))
  assert.strictEqual(emulator.accepted().length, 2)
})

it("rule 38: a DryRun checks everything, stores nothing and has no id", () => {
  const emulator = aContainer()

  const fine = report(emulator, { ClientToken: "t", DryRun: true })
  const wrong = report(emulator, { DryRun: true, UsageDimension: "storage" })
  report(emulator)
  const taken = report(emulator, { DryRun: true, UsageQuantity: 4 })

  assert.deepStrictEqual([fine.status, fine.body], [200, {}])
  assert.deepStrictEqual([wrong, taken].map(idOf), [
    "InvalidUsageDimensionException",
    "DuplicateRequestException"
  ])
  assert.strictEqual(report(emulator, { ClientToken: "t", Timestamp: noonSeconds }).status, 200)
  assert.deepStrictEqual(
    emulator.accepted().map(({ hour }) => hour),
    [noonSeconds - 3_600, noonSeconds]
  )
})

it.each([
  ["400 DryRunOperation", 400],
  ["412 DryRunOperation", 412]
])("rule 38: by choice, a DryRun that finds nothing wrong is %s", (value, status) => {
  const emulator = aContainer()
  arrange(emulator, "set_choice", { name: "dry_run_success", value })

  const answer = report(emulator, { DryRun: true })

  assert.deepStrictEqual([answer.status, answer.errorType], [status, "DryRunOperation"])
})

it("rule 38: a DryRun by a caller that is not entitled is refused, by choice as unauthorized, and is no first call", () => {
  const emulator = aContainer()
  report(emulator, { DryRun: true })
  arrange(emulator, "entitle_caller", { product_code: "pod", entitled: false })

  const answers = [report(emulator, { DryRun: true }), report(emulator)]
  arrange(emulator, "set_choice", { name: "dry_run_not_entitled", value: "UnauthorizedException" })
  const chosen = [report(emulator, { DryRun: true }), report(emulator)]

  assert.deepStrictEqual([...answers, ...chosen].map(idOf), [
    "CustomerNotEntitledException",
    "CustomerNotEntitledException",
    "UnauthorizedException",
    "CustomerNotEntitledException"
  ])
})

const aHistory = fc.array(
  fc.record({
    accessKeyId: fc.constantFrom("RUNTIME", "TASK", "POD"),
    ClientToken: fc.constantFrom(undefined, undefined, "a", "b", "c"),
    Timestamp: fc.integer({ min: -7 * 60, max: 6 }).map((minutes) => noonSeconds + minutes * 60),
    UsageDimension: fc.constantFrom("users", "GB"),
    UsageQuantity: fc.integer({ min: 0, max: 2 })
  }),
  { maxLength: 20 }
)

it("rule 31: nothing that MeterUsage has accepted is ever changed, and an id means one quantity", () => {
  fc.assert(
    fc.property(aHistory, (history) => {
      const { emulator, send } = aRuntime()
      for (const { accessKeyId, ...changes } of history) {
        const before = emulator.accepted()
        const answer = send(changes, { accessKeyId })
        assert.deepStrictEqual(emulator.accepted().slice(0, before.length), before)
        if (answer.errorType !== undefined) {
          assert.strictEqual(emulator.accepted().length, before.length)
          continue
        }
        const line = emulator.accepted().find((one) => one.meteringRecordId === idOf(answer))
        assert.deepStrictEqual(
          [line?.quantity, line?.dimension],
          [changes.UsageQuantity, changes.UsageDimension]
        )
      }
      const ids = emulator.accepted().map((line) => line.meteringRecordId)
      assert.strictEqual(new Set(ids).size, ids.length)
      const hours = emulator
        .accepted()
        .filter((line) => line.resource !== "RUNTIME")
        .map((line) => [line.resource, line.dimension, line.hour].join(" "))
      assert.strictEqual(new Set(hours).size, hours.length)
    })
  )
})
