import { assert, describe, it } from "@effect/vitest"
import { license } from "../../test/leasedRecord.ts"
import { recordOf } from "../../test/ledgerEntry.ts"
import type { Agreement } from "../model/Agreement.ts"
import { MeteringHour } from "../model/MeteringHour.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"
import { hourOf } from "../testing/builders.ts"
import { RecordTally } from "./RecordTally.ts"

const hour = hourOf("2026-03-10T11:00:00Z")

const foundIn = (...records: ReadonlyArray<Partial<UsageRecord>>): ReadonlyArray<ReadonlyArray<string>> => {
  const tally = new RecordTally()
  return records.map((fields) =>
    tally.add(recordOf(fields)).map(({ found, invariant }) => `${invariant} ${found}`)
  )
}

const twice = "I-3 another record has the same region, agreement, dimension and hour"
const again = "I-3 the account and meter have another record of the hour 2026-03-10T11"

describe("RecordTally", () => {
  it("a record that stands twice repeats its key and its hour", () => {
    assert.deepStrictEqual(foundIn({}, {}), [[], [twice, again]])
    assert.deepStrictEqual(foundIn({}, { account: "bolt" }), [[], [twice]])
    assert.deepStrictEqual(foundIn({}, { agreement: license("2") }), [[], [again]])
  })

  it("one agreement is at home in the region of its first record, whatever comes after", () => {
    const found = foundIn(
      { region: "us-east-1" },
      { hour: MeteringHour.plus(hour, 1), region: "eu-central-1" },
      { hour: MeteringHour.plus(hour, 2), region: "us-east-1" }
    )

    assert.deepStrictEqual(found, [
      [],
      ["I-3 the same agreement and dimension are metered in us-east-1 and in eu-central-1"],
      []
    ])
  })

  it("a buyer by license and by product within one hour is found, in the next hour it is a cut-over", () => {
    const byProduct: Agreement = { _tag: "Product", buyer: "210987654321" }
    const bolt = { account: "bolt", agreement: byProduct }

    assert.deepStrictEqual(foundIn({}, bolt), [
      [],
      ["I-3 buyer 210987654321 is metered by license and by product in the hour 2026-03-10T11"]
    ])
    assert.deepStrictEqual(foundIn({}, { ...bolt, hour: MeteringHour.plus(hour, 1) }), [[], []])
  })

  it("customer identifiers name no buyer, so two of them contradict nobody", () => {
    const [first, second] = ["1", "2"].map((id) => ({
      account: id,
      agreement: { _tag: "Legacy", customerIdentifier: id } as const
    })) as [Partial<UsageRecord>, Partial<UsageRecord>]

    assert.deepStrictEqual(foundIn(first, second, {}), [[], [], []])
  })
})
