import { DateTime, Duration, Result } from "effect"
import type { Circuit, Circuits } from "../model/Circuit.ts"
import type { Instant } from "../model/Instant.ts"
import { outcomeRemedy } from "../model/OutcomeRemedies.ts"
import type { Verdict } from "../model/Verdict.ts"
import { suspectFor, suspectsOf } from "./suspectsOf.ts"

/** Fewer records than this may all be bad by themselves, and cost too little to be kept back. */
const recordsMin = 3
const shortest = Duration.minutes(1)
/** Shorter than the safety margin, so that what is mended late is still found mended in time. */
const longest = Duration.minutes(5)

/**
 * Judges by the verdicts on a batch which records are kept back from now on.
 *
 * A circuit opens when AWS refuses three records of a batch, each alone, for one thing that they share and that the seller can put
 * right: a dimension, an agreement, or the product. A probe that is refused keeps it open for twice as long, to five minutes at
 * most. Any other word of AWS on a record closes the circuits of all that it shares with others; silence proves nothing.
 *
 * **Example** (A dimension that was renamed, and a probe that AWS takes)
 *
 *     const key = {
 *       agreement: Agreement.make({ _tag: "Product", buyer: "111111111111" }),
 *       dimension: "pages",
 *       hour: MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z")),
 *       productCode: "4ml54db8vrmju",
 *       region: "us-east-1"
 *     }
 *     const record = UsageRecord.make({
 *       ...key,
 *       dedupKey: DedupKey.of(key),
 *       account: "acme",
 *       meter: "pages",
 *       quantity: 7,
 *       used: Quantity.ofUnits(7),
 *       allocations: [],
 *       timestamp: MeteringHour.start(key.hour),
 *       deadline: submissionDeadline(key.hour),
 *       sealedAt: MeteringHour.end(key.hour)
 *     })
 *     const leased = { record, attempts: 1, mayBeAccepted: false, sendBefore: record.deadline }
 *     const heard = (outcome: SubmissionOutcome) => ({ leased, verdict: Result.succeed(outcome) })
 *     const refused = heard(
 *       SubmissionOutcome.make({ _tag: "Rejected", code: "InvalidUsageDimensionException", message: "" })
 *     )
 *     const now = record.sealedAt
 *
 *     const circuits = circuitsAfter([refused, refused, refused], { circuits: new Map(), now })
 *     const [[suspect, circuit] = []] = [...circuits]
 *     suspect // => "dimension \"pages\" of product \"4ml54db8vrmju\" in us-east-1"
 *     circuit && DateTime.formatIso(circuit.openUntil) // => "2026-03-10T12:01:00.000Z"
 *     circuitsAfter([heard(SubmissionOutcome.make({ _tag: "Duplicate" }))], { circuits, now }).size // => 0
 */
export const circuitsAfter = (
  verdicts: ReadonlyArray<Verdict>,
  { circuits, now }: { readonly circuits: Circuits; readonly now: Instant }
): Circuits => {
  const refusals = verdicts.map(refusalIn).filter((refusal) => refusal !== undefined)
  // Where nothing is refused and nothing open there is nothing to do, and that is every day.
  if (refusals.length === 0 && circuits.size === 0) return circuits
  const after = new Map(circuits)
  for (const [suspect, all] of Map.groupBy(refusals, (refusal) => refusal.suspect)) {
    const circuit = circuits.get(suspect)
    if (circuit !== undefined || all.length >= recordsMin)
      after.set(suspect, opened(circuit, all[0]!.code, now))
  }
  if (after.size === 0) return after
  for (const { leased, verdict } of verdicts)
    if (Result.isSuccess(verdict) && refusalIn({ leased, verdict }) === undefined)
      for (const suspect of suspectsOf(leased.record)) after.delete(suspect)
  return after
}

const opened = (circuit: Circuit | undefined, code: string, now: Instant): Circuit => {
  const refusals = (circuit?.refusals ?? 0) + 1
  const patience = Duration.min(longest, Duration.times(shortest, 2 ** (Math.min(refusals, 8) - 1)))
  return { code, openUntil: DateTime.addDuration(now, patience), refusals }
}

const refusalIn = ({
  leased,
  verdict
}: Verdict): { readonly code: string; readonly suspect: string } | undefined => {
  if (Result.isFailure(verdict) || verdict.success._tag !== "Rejected") return undefined
  const { code } = verdict.success
  return outcomeRemedy(verdict.success).retry === "fix"
    ? { code, suspect: suspectFor(code, leased.record) }
    : undefined
}
