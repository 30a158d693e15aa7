import fc from "fast-check"
import { assert, it } from "vitest"
import type { Answered } from "../ServiceAnswer.ts"
import {
  alice,
  aMarketplace,
  arrange,
  licenseOf,
  meter,
  resultsOf,
  seconds
} from "../testing/aMarketplace.ts"
import type { Sending } from "../testing/aMarketplace.ts"

const bob = "210987654321"
const noonSeconds = seconds("2026-04-15T12:00:00Z")

const identity = fc.constantFrom<object>(
  { CustomerAWSAccountId: alice },
  { CustomerIdentifier: "alice-id" },
  { CustomerAWSAccountId: alice, LicenseArn: licenseOf(1) },
  { CustomerAWSAccountId: bob },
  { CustomerAWSAccountId: "999999999999" }
)
const quantity = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined })
const record = fc
  .record({
    Dimension: fc.constantFrom("users", "GB"),
    identity,
    minutesAgo: fc.integer({ min: -4, max: 180 }),
    Quantity: quantity
  })
  .map(({ Dimension, identity: who, minutesAgo, Quantity }) => ({
    Dimension,
    Timestamp: noonSeconds - minutesAgo * 60,
    ...(Quantity !== undefined && { Quantity }),
    ...who
  }))
const request = fc.record({
  records: fc.array(record, { maxLength: 6 }),
  region: fc.constantFrom("us-east-1", "eu-west-1"),
  unprocessed: fc.constantFrom(0, 0, 0, 2)
})
const history = fc.array(request, { maxLength: 12 })

type Request = {
  readonly records: ReadonlyArray<object>
  readonly region: string
  readonly unprocessed: number
}

const start = () => {
  const emulator = aMarketplace()
  arrange(emulator, "seed_customer", { product_code: "saas1", account_id: bob })
  return emulator
}

const send = (emulator: ReturnType<typeof start>, { records, region, unprocessed }: Request): Answered => {
  if (unprocessed > 0) {
    arrange(emulator, "inject_fault", {
      operation: "BatchMeterUsage",
      kind: "unprocessed",
      count: unprocessed
    })
  }
  return meter(emulator, records, { region } satisfies Sending)
}

it("rules 25 and 31: the first quantity of a key stands for ever, and the ledger only grows", () => {
  fc.assert(
    fc.property(history, (requests) => {
      const emulator = start()
      for (const one of requests) {
        const before = emulator.accepted()
        send(emulator, one)
        assert.deepStrictEqual(emulator.accepted().slice(0, before.length), before)
      }
      const keys = emulator
        .accepted()
        .map((line) => [line.region, line.scope, line.accountId, line.dimension, line.hour].join(" "))
      assert.strictEqual(new Set(keys).size, keys.length, "no key is billed twice")
      const ids = emulator.accepted().map((line) => line.meteringRecordId)
      assert.strictEqual(new Set(ids).size, ids.length, "no id is given twice")
    })
  )
})

it("rule 29: every record of a request is in exactly one of the two lists", () => {
  fc.assert(
    fc.property(history, (requests) => {
      const emulator = start()
      for (const one of requests) {
        const answer = send(emulator, one)
        const processed = resultsOf(answer).map((result) => result["UsageRecord"])
        const unprocessed = answer.body["UnprocessedRecords"] as ReadonlyArray<unknown>
        assert.deepStrictEqual([...unprocessed, ...processed], one.records)
      }
    })
  )
})

it("rule 23: Success means that the ledger holds the record's quantity under the id", () => {
  fc.assert(
    fc.property(history, (requests) => {
      const emulator = start()
      const successes = requests.flatMap((one) =>
        resultsOf(send(emulator, one)).filter((result) => result["Status"] === "Success")
      )
      for (const success of successes) {
        const sent = success["UsageRecord"] as { readonly Dimension: string; readonly Quantity?: number }
        const line = emulator.accepted().find((one) => one.meteringRecordId === success["MeteringRecordId"])
        assert.deepStrictEqual([line?.dimension, line?.quantity], [sent.Dimension, sent.Quantity ?? 0])
      }
      const ids = new Set(successes.map((success) => success["MeteringRecordId"]))
      assert.strictEqual(emulator.accepted().length, ids.size, "nothing else is in the ledger")
    })
  )
})

it("the same history has the same answers, ids and ledger", () => {
  fc.assert(
    fc.property(history, (requests) => {
      const [one, other] = [start(), start()]

      assert.deepStrictEqual(
        requests.map((request_) => send(one, request_)),
        requests.map((request_) => send(other, request_))
      )
      assert.deepStrictEqual(one.accepted(), other.accepted())
    })
  )
})

it("ids do not depend on the order of requests that do not touch each other, but on the seed", () => {
  const idOf = (emulator: ReturnType<typeof start>, Dimension: string) =>
    resultsOf(
      meter(emulator, [{ CustomerAWSAccountId: alice, Dimension, Quantity: 1, Timestamp: noonSeconds }])
    )[0]?.["MeteringRecordId"]
  const [one, other, seeded] = [start(), start(), aMarketplace({ seed: "another" })]

  const [users, storage] = [idOf(one, "users"), idOf(one, "GB")]

  assert.deepStrictEqual([idOf(other, "GB"), idOf(other, "users")], [storage, users])
  assert.notStrictEqual(idOf(seeded, "users"), users)
})
