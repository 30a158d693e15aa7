import type { AcceptedRecord } from "./AcceptedRecord.ts"
import type { DedupKey } from "./DedupKey.ts"
import { uuidFrom } from "./uuidFrom.ts"

/** What has been accepted of one customer, under one product or license, in one region. */
export interface Bill {
  readonly customer: string
  readonly billedTo: string
  /** What the ids of its records have in common. */
  readonly idStem: string
  /** How many records stand on it; one without any may be in no place yet. */
  records: number
}

/** The bills of one region. */
export interface RegionBills {
  /** By product or license, then by customer. */
  readonly bills: Map<string, Map<string, Bill>>
  /**
   * The records by slot, then by bill. The slot comes first because the records of a request mostly share it: what is
   * looked up for one lies beside what is looked up for the next.
   */
  readonly bySlot: Map<string, Map<Bill, AcceptedRecord>>
}

/** Bills by region. */
export type Bills = Map<string, RegionBills>

/** Makes the bill on which a key's record will stand; its ids depend on the seed and on whose it is. */
export const makeBill = (seed: string, { billedTo, customer, region, scope }: DedupKey): Bill => ({
  billedTo,
  customer,
  idStem: uuidFrom(seed, "bill", scope, region, billedTo, customer).slice(0, 19),
  records: 0
})

/** Returns the bill of a key; undefined if nothing stands on it yet. */
export const billOf = (bills: Bills, { billedTo, customer, region }: DedupKey): Bill | undefined =>
  bills.get(region)?.bills.get(billedTo)?.get(customer)

/** Returns the record that has taken the slot of a key on its bill. */
export const recordOn = (bills: Bills, bill: Bill, { region, slot }: DedupKey): AcceptedRecord | undefined =>
  bills.get(region)?.bySlot.get(slot)?.get(bill)

/**
 * Puts a record where its key says, on a bill like `bill` that is there already, or else on `bill` itself; false if the
 * slot is taken.
 */
export const putRecord = (bills: Bills, bill: Bill, { key, record }: PlacedRecord): boolean => {
  const { region, slot } = key
  const ofRegion = bills.get(region) ?? addRegion(bills, region)
  const placed = bill.records > 0 ? bill : placeBill(ofRegion, bill)
  const ofSlot = ofRegion.bySlot.get(slot)
  if (ofSlot === undefined) ofRegion.bySlot.set(slot, new Map([[placed, record]]))
  else if (ofSlot.has(placed)) return false
  else ofSlot.set(placed, record)
  placed.records += 1
  return true
}

interface PlacedRecord {
  readonly key: DedupKey
  readonly record: AcceptedRecord
}

const addRegion = (bills: Bills, region: string): RegionBills => {
  const added: RegionBills = { bills: new Map(), bySlot: new Map() }
  bills.set(region, added)
  return added
}

const placeBill = ({ bills }: RegionBills, bill: Bill): Bill => {
  const ofProduct = bills.get(bill.billedTo) ?? new Map<string, Bill>()
  const known = ofProduct.get(bill.customer)
  if (known !== undefined) return known
  bills.set(bill.billedTo, ofProduct.set(bill.customer, bill))
  return bill
}

/**
 * Returns the id of the record that takes a slot of a bill: a lower-case UUID.
 *
 * The stem tells the bills apart and costs a digest each; the rest tells the slots of one bill apart, in 60 bits, and
 * has to be cheap, because it is made for every record.
 */
export const meteringRecordIdOf = ({ idStem }: Pick<Bill, "idStem">, slot: string): string => {
  if (slot !== latest.slot) latest = { slot, tail: idTailOf(slot) }
  return idStem + latest.tail
}

const idTailOf = (slot: string): string => {
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
  return `${first}-${second}${sixDigits(other >>> 4)}`
}

const sixDigits = (bits: number): string => (0x1_000_000 | (bits & 0xffffff)).toString(16).slice(1)

// The records of a request mostly share their slot, and so the tail of their ids.
let latest = { slot: "", tail: idTailOf("") }
