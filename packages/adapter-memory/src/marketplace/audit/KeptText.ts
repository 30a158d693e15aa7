/**
 * A text that is kept for long: where its bytes stand.
 *
 * They stand outside of the heap, many texts in one block, so that the garbage collector neither copies nor counts them.
 * A block is let go with the last text that stands in it.
 */
export interface KeptText {
  readonly block: Buffer
  readonly from: number
  readonly until: number
}

/**
 * Keeps a text; undefined for one with a surrogate without its partner, because UTF-8 has no word for that.
 */
export const keepText = (text: string): KeptText | undefined => {
  if (!text.isWellFormed()) return undefined
  // A unit of UTF-16 takes three bytes at most.
  const bytesMax = text.length * 3
  if (block.length - used < bytesMax) {
    block = Buffer.allocUnsafeSlow(Math.max(blockBytes, bytesMax))
    used = 0
  }
  const from = used
  used += block.write(text, from)
  return { block, from, until: used }
}

/** Returns a text that is kept. */
export const textOf = ({ block: of, from, until }: KeptText): string => of.toString("utf8", from, until)

const blockBytes = 262_144
let block = Buffer.alloc(0)
let used = 0
