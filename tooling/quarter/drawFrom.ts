import { hash } from "node:crypto"

/** Chance that depends on a seed alone. */
export interface Draw {
  /** From 0 inclusive to 1 exclusive. */
  readonly share: () => number
  /** A whole number, both limits included. */
  readonly between: (min: number, max: number) => number
  readonly oneOf: <A>(items: readonly [A, ...ReadonlyArray<A>]) => A
}

/** Makes a source of chance: the same seed draws the same for ever. */
export const drawFrom = (seed: string): Draw => {
  let drawn = 0
  const share = () => {
    drawn += 1
    return Number.parseInt(hash("sha256", `${seed} ${drawn}`, "hex").slice(0, 8), 16) / 2 ** 32
  }
  const between = (min: number, max: number) => min + Math.floor(share() * (max - min + 1))
  return { between, oneOf: (items) => items[between(0, items.length - 1)] ?? items[0], share }
}
