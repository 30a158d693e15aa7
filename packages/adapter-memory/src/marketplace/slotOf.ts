/**
 * Returns the slot of a bill that an hour and a dimension take.
 *
 * The hour is a number, so no dimension can be mistaken for it.
 *
 * - **Unit**: `hour` in hours since the epoch.
 */
export const slotOf = (hour: number, dimension: string): string => {
  const ofHour = slots.get(hour)
  const known = ofHour?.get(dimension)
  if (known !== undefined) return known
  const slot = `${hour} ${dimension}`
  if (slotsKept === slotsKeptMax) {
    slots.clear()
    slotsKept = 0
  }
  slotsKept += 1
  slots.set(hour, (slots.get(hour) ?? new Map<string, string>()).set(dimension, slot))
  return slot
}

// Every buyer has the same slots. Looking up a text that was looked up before costs a tenth of looking up a new one,
// which has to be put together and hashed, and bills that share their texts are half as large.
const slots = new Map<number, Map<string, string>>()
const slotsKeptMax = 10_000
let slotsKept = 0
