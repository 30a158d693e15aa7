import type { Choices } from "../Choices.ts"

/**
 * How sure it is that AWS does what a rule says.
 *
 * - `documented`: AWS's API model, API reference or Seller Guide says so.
 * - `observed`: somebody has seen AWS do it, and shows it.
 * - `inferred`: it follows from several of these.
 * - `chosen`: nobody has said; the emulator does what seems likely.
 * - `ours`: it is about the emulator itself.
 */
export type Certainty = "chosen" | "documented" | "inferred" | "observed" | "ours"

/**
 * The parts that the rules come in, in the order in which a request meets them.
 *
 * **Example** (The rules of one operation)
 *
 *     const rules = serviceRules.filter(({ part }) => part === "RegisterUsage")
 *
 *     rules.map(({ number }) => number) // => [39, 40]
 *     ruleParts.indexOf("Transport") // => 0
 */
export const ruleParts = [
  "Transport",
  "Shape",
  "BatchMeterUsage, whole request",
  "BatchMeterUsage, each record",
  "MeterUsage",
  "RegisterUsage",
  "ResolveCustomer",
  "Lifecycle, audit and time"
] as const

/** One rule of the service that the emulator keeps; every one has a test that is named by its number. */
export interface ServiceRule {
  readonly number: number
  readonly part: (typeof ruleParts)[number]
  readonly statement: string
  readonly certainty: Certainty
  readonly source: string
  /** What of it is open: the named choices that decide it. */
  readonly choices: ReadonlyArray<keyof Choices>
}
