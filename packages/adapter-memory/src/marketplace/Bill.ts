import type { AcceptedRecord } from "./AcceptedRecord.ts"
import type { DedupKey } from "./DedupKey.ts"
import { uuidFrom } from "./uuidFrom.ts"

/** What has been accepted of one customer, under one product or license, in one region. */
export interface Bill {
  /** By hour and dimension. */
  readonly bySlot: Map<string, AcceptedRecord>
  /** What the ids of its records have in common. */
  readonly idStem: string
}

/** Bills by region, then by product or license, then by customer. */
export type Bills = Map<string, Map<string, Map<string, Bill>>>

/** Makes the bill on which a key's record will stand; its ids depend on the seed and on whose it is. */
export const makeBill = (seed: string, { billedTo, customer, region, scope }: DedupKey): Bill => ({
  bySlot: new Map(),
  idStem: uuidFrom(seed, "bill", scope, region, billedTo, customer).slice(0, 19)
})

/** Returns the bill of a key; undefined if nothing stands on it yet. */
export const billOf = (bills: Bills, { billedTo, customer, region }: DedupKey): Bill | undefined =>
  bills.get(region)?.get(billedTo)?.get(customer)

/** Puts a bill where its key says. */
export const addBill = (bills: Bills, { billedTo, customer, region }: DedupKey, bill: Bill): void => {
  const ofRegion = bills.get(region) ?? new Map<string, Map<string, Bill>>()
  const ofProduct = ofRegion.get(billedTo) ?? new Map<string, Bill>()
  bills.set(region, ofRegion.set(billedTo, ofProduct.set(customer, bill)))
}

/**
 * Returns the id of the record that takes a slot of a bill: a lower-case UUID.
 *
 * The stem tells the bills apart and costs a digest each; the rest tells the slots of one bill apart, in 60 bits, and
 * has to be cheap, because it is made for every record.
 */
export const meteringRecordIdOf = ({ idStem }: Pick<Bill, "idStem">, slot: string): string => {
  let low = 0xdeadbeef
  let high = 0x41c6ce57
  for (let index = 0; index < slot.length; index++) {
    const unit = slot.charCodeAt(index)
    low = Math.imul(low ^ unit, 2_654_435_761)
    high = Math.imul(high ^ unit, 1_597_334_677)
  }
  const one = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909)
  const other = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909)
  const first = (0xa_000 | (one & 0xfff)).toString(16)
  const second = sixDigits((one >>> 12) | ((other & 0xf) << 20))
  return idStem + (`${first}-` + (second + sixDigits(other >>> 4)))
}

const sixDigits = (bits: number): string => (0x1_000_000 | (bits & 0xffffff)).toString(16).slice(1)
