import { assert, it } from "vitest"
import { aContainer, idOf, report } from "../testing/aContainer.ts"
import { arrange, noon, seconds } from "../testing/aMarketplace.ts"

const noonSeconds = seconds(noon)

it("rule 36: a token again with the same parameters is the same report, and with others a conflict", () => {
  const emulator = aContainer()
  const first = report(emulator, { ClientToken: "t" })

  const again = report(emulator, { ClientToken: "t" })
  const changed = [{ UsageQuantity: 4 }, { UsageDimension: "GB" }, { Timestamp: noonSeconds }].map((change) =>
    report(emulator, { ClientToken: "t", ...change })
  )

  assert.strictEqual(idOf(again), idOf(first))
  for (const answer of changed) {
    assert.deepStrictEqual([answer.status, answer.errorType], [409, "IdempotencyConflictException"])
  }
  assert.deepStrictEqual(
    emulator.accepted().map((line) => line.quantity),
    [3]
  )
})

it("rule 36: a refused report leaves its token free", () => {
  const emulator = aContainer()
  report(emulator, { ClientToken: "t", UsageDimension: "storage" })

  const answer = report(emulator, { ClientToken: "t" })

  assert.strictEqual(answer.status, 200)
})

it("rule 36: a token is the account's in a region, or by choice the resource's, and forgotten after a day", () => {
  const emulator = aContainer()
  const send = (accessKeyId: string, UsageQuantity: number, more: object = {}) =>
    report(emulator, { ClientToken: "t", UsageQuantity }, { accessKeyId, ...more }).status
  const tomorrow = (seconds(noon) + 86_400) * 1_000

  assert.deepStrictEqual([send("A", 1), send("B", 2), send("B", 2, { region: "eu-west-1" })], [200, 409, 200])
  arrange(emulator, "set_choice", { name: "client_token_scope", value: "resource" })
  assert.deepStrictEqual([send("A", 1), send("A", 2), send("B", 2)], [200, 409, 200])
  const late = report(
    emulator,
    { ClientToken: "t", Timestamp: tomorrow / 1_000, UsageQuantity: 9 },
    { accessKeyId: "A", now: tomorrow }
  )
  assert.strictEqual(late.status, 200)
})

it("rule 36: by choice, a token counts for AgentCore runtimes only", () => {
  const emulator = aContainer()
  arrange(emulator, "set_choice", { name: "client_token_of_tasks", value: "ignored" })
  arrange(emulator, "seed_caller", { access_key_id: "RUNTIME", platform: "agentcore" })
  const send = (accessKeyId: string, Timestamp: number, UsageQuantity = 3) =>
    report(emulator, { ClientToken: "t", Timestamp, UsageQuantity }, { accessKeyId }).errorType

  const errors = [
    send("TASK", noonSeconds),
    send("TASK", noonSeconds - 3_600),
    send("TASK", noonSeconds, 4),
    send("RUNTIME", noonSeconds),
    send("RUNTIME", noonSeconds, 4)
  ]

  assert.deepStrictEqual(errors, [
    undefined,
    undefined,
    "DuplicateRequestException",
    undefined,
    "IdempotencyConflictException"
  ])
})
