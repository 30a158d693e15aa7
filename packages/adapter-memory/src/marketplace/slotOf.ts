import { idTailOf } from "./idTailOf.ts"

/** The UTC hour and the dimension that a record is about. */
export interface Slot {
  /** The same text for every record of the dimension, so that the ledger holds nothing of a request. */
  readonly dimension: string
  /** In hours since the epoch. */
  readonly hour: number
  /** The second half of the ids of its records. */
  readonly idTail: string
  /** What the slot is called on a bill; the hour is a number, so no dimension can be mistaken for it. */
  readonly text: string
}

/**
 * Returns the slot of an hour and a dimension.
 *
 * - **Unit**: `hour` in hours since the epoch.
 */
export const slotOf = (hour: number, dimension: string): Slot => {
  // The records of a request mostly share their slot.
  if (hour === latest.hour && dimension === latest.dimension) return latest
  latest = slots.get(hour)?.get(dimension) ?? keptSlot(hour, dimension)
  return latest
}

/** Returns a slot that is called otherwise than by its hour and its dimension. */
export const slotCalled = (text: string, { dimension, hour }: Pick<Slot, "dimension" | "hour">): Slot => ({
  dimension,
  hour,
  idTail: idTailOf(text),
  text
})

const keptSlot = (hour: number, dimension: string): Slot => {
  if (slotsKept === slotsKeptMax) {
    slots.clear()
    slotsKept = 0
  }
  slotsKept += 1
  const slot = slotCalled(`${hour} ${dimension}`, { dimension, hour })
  slots.set(hour, (slots.get(hour) ?? new Map<string, Slot>()).set(dimension, slot))
  return slot
}

// Every buyer has the same slots. Looking up a text that was looked up before costs a tenth of looking up a new one,
// which has to be put together and hashed, and a ledger that shares its texts is smaller.
const slots = new Map<number, Map<string, Slot>>()
const slotsKeptMax = 10_000
let slotsKept = 0
let latest = slotCalled("", { dimension: "", hour: Number.NaN })
