import { resultOf } from "../batch/Verdict.ts"
import type { Verdict } from "../batch/Verdict.ts"
import type { UsageRecord } from "../batch/UsageRecord.ts"
import { operations } from "../operation/operations.ts"
import type { Completed } from "../operation/Operation.ts"
import type { Refusal } from "../Refusal.ts"
import type { JsonObject } from "../ServiceAnswer.ts"
import { Misread } from "../wire.ts"
import { keepText, textOf } from "./KeptText.ts"
import type { KeptText } from "./KeptText.ts"
import type { LoggedCall } from "./LoggedCall.ts"

/**
 * A call as the log keeps it.
 *
 * One text and one list instead of an object for every record and every result: whatever is kept for long is copied
 * and traced by the garbage collector, object by object.
 */
export interface KeptCall extends Omit<LoggedCall, "answer" | "request"> {
  /** A list is the verdicts on a batch: the results without the records they echo, in the order of the records. */
  readonly answer: Completed | Refusal | ReadonlyArray<Verdict>
  /** How many usage records it has. */
  readonly records: number
  /** What was read; undefined if it can be read again. */
  readonly request: JsonObject | undefined
  /** The text it came in; undefined if it came in none. */
  readonly text: KeptText | undefined
}

/** A call in the text it came in, and, of a batch that was answered in order, the verdicts on its records. */
export interface CallSource {
  readonly text: string
  readonly verdicts: ReadonlyArray<Verdict> | undefined
}

/** Returns what is kept of a call; without a source, all of it. */
export const keptCall = (call: LoggedCall, source?: CallSource): KeptCall => {
  const { answer, at, caller, operation, region, request, requestId } = call
  const text = source === undefined ? undefined : keepText(source.text)
  return {
    answer: text === undefined ? answer : (source?.verdicts ?? answer),
    at,
    caller,
    operation,
    records: recordsOf(request).length,
    region,
    request: text === undefined ? request : undefined,
    requestId,
    text
  }
}

/** Returns a call as it was, read again from what is kept of it. */
export const toldCall = ({ records: _records, text, ...kept }: KeptCall): LoggedCall => {
  const request = text === undefined ? (kept.request ?? {}) : readAgain(kept.operation, textOf(text))
  const answer = "_tag" in kept.answer ? kept.answer : withEchoes(kept.answer, recordsOf(request))
  return { ...kept, answer, request }
}

// Records are of the type that the operation has read.
const recordsOf = ({ UsageRecords }: JsonObject): ReadonlyArray<UsageRecord> =>
  Array.isArray(UsageRecords) ? UsageRecords : []

const readAgain = (operation: string, text: string): JsonObject => {
  const prepared = operations.get(operation)?.prepare(JSON.parse(text))
  if (prepared === undefined || prepared instanceof Misread)
    throw new Error(`${text} was read, and is not now`)
  return prepared.request
}

const withEchoes = (verdicts: ReadonlyArray<Verdict>, records: ReadonlyArray<UsageRecord>): Completed => ({
  _tag: "Completed",
  result: {
    Results: verdicts.flatMap((verdict, index) => {
      const record = records[index]
      return record === undefined ? [] : [resultOf(record, verdict)]
    }),
    UnprocessedRecords: []
  }
})
