import type { RecordAccepted } from "../applyChanges.ts"
import type { MarketplaceState } from "../MarketplaceState.ts"
import { completed } from "../operation/Operation.ts"
import type { CallContext, Outcome } from "../operation/Operation.ts"
import { uuidFrom } from "../uuidFrom.ts"
import { meterRecord } from "./meterRecord.ts"
import type { UsageBatch } from "./UsageRecord.ts"
import { resultOf } from "./Verdict.ts"
import type { UsageRecordResult, Verdict } from "./Verdict.ts"

/**
 * Gives every record of a batch its verdict, in the order of the input: rules 22 to 31.
 *
 * Every record is in exactly one of Results and UnprocessedRecords; the unprocessed ones, those that a fault selects,
 * are neither billed nor rejected.
 */
export const meterBatch = (batch: UsageBatch, state: MarketplaceState, context: CallContext): Outcome => {
  const changes: Array<RecordAccepted> = []
  const results: Array<UsageRecordResult> = []
  const verdicts: Array<Verdict> = []
  for (const record of batch.UsageRecords.slice(context.unprocessedRecords)) {
    const { accepted, verdict } = meterRecord(record, { batch, context, state, taken: changes })
    results.push(resultOf(record, verdict))
    verdicts.push(verdict)
    if (accepted !== undefined) changes.push(accepted)
  }
  const UnprocessedRecords = batch.UsageRecords.slice(0, context.unprocessedRecords)
  const outcome = completed({ Results: inAnswerOrder(results, context), UnprocessedRecords }, changes)
  const isInOrder = UnprocessedRecords.length === 0 && context.choices.results_order === "input"
  return isInOrder ? { ...outcome, verdicts } : outcome
}

// A shuffle that depends on what is in the answer, so that the same history has the same answers.
const inAnswerOrder = (
  results: ReadonlyArray<UsageRecordResult>,
  { choices, now, seed }: CallContext
): ReadonlyArray<UsageRecordResult> => {
  if (choices.results_order === "input") return results
  const rank = new Map(results.map((result, index) => [result, uuidFrom(seed, String(now), String(index))]))
  return results.toSorted((one, other) => ((rank.get(one) ?? "") < (rank.get(other) ?? "") ? -1 : 1))
}
