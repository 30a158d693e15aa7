import type { LeasedRecord } from "../model/Lease.ts"
import { type MatchedAnswer, SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import { type RequestRecord, requestRecord } from "./batchRequest.ts"

/**
 * One entry of `Results`, as far as AWS filled it in; instants in epoch seconds.
 *
 * - **Source**: AWS SDK 3.1138, the shape UsageRecordResult, read 2026-11-21.
 */
export interface AnswerResult {
  readonly UsageRecord?: Partial<RequestRecord> | undefined
  readonly MeteringRecordId?: string | undefined
  readonly Status?: string | undefined
}

/** The answer to BatchMeterUsage; a list that is absent counts as empty. */
export interface BatchAnswer {
  readonly Results?: ReadonlyArray<AnswerResult> | undefined
  readonly UnprocessedRecords?: ReadonlyArray<Partial<RequestRecord>> | undefined
}

/**
 * Finds AWS's word on every record of a request.
 *
 * Entries are matched by who and what they are (license or customer, dimension, timestamp) and never by position, which
 * AWS does not promise. A Success counts only with a record id and our own quantity.
 *
 * - **Shape**: exactly one outcome for each record, in the order of the request.
 *
 * **Example** (AWS took a record, and then said nothing of it)
 *
 *     const agreement = Agreement.make({ _tag: "Product", buyer: "111111111111" })
 *     const key = {
 *       agreement,
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
 *     const sent = [{ record, attempts: 1, mayBeAccepted: false, sendBefore: record.deadline }]
 *     const success = { UsageRecord: requestRecord(record), Status: "Success", MeteringRecordId: "mr-1" }
 *
 *     outcomesOf(sent, { Results: [success] }).outcomes[0]?.outcome
 *     // => { _tag: "Accepted", meteringRecordId: "mr-1" }
 *     outcomesOf(sent, {}).outcomes[0]?.outcome // => { _tag: "Unanswered" }
 *     outcomesOf([], { Results: [success] }).foreign // => 1
 */
export const outcomesOf = (records: ReadonlyArray<LeasedRecord>, answer: BatchAnswer): MatchedAnswer => {
  const sent = records.map((leased) => {
    const request = requestRecord(leased.record)
    return { id: identityOf(request), leased, request }
  })
  const results = groupBy(answer.Results ?? [], ({ UsageRecord: echoed = {} }, i) => {
    // AWS answers in the order of the request, as a rule; to see that is quicker than to spell an identity once more.
    const asked = sent[i]
    return asked !== undefined && isSame(asked.request, echoed) ? asked.id : identityOf(echoed)
  })
  const unprocessed = groupBy(answer.UnprocessedRecords ?? [], identityOf)
  const ids = new Set(sent.map(({ id }) => id))
  const foreign = [...results, ...unprocessed].reduce(
    (n, [id, entries]) => (ids.has(id) ? n : n + entries.length),
    0
  )
  return {
    foreign,
    outcomes: sent.map(({ id, leased }) => ({
      leased,
      outcome: outcomeOf(leased, results.get(id) ?? [], (unprocessed.get(id) ?? []).length > 0)
    }))
  }
}

const outcomeOf = (
  { record }: LeasedRecord,
  results: ReadonlyArray<AnswerResult>,
  isUnprocessed: boolean
): SubmissionOutcome => {
  const [result, second] = results
  if (result === undefined) {
    return isUnprocessed
      ? SubmissionOutcome.make({ _tag: "Unprocessed" })
      : SubmissionOutcome.make({ _tag: "Unanswered" })
  }
  // Two verdicts on one record, or a verdict beside "unprocessed", contradict each other: neither is proof.
  if (isUnprocessed || (second !== undefined && second.Status !== result.Status)) {
    return SubmissionOutcome.make({ _tag: "Unanswered" })
  }
  return verdictOf(result, record.quantity)
}

const verdictOf = (result: AnswerResult, quantity: number): SubmissionOutcome => {
  switch (result.Status) {
    case "Success": {
      const echoed = result.UsageRecord?.Quantity ?? 0
      if (echoed !== quantity) return SubmissionOutcome.make({ _tag: "EchoMismatch", quantity: echoed })
      return result.MeteringRecordId === undefined || result.MeteringRecordId === ""
        ? SubmissionOutcome.make({ _tag: "Unanswered" })
        : { _tag: "Accepted", meteringRecordId: result.MeteringRecordId }
    }
    case "CustomerNotSubscribed":
      return SubmissionOutcome.make({ _tag: "NotSubscribed" })
    case "DuplicateRecord":
      return SubmissionOutcome.make({ _tag: "Duplicate" })
    // A status of the future proves nothing, so the record counts as unanswered and is asked about again.
    case undefined:
    default:
      return SubmissionOutcome.make({ _tag: "Unanswered" })
  }
}

// Milliseconds may get lost on the way, and the dedup key knows only the hour: seconds are enough to tell records apart.
const identityOf = (record: Partial<RequestRecord>): string =>
  JSON.stringify([
    record.LicenseArn ?? "",
    record.CustomerAWSAccountId ?? "",
    record.CustomerIdentifier ?? "",
    record.Dimension ?? "",
    Math.floor(record.Timestamp ?? -1)
  ])

/** Whether both have the same identity; false may also be said of records whose identities are equal. */
const isSame = (one: Partial<RequestRecord>, other: Partial<RequestRecord>): boolean =>
  one.Dimension === other.Dimension &&
  one.Timestamp === other.Timestamp &&
  one.CustomerAWSAccountId === other.CustomerAWSAccountId &&
  one.CustomerIdentifier === other.CustomerIdentifier &&
  one.LicenseArn === other.LicenseArn

const groupBy = <A>(
  entries: ReadonlyArray<A>,
  keyOf: (entry: A, index: number) => string
): ReadonlyMap<string, ReadonlyArray<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const [i, entry] of entries.entries()) {
    const key = keyOf(entry, i)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return groups
}
