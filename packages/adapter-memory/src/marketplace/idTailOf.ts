/**
 * Returns the second half of the ids of a slot's records, of 60 bits that depend on its text alone.
 *
 * The stem of a bill and the tail of a slot make an id: a lower-case UUID. The stem tells the bills apart and costs a digest
 * each; the tail tells the slots of one bill apart and has to be cheap, because slots are many.
 */
export const idTailOf = (slot: string): string => {
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
