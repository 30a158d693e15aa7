import type { DueUsage, Sealing } from "../model/Sealing.ts"
import { type SealingContext, SealingDraft } from "./SealingDraft.ts"

/**
 * Decides what becomes of the due hours of one account and meter.
 *
 * Hour by hour in the order of time: what the contract includes is taken off; usage of an open hour becomes a record of
 * whole units, the fraction is carried; usage of an hour that is no longer open, and what exceeds AWS's maximum, moves to
 * an open hour, or is set aside with a reason. An hour with less than one unit gets no record, so that it stays open for
 * what may still come, unless the product wants records of zero and the hour is final.
 *
 * - **Guarantees**: every unit goes to exactly one place; a carry is billed in its own hour or later, never before.
 *
 * **Example** (A late event lowered a sealed hour by three: AWS lowers nothing)
 *
 *     const hour = MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z"))
 *     const context = { ...Result.getOrThrow(Catalogue.fromInput({ products: [] })), now: MeteringHour.end(hour) }
 *     const nothing = { carry: undefined, sealedHours: [hour], subscriptions: [], included: [], baseline: [], sealedElsewhere: [] }
 *     const acme = { account: "acme", meter: "peak", openHours: [{ hour, quantity: Quantity.ofUnits(-3), tagged: [] }] }
 *     sealUsage({ ...nothing, ...acme }, context).setAside.map(({ kind }) => kind) // => ["written off"]
 */
export const sealUsage = (usage: DueUsage, context: SealingContext): Sealing => {
  const draft = new SealingDraft(usage, context)
  for (const { hour } of usage.openHours) draft.count(hour)
  draft.moveWholeCarry()
  return draft.sealing()
}
