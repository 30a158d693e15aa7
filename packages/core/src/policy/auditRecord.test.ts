import { assert, describe, it } from "@effect/vitest"
import { recordOf } from "../../test/ledgerEntry.ts"
import type { Allocation } from "../model/Allocation.ts"
import { DedupKey } from "../model/DedupKey.ts"
import { UsageRecord } from "../model/UsageRecord.ts"
import { at, quantity } from "../testing/builders.ts"
import { auditRecord } from "./auditRecord.ts"
import { batchRequest } from "./batchRequest.ts"

const foundIn = (record: UsageRecord): ReadonlyArray<string> =>
  auditRecord(record).map(({ found, invariant }) => `${invariant} ${found}`)

/** A record whose fields were changed after it was sealed: all else is as before. */
const changed = (fields: Partial<UsageRecord>): UsageRecord =>
  UsageRecord.make({ ...recordOf({ allocations: [] }), ...fields })

const allocated = (...allocations: ReadonlyArray<Allocation>): UsageRecord => recordOf({ allocations })

/** A record whose request has exactly that many bytes. */
const sized = (bytes: number): UsageRecord => {
  const named = (dimension: string) =>
    recordOf({
      allocations: Array.from({ length: 2_500 }, (_, i) => ({
        tags: [["user", `${i}`.padStart(256, "u")]],
        quantity: 1
      })),
      dimension,
      quantity: 2_500,
      used: quantity("2500")
    })
  const less = JSON.stringify(batchRequest([named("d")])).length
  return named("d".repeat(bytes - less + 1))
}

const keys = (...names: ReadonlyArray<string>) => names.map((key) => [key, "x"] as const)

describe("auditRecord", () => {
  it.each<[what: string, record: UsageRecord]>([
    ["as it was sealed", recordOf()],
    ["of five keys", allocated({ tags: keys("a", "b", "c", "d", "e"), quantity: 7 })],
    ["of the longest key and value", allocated({ tags: [["k".repeat(100), "v".repeat(256)]], quantity: 7 })],
    ["of a request of 999 999 bytes", sized(999_999)],
    [
      "of a subscription that ended in its first millisecond",
      changed({ deadline: at("2026-03-10T12:00:00.001Z") })
    ],
    ["sealed when its hour was over", changed({ sealedAt: at("2026-03-10T12:00:00Z") })]
  ])("finds nothing wrong with a record %s", (_, record) => {
    assert.deepStrictEqual(foundIn(record), [])
  })

  it.each<[what: string, record: UsageRecord, found: string]>([
    [
      "another dimension",
      changed({ dimension: "storage" }),
      `I-7 its fields make another dedup key: ${DedupKey.of(recordOf({ dimension: "storage" }))}`
    ],
    ["another quantity", changed({ quantity: 9 }), "I-7 9 units cannot stand for 3.5 used"],
    [
      "another timestamp",
      changed({ timestamp: at("2026-03-10T12:00:00Z") }),
      "I-7 its timestamp 2026-03-10T12:00:00.000Z lies outside the hour 2026-03-10T11"
    ],
    [
      "a unit that is allocated to nobody",
      allocated({ tags: keys("a"), quantity: 6 }),
      "I-12 its allocations add up to 6 of 7 units"
    ],
    [
      "a set of tags twice",
      allocated({ tags: keys("a"), quantity: 3 }, { tags: keys("a"), quantity: 4 }),
      "I-12 it allocates to one set of tags twice"
    ],
    [
      "six keys",
      allocated({ tags: keys("a", "b", "c", "d", "e", "f"), quantity: 7 }),
      "I-12 its allocations name 6 keys; AWS takes 5"
    ],
    [
      "a key twice",
      allocated({
        tags: [
          ["a", "x"],
          ["a", "y"]
        ],
        quantity: 7
      }),
      "I-12 an allocation names one key twice"
    ],
    [
      "a key of 101 letters",
      allocated({ tags: keys("k".repeat(101)), quantity: 7 }),
      `I-12 the tag "${"k".repeat(101)}" is longer than AWS takes`
    ],
    [
      "a value of 257 letters",
      allocated({ tags: [["team", "x".repeat(257)]], quantity: 7 }),
      'I-12 the tag "team" is longer than AWS takes'
    ],
    [
      "a request of a million bytes",
      sized(1_000_000),
      "I-12 it makes a request of 1000000 bytes, too large for AWS"
    ],
    [
      "a deadline after AWS's",
      changed({ deadline: at("2026-03-11T11:00:00.001Z") }),
      "I-14 its deadline 2026-03-11T11:00:00.001Z is after AWS's own, 2026-03-11T11:00:00.000Z"
    ],
    [
      "a deadline that no end of a subscription brings",
      changed({ deadline: at("2026-03-10T12:00:00Z") }),
      "I-14 its deadline 2026-03-10T12:00:00.000Z is earlier than any end of a subscription"
    ],
    [
      "a sealing within its hour",
      changed({ sealedAt: at("2026-03-10T11:59:59.999Z") }),
      "I-16 it was sealed at 2026-03-10T11:59:59.999Z, before its hour was over"
    ]
  ])("finds %s", (_, record, found) => {
    assert.deepStrictEqual(foundIn(record), [found])
  })
})
