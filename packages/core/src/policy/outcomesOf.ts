import { Instant } from "../model/Instant.ts"
import type { LeasedRecord } from "../model/Lease.ts"
import { type MatchedAnswer, SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import type { UsageRecord } from "../model/UsageRecord.ts"
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
export const outcomesOf = (
  records: ReadonlyArray<LeasedRecord>,
  { Results: results = [], UnprocessedRecords: unprocessed = [] }: BatchAnswer
): MatchedAnswer =>
  isInOrder(records, results, unprocessed)
    ? {
        foreign: 0,
        outcomes: records.map((leased, i) => ({
          leased,
          outcome: verdictOf(results[i]!, leased.record.quantity)
        }))
      }
    : matched(records, results, unprocessed)

/**
 * Whether each record has its one verdict in its own place, as AWS answers nearly always: to see that takes a quarter of
 * the time of matching. Each entry is compared with its record all the same, so that nothing is taken on trust.
 */
const isInOrder = (
  records: ReadonlyArray<LeasedRecord>,
  results: ReadonlyArray<AnswerResult>,
  unprocessed: ReadonlyArray<Partial<RequestRecord>>
): boolean =>
  results.length === records.length &&
  unprocessed.length === 0 &&
  records.every(({ record }, i) => isOf(record, results[i]!.UsageRecord)) &&
  // Records of one request whose keys differ have identities that differ, so that no entry can be of two of them.
  new Set(records.map(({ record }) => record.dedupKey)).size === records.length

const isOf = (
  { agreement, dimension, timestamp }: UsageRecord,
  echoed: Partial<RequestRecord> | undefined
): boolean => {
  if (echoed?.Dimension !== dimension || echoed.Timestamp !== Instant.toEpochSeconds(timestamp)) return false
  const { CustomerAWSAccountId, CustomerIdentifier, LicenseArn } = echoed
  switch (agreement._tag) {
    case "License":
      return (
        CustomerAWSAccountId === agreement.buyer &&
        LicenseArn === agreement.licenseArn &&
        CustomerIdentifier === undefined
      )
    case "Product":
      return (
        CustomerAWSAccountId === agreement.buyer &&
        CustomerIdentifier === undefined &&
        LicenseArn === undefined
      )
    case "Legacy":
      return (
        CustomerIdentifier === agreement.customerIdentifier &&
        CustomerAWSAccountId === undefined &&
        LicenseArn === undefined
      )
  }
}

const matched = (
  records: ReadonlyArray<LeasedRecord>,
  answered: ReadonlyArray<AnswerResult>,
  leftOver: ReadonlyArray<Partial<RequestRecord>>
): MatchedAnswer => {
  const results = groupBy(answered, (result) => identityOf(result.UsageRecord ?? {}))
  const unprocessed = groupBy(leftOver, identityOf)
  const sent = records.map((leased) => ({ id: identityOf(requestRecord(leased.record)), leased }))
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

const groupBy = <A>(
  entries: ReadonlyArray<A>,
  keyOf: (entry: A) => string
): ReadonlyMap<string, ReadonlyArray<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const entry of entries) {
    const key = keyOf(entry)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return groups
}
