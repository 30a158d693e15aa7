import { type InvariantId, Invariants } from "./Invariants.ts"

/** What a check found that must not be. */
export interface Finding {
  readonly invariant: InvariantId
  /** One sentence on what was found, without a full stop. */
  readonly found: string
}

/** Whose rows a check looked at. */
export interface AuditedRow {
  readonly account: string
  readonly meter: string
  /** The record's; undefined where the account and meter as a whole are meant. */
  readonly dedupKey?: string | undefined
}

/**
 * A promise that the rows of a ledger do not keep.
 *
 * - **Shape**: `dedupKey` is undefined where the account and meter as a whole are meant, and not one record.
 */
export interface Violation extends Finding {
  readonly account: string
  readonly meter: string
  readonly dedupKey: string | undefined
  /** One sentence on what a person does now. */
  readonly nextStep: string
}

/** Puts together what was found and where, with what to do. */
const of = ({ found, invariant }: Finding, { account, dedupKey, meter }: AuditedRow): Violation => ({
  invariant,
  account,
  meter,
  dedupKey,
  found,
  nextStep: Invariants[invariant].nextStep
})

/** Prints a violation in one line: number, account, meter, dedup key, and what was found. */
const format = ({ account, dedupKey, found, invariant, meter }: Violation): string =>
  `${invariant} ${JSON.stringify(account)} ${JSON.stringify(meter)}${dedupKey === undefined ? "" : ` ${dedupKey}`}: ${found}`

/**
 * Violations: what an audit finds.
 *
 * **Example** (A record that died without a word)
 *
 *     const violation = Violation.of(
 *       { invariant: "I-13", found: "it is dead and nothing says why" },
 *       { account: "acme", meter: "pages" }
 *     )
 *
 *     Violation.format(violation) // => "I-13 \"acme\" \"pages\": it is dead and nothing says why"
 *     violation.nextStep === Invariants["I-13"].nextStep // => true
 */
export const Violation = { format, of }
