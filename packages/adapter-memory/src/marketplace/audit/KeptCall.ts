import type { UsageRecordResult } from "../batch/meterRecord.ts"
import { operations } from "../operation/operations.ts"
import type { Completed } from "../operation/Operation.ts"
import type { Refusal } from "../Refusal.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { Misread } from "../wire.ts"
import type { LoggedCall } from "./LoggedCall.ts"

/**
 * A call as the log keeps it.
 *
 * One text and two lists instead of an object for every record and every result: whatever is kept for long is copied
 * and traced by the garbage collector, object by object.
 */
export interface KeptCall extends Omit<LoggedCall, "answer" | "request"> {
  readonly answer: Completed | Refusal | Verdicts
  /** How many usage records it has. */
  readonly records: number
  /** The text it came in, or, if it came in none, what was read. */
  readonly request: JsonObject | string
}

/** The results of a batch without the records they echo, in the order of the records. */
interface Verdicts {
  readonly _tag: "Verdicts"
  readonly ids: ReadonlyArray<string | undefined>
  /** One for all of them, where they are alike. */
  readonly statuses: ReadonlyArray<UsageRecordResult["Status"]> | UsageRecordResult["Status"]
}

/** Returns what is kept of a call; `text` is the JSON it was read from, undefined if it came as an object. */
export const keptCall = (call: LoggedCall, text?: string): KeptCall => {
  const { answer, at, caller, operation, region, request, requestId } = call
  const records = recordsOf(request)
  const known = { at, caller, operation, records: records.length, region, requestId }
  return text === undefined
    ? { ...known, answer, request }
    : { ...known, answer: withoutEchoes(answer, records), request: text }
}

/** Returns a call as it was, read again from what is kept of it. */
export const toldCall = ({ records: _records, ...kept }: KeptCall): LoggedCall => {
  const request = typeof kept.request === "string" ? readAgain(kept.operation, kept.request) : kept.request
  const answer = kept.answer._tag === "Verdicts" ? withEchoes(kept.answer, recordsOf(request)) : kept.answer
  return { ...kept, answer, request }
}

// Records and results are of the types that the operation has read and made.
const recordsOf = ({ UsageRecords }: JsonObject): ReadonlyArray<UsageRecordResult["UsageRecord"]> =>
  Array.isArray(UsageRecords) ? UsageRecords : []

const readAgain = (operation: string, text: string): JsonObject => {
  const prepared = operations.get(operation)?.prepare(JSON.parse(text))
  if (prepared === undefined || prepared instanceof Misread)
    throw new Error(`${text} was read, and is not now`)
  return prepared.request
}

const withoutEchoes = (answer: Completed | Refusal, records: ReadonlyArray<unknown>): KeptCall["answer"] => {
  if (answer._tag === "Refusal" || !Array.isArray(answer.result["Results"])) return answer
  const results: ReadonlyArray<UsageRecordResult> = answer.result["Results"]
  if (results.length !== records.length) return answer
  const ids: Array<string | undefined> = []
  const first = results[0]?.Status ?? "Success"
  let isAlike = true
  for (const { MeteringRecordId, Status, UsageRecord } of results) {
    if (UsageRecord !== records[ids.length]) return answer
    ids.push(MeteringRecordId)
    isAlike &&= Status === first
  }
  return { _tag: "Verdicts", ids, statuses: isAlike ? first : results.map(({ Status }) => Status) }
}

const withEchoes = (
  { ids, statuses }: Verdicts,
  records: ReadonlyArray<UsageRecordResult["UsageRecord"]>
): Completed => ({
  _tag: "Completed",
  result: {
    Results: records.map((UsageRecord, index) => {
      const [MeteringRecordId, Status] = [
        ids[index],
        typeof statuses === "string" ? statuses : statuses[index]
      ]
      return MeteringRecordId === undefined
        ? { UsageRecord, Status }
        : { UsageRecord, MeteringRecordId, Status }
    }),
    UnprocessedRecords: []
  }
})
