import { assert, it } from "vitest"
import { makeBill, putRecord, recordOn } from "./Bill.ts"
import type { Bill, Bills } from "./Bill.ts"
import type { DedupKey } from "./DedupKey.ts"
import type { LedgerRecord } from "./LedgerRecord.ts"
import { slotOf } from "./slotOf.ts"

const region = "us-east-1"

const keyOf = (customer: number, hour: number): DedupKey => ({
  billedTo: "saas1",
  customer: String(customer),
  region,
  scope: "product",
  slot: slotOf(hour, "users").text
})

const billFor = (key: DedupKey): Bill => {
  const holder = {
    customerIdentifier: null,
    licenseArn: null,
    productCode: key.billedTo,
    region,
    resource: null
  }
  return makeBill("seed", key, { accountId: key.customer, ...holder })
}

const recordFor = (bill: Bill, hour: number, quantity: number): LedgerRecord => ({
  acceptedAt: 0,
  allocations: null,
  holder: { ...bill.holder },
  quantity,
  slot: slotOf(hour, "users"),
  timestamp: hour * 3_600
})

it("a slot has one record of every customer, however many there are and whoever comes first", () => {
  const bills: Bills = new Map()
  const customers = Array.from({ length: 3_000 }, (_, number) => number)
  const placed = customers.map((customer) => {
    const bill = billFor(keyOf(customer, 1))
    putRecord(bills, bill, { key: keyOf(customer, 1), record: recordFor(bill, 1, customer) })
    return bill
  })

  for (const customer of customers.toReversed()) {
    const bill = billFor(keyOf(customer, 2))
    putRecord(bills, bill, { key: keyOf(customer, 2), record: recordFor(bill, 2, customer) })
  }

  for (const hour of [1, 2]) {
    const found = placed.map((bill) => recordOn(bill, slotOf(hour, "users").text)?.quantity)
    assert.deepStrictEqual(found, customers)
  }
})

it("a slot that is taken is not taken again, and what stands there shares the holder of its bill", () => {
  const bills: Bills = new Map()
  const key = keyOf(1, 1)
  const [first, twin] = [billFor(key), billFor(key)]
  const standing = putRecord(bills, first, { key, record: recordFor(first, 1, 7) })

  const refused = putRecord(bills, twin, { key, record: recordFor(twin, 1, 8) })
  const later = putRecord(bills, twin, { key: keyOf(1, 2), record: recordFor(twin, 2, 9) })

  assert.isUndefined(refused)
  assert.strictEqual(recordOn(first, key.slot), standing)
  assert.deepStrictEqual([first.records, standing?.quantity, later?.quantity], [2, 7, 9])
  assert.isTrue(standing?.holder === first.holder && later?.holder === first.holder)
})
