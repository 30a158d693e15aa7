import type { Instant } from "./Instant.ts"

/**
 * What keeps records back that share a suspect: a product, a dimension or an agreement of which AWS refuses all records, for a
 * reason that the seller can put right.
 *
 * - **Shape**: `refusals` in a row, from 1; until `openUntil` nothing is sent, then a single record to see whether it is mended.
 */
export interface Circuit {
  /** The name of AWS's latest refusal. */
  readonly code: string
  readonly openUntil: Instant
  readonly refusals: number
}

/** Circuits by their suspect, in words. */
export type Circuits = ReadonlyMap<string, Circuit>
