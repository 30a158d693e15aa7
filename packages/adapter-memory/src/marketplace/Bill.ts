import type { DedupKey } from "./DedupKey.ts"
import { isSameHolder } from "./Holder.ts"
import type { Holder, StemmedHolder } from "./Holder.ts"
import type { LedgerRecord } from "./LedgerRecord.ts"
import { uuidFrom } from "./uuidFrom.ts"

/** What has been accepted of one customer, under one product or license, in one region. */
export interface Bill {
  readonly customer: string
  readonly billedTo: string
  /** Whose its first record is, and nearly every later one. */
  readonly holder: StemmedHolder
  /** Undefined until a record stands on it. */
  place: BillPlace | undefined
  /** How many records stand on it. */
  records: number
}

/** A bill on which a record stands. */
export interface PlacedBill extends Bill {
  place: BillPlace
}

/** Where the records of a bill stand. */
export interface BillPlace {
  /** How many bills of its region came before it. */
  readonly number: number
  readonly slots: Slots
}

/**
 * The records of a region by slot, then by the number of their bill. The slot comes first because the records of a
 * request mostly share it: what is looked up for one lies beside what is looked up for the next.
 */
export type Slots = Map<string, Array<LedgerRecord | undefined>>

/** The bills of one region. */
export interface RegionBills {
  /** By product or license, then by customer. */
  readonly bills: Map<string, Map<string, PlacedBill>>
  /** By number. */
  readonly numbered: Array<PlacedBill>
  readonly slots: Slots
}

/** Bills by region. */
export type Bills = Map<string, RegionBills>

/** Makes the bill on which a key's record will stand; its ids depend on the seed and on whose it is. */
export const makeBill = (seed: string, key: DedupKey, holder: Holder): Bill => {
  const { billedTo, customer, region, scope } = key
  const idStem = uuidFrom(seed, "bill", scope, region, billedTo, customer).slice(0, 19)
  return { billedTo, customer, holder: { ...holder, idStem }, place: undefined, records: 0 }
}

/** Returns the bill of a key; undefined if nothing stands on it yet. */
export const billOf = (bills: Bills, { billedTo, customer, region }: DedupKey): Bill | undefined =>
  bills.get(region)?.bills.get(billedTo)?.get(customer)

/** Returns the record that has taken a slot on a bill. */
export const recordOn = ({ place }: Bill, slot: string): LedgerRecord | undefined =>
  place?.slots.get(slot)?.[place.number]

/**
 * Puts a record where its key says, on a bill like `bill` that is there already, or else on `bill` itself.
 *
 * Returns the record as it stands there; undefined if the slot is taken.
 */
export const putRecord = (
  bills: Bills,
  bill: Bill,
  { key, record }: PlacedRecord
): LedgerRecord | undefined => {
  const placed = isPlaced(bill) ? bill : placeBill(bills, key.region, bill)
  const { number, slots } = placed.place
  const ofSlot = slots.get(key.slot) ?? addSlot(slots, key.slot)
  if (ofSlot[number] !== undefined) return undefined
  const own = movedTo(placed, record)
  ofSlot[number] = own
  placed.records += 1
  return own
}

interface PlacedRecord {
  readonly key: DedupKey
  readonly record: LedgerRecord
}

const isPlaced = (bill: Bill): bill is PlacedBill => bill.place !== undefined

const placeBill = (bills: Bills, region: string, bill: Bill): PlacedBill => {
  const ofRegion = bills.get(region) ?? addRegion(bills, region)
  const ofProduct = ofRegion.bills.get(bill.billedTo) ?? new Map<string, PlacedBill>()
  const known = ofProduct.get(bill.customer)
  if (known !== undefined) return known
  const placed = Object.assign(bill, { place: { number: ofRegion.numbered.length, slots: ofRegion.slots } })
  ofRegion.bills.set(bill.billedTo, ofProduct.set(bill.customer, placed))
  ofRegion.numbered.push(placed)
  return placed
}

const addRegion = (bills: Bills, region: string): RegionBills => {
  const added: RegionBills = { bills: new Map(), numbered: [], slots: new Map() }
  bills.set(region, added)
  return added
}

const addSlot = (slots: Slots, slot: string): Array<LedgerRecord | undefined> => {
  const added: Array<LedgerRecord | undefined> = []
  slots.set(slot, added)
  return added
}

// A record that was made for a bill like this one has a holder like this one's, which is kept already.
const movedTo = ({ holder }: Bill, record: LedgerRecord): LedgerRecord => {
  const own = record.holder
  const isKept = own === holder || own.idStem !== holder.idStem || !isSameHolder(own, holder)
  return isKept ? record : { ...record, holder }
}
