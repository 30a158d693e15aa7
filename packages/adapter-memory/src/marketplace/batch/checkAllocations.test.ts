import { assert, it } from "vitest"
import { aMarketplace, aRecord, meter, verdictOf } from "../testing/aMarketplace.ts"

const bucket = (AllocatedUsageQuantity: number, tags: Readonly<Record<string, string>> = {}) => {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  return Tags.length === 0 ? { AllocatedUsageQuantity } : { AllocatedUsageQuantity, Tags }
}

const allocated = (...UsageAllocations: ReadonlyArray<object>) => aRecord({ UsageAllocations })

it("rule 18: a key that comes twice in one allocation is an InvalidTagException, unless chosen otherwise", () => {
  const Tags = [
    { Key: "k", Value: "1" },
    { Key: "k", Value: "2" }
  ]
  const record = allocated({ AllocatedUsageQuantity: 3, Tags })
  const lenient = aMarketplace({ choices: { duplicate_tag_key: "accept" } })

  assert.strictEqual(verdictOf(meter(aMarketplace(), [record])), "InvalidTagException")
  assert.deepStrictEqual(verdictOf(meter(lenient, [record])), ["Success"])
})

it("rule 18: five keys in each allocation are allowed; over the record only if chosen so", () => {
  const keys = (prefix: string) =>
    Object.fromEntries(Array.from({ length: 5 }, (_, index) => [prefix + index, "v"]))
  const record = allocated(bucket(1, keys("a")), bucket(2, keys("b")))
  const strict = aMarketplace({ choices: { tag_keys_counted_over: "record" } })

  assert.deepStrictEqual(verdictOf(meter(aMarketplace(), [record])), ["Success"])
  assert.strictEqual(verdictOf(meter(strict, [record])), "InvalidTagException")
})

it("rule 19: allocations that do not add up to the quantity are refused", () => {
  const records = [
    allocated(bucket(2)),
    allocated(bucket(2, { k: "1" }), bucket(2, { k: "2" })),
    aRecord({ Quantity: undefined, UsageAllocations: [bucket(1)] })
  ]

  for (const record of records) {
    const emulator = aMarketplace()
    assert.strictEqual(verdictOf(meter(emulator, [record])), "InvalidUsageAllocationsException")
    assert.deepStrictEqual(emulator.accepted(), [])
  }
})

it("rule 19: allocations that add up are kept as sent, with one untagged bucket among them", () => {
  const emulator = aMarketplace()
  const UsageAllocations = [bucket(1, { team: "a" }), bucket(0, { team: "b" }), bucket(2)]

  meter(emulator, [aRecord({ UsageAllocations })])

  assert.deepStrictEqual(emulator.accepted()[0]?.allocations, UsageAllocations)
})

it("rule 19: 2500 allocations add up exactly", () => {
  const UsageAllocations = Array.from({ length: 2_500 }, (_, index) => bucket(858_993, { k: String(index) }))
  const record = aRecord({ Quantity: 2_500 * 858_993, UsageAllocations })

  assert.deepStrictEqual(verdictOf(meter(aMarketplace(), [record])), ["Success"])
})

it("rule 19: a tag set that comes twice is refused, whatever its order, unless chosen otherwise", () => {
  const twice = [
    allocated(bucket(1, { a: "1", b: "2" }), bucket(2, { b: "2", a: "1" })),
    allocated(bucket(1), bucket(2))
  ]

  for (const record of twice) {
    const other = aMarketplace({ choices: { repeated_tag_set: "InvalidTagException" } })
    const lenient = aMarketplace({ choices: { repeated_tag_set: "accept" } })
    assert.strictEqual(verdictOf(meter(aMarketplace(), [record])), "InvalidUsageAllocationsException")
    assert.strictEqual(verdictOf(meter(other, [record])), "InvalidTagException")
    assert.deepStrictEqual(verdictOf(meter(lenient, [record])), ["Success"])
  }
})

it("rule 19: tag sets that only look alike when joined are two", () => {
  const record = allocated(bucket(1, { "a=b": "c" }), bucket(2, { a: "b=c" }))

  assert.deepStrictEqual(verdictOf(meter(aMarketplace(), [record])), ["Success"])
})
