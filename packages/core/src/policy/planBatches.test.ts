import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { leasedRecord, license } from "../../test/leasedRecord.ts"
import type { Agreement } from "../model/Agreement.ts"
import type { Allocation } from "../model/Allocation.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { MeteringLimits } from "../model/MeteringLimits.ts"
import type { UsageBatch } from "../model/UsageBatch.ts"
import { batchRequest } from "./batchRequest.ts"
import { planBatches } from "./planBatches.ts"

describe("planBatches", () => {
  it("each batch is a request that AWS takes", () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        for (const batch of planBatches(records)) {
          assert.isTrue(batch.records.length >= 1 && batch.records.length <= MeteringLimits.recordsMax)
          assert.strictEqual(new Set(batch.records.map(destinationOf)).size, 1)
          assert.strictEqual(new Set(keysOf(batch)).size, batch.records.length)
          assert.isBelow(bytesOf(batch), MeteringLimits.requestBytes)
          assert.deepStrictEqual(
            [batch.region, batch.productCode],
            [batch.records[0]?.record.region, batch.records[0]?.record.productCode]
          )
        }
      }),
      { numRuns: 50 }
    )
  })

  it("nothing is lost, nothing is sent twice, and each destination keeps its order", () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const batches = planBatches(records)

        const planned = Map.groupBy(
          batches.flatMap((batch) => batch.records),
          destinationOf
        )
        assert.deepStrictEqual(
          Object.fromEntries(planned),
          Object.fromEntries(Map.groupBy(records, destinationOf))
        )
      }),
      { numRuns: 50 }
    )
  })

  it("the batch of the earliest record leaves first", () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const firsts = planBatches(records).map((batch) => records.indexOf(batch.records[0]!))

        assert.deepStrictEqual(
          firsts,
          firsts.toSorted((a, b) => a - b)
        )
      }),
      { numRuns: 50 }
    )
  })

  it("no more requests are made than 25 to each must be", () => {
    const records = Array.from({ length: 101 }, (_, i) => leasedRecord({ agreement: license(String(i)) }))

    const sizes = planBatches(records).map((batch) => batch.records.length)

    assert.deepStrictEqual(sizes, [25, 25, 25, 25, 1])
  })

  it("records of many tags are divided by size, up to the last byte that AWS takes", () => {
    const records = Array.from({ length: 60 }, (_, i) =>
      leasedRecord({ agreement: license(String(i)), allocations: allocationsOf(90_000), quantity: 225 })
    )

    const batches = planBatches(records)

    assert.deepStrictEqual(
      batches.map((batch) => batch.records.length),
      [11, 11, 11, 11, 11, 5]
    )
    assert.isTrue(batches.every((batch) => bytesOf(batch) < MeteringLimits.requestBytes))
  })

  it("records without tags fill the batch that those with many tags have begun, to the last that fits", () => {
    const large = Array.from({ length: 11 }, (_, i) =>
      leasedRecord({ agreement: license(`large-${i}`), allocations: allocationsOf(91_200), quantity: 228 })
    )
    const bare = Array.from({ length: 14 }, (_, i) =>
      leasedRecord({ agreement: license(`bare-${i}`), dimension: "pages".repeat(200) })
    )

    const batches = planBatches([...large, ...bare])

    assert.deepStrictEqual(
      batches.map((batch) => batch.records.length),
      [25]
    )
    assert.isAbove(bytesOf(batches[0]!), 0.99 * MeteringLimits.requestBytes)
  })

  it("a name that JSON writes six times as long counts as long as it is written", () => {
    const records = Array.from({ length: 25 }, (_, i) =>
      leasedRecord({ agreement: license(String(i)), dimension: "\u0001".repeat(10_000) })
    )

    const batches = planBatches(records)

    assert.deepStrictEqual(
      batches.map((batch) => batch.records.length),
      [16, 9]
    )
    assert.isTrue(batches.every((batch) => bytesOf(batch) < MeteringLimits.requestBytes))
  })

  it.each<[string, (n: number) => Agreement]>([
    ["by license", (n) => license(String(n))],
    ["by product", (n) => ({ _tag: "Product", buyer: String(n).padStart(12, "0") })],
    ["by customer identifier", (n) => ({ _tag: "Legacy", customerIdentifier: `customer-${n}` })]
  ])(
    "what names the buyer counts, too: 25 records %s that come to a little too much are two batches",
    (_form, of) => {
      const records = Array.from({ length: 25 }, (_, i) =>
        leasedRecord({ agreement: of(i), dimension: "\u0001".repeat(6_655) })
      )

      const batches = planBatches(records)

      assert.deepStrictEqual(
        batches.map((batch) => batch.records.length),
        [24, 1]
      )
      assert.isTrue(batches.every((batch) => bytesOf(batch) < MeteringLimits.requestBytes))
    }
  )

  it("slots are filled: no record begins a batch that would have fitted into the one before", () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const destinations = Map.groupBy(planBatches(records), ({ records: [first] }) =>
          destinationOf(first!)
        )

        for (const batches of destinations.values()) {
          for (const [i, batch] of batches.slice(0, -1).entries()) {
            const next = batches[i + 1]!.records[0]!
            const together = { ...batch, records: [...batch.records, next] }
            const isForced =
              batch.records.length === MeteringLimits.recordsMax ||
              keysOf(batch).includes(next.record.dedupKey) ||
              // The size is reckoned a little too large, with room for the longest product code.
              bytesOf(together) + 400 >= MeteringLimits.requestBytes
            assert.isTrue(isForced)
          }
        }
      }),
      { numRuns: 50 }
    )
  })

  it("the largest record that can be sealed fits into a batch of its own", () => {
    const large = leasedRecord({ allocations: allocationsOf(980_000), quantity: 2_450 })

    const batches = planBatches([large, leasedRecord({ agreement: license("2") }), large])

    assert.deepStrictEqual(
      batches.map((batch) => batch.records.length),
      [2, 1]
    )
    assert.isTrue(batches.every((batch) => bytesOf(batch) < MeteringLimits.requestBytes))
  })

  it("no records make no batches", () => {
    assert.deepStrictEqual(planBatches([]), [])
  })
})

const destinationOf = ({ record }: LeasedRecord): string =>
  [record.region, record.productCode, record.agreement._tag].join(" ")

const keysOf = (batch: UsageBatch) => batch.records.map(({ record }) => record.dedupKey)

const bytesOf = (batch: UsageBatch): number =>
  Buffer.byteLength(JSON.stringify(batchRequest(batch.records.map(({ record }) => record))))

/** Allocations of about so many bytes: one unit for each 400 of them. */
const allocationsOf = (bytes: number): ReadonlyArray<Allocation> =>
  Array.from({ length: Math.floor(bytes / 400) }, (_, i) => ({
    tags: [["k".repeat(MeteringLimits.tagKeyMax), `${i}`.padEnd(230, "v")]],
    quantity: 1
  }))

const many = allocationsOf(60_000)

const anyAgreement: fc.Arbitrary<Agreement> = fc.oneof(
  fc.nat({ max: 40 }).map((n) => license(String(n))),
  fc.nat({ max: 5 }).map((n): Agreement => ({ _tag: "Product", buyer: String(n).padStart(12, "0") })),
  fc.nat({ max: 5 }).map((n): Agreement => ({ _tag: "Legacy", customerIdentifier: `é${n}` }))
)

const anyRecords = fc.array(
  fc
    .record({
      agreement: anyAgreement,
      allocations: fc.constantFrom([], [], many),
      dimension: fc.constantFrom("requests", "ſtorage", '"'),
      productCode: fc.constantFrom("product-1", "p".repeat(255)),
      quantity: fc.constant(many.length),
      region: fc.constantFrom("us-east-1", "eu-west-1")
    })
    .map(leasedRecord),
  { maxLength: 80, size: "max" }
)
