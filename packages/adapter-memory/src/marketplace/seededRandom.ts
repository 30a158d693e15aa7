import { hash } from "node:crypto"

/**
 * Returns a source of numbers from 0 inclusive to 1 exclusive that depends on the seed alone.
 *
 * - **Source**: mulberry32, by Tommy Ettinger; its 32 bits are enough for what a test draws.
 */
export const seededRandom = (seed: string): (() => number) => {
  let state = Number.parseInt(hash("sha256", seed, "hex").slice(0, 8), 16)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), state | 1)
    const spread = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61))
    return ((spread ^ (spread >>> 14)) >>> 0) / 4_294_967_296
  }
}
