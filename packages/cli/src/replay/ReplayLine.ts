import { acceptEvent, type Counting, Instant, type UsageEvent } from "@tallyhour/core"
import { Result } from "effect"

/** A line of the log that is usage: what was used, and when the seller's application heard of it. */
export interface ReplayLine {
  readonly line: number
  readonly event: UsageEvent
  readonly arrived: Instant
}

/** A line that was not taken, and why. */
export interface RefusedLine {
  readonly line: number
  readonly id: string | null
  readonly code: string
  readonly message: string
}

/**
 * Reads one line of the log.
 *
 * - **Shape**: `{"id","account","meter","quantity","at","arrived","tags"?}`; quantity a number or a decimal string, instants
 *   epoch seconds or RFC 3339.
 * - **Errors**: the refusal that goes to `refused.jsonl`.
 */
export const parseLine = (line: number, text: string): Result.Result<ReplayLine, RefusedLine> => {
  const parsed = Result.try({ try: () => JSON.parse(text, exactQuantity) as unknown, catch: () => undefined })
  if (Result.isFailure(parsed)) return refuse(line, null, "InvalidJson", "the line is not JSON")
  const fields = parsed.success
  if (typeof fields !== "object" || fields === null || Array.isArray(fields)) {
    return refuse(line, null, "InvalidEvent", "the line is not a JSON object")
  }
  const { account, arrived, at, id, meter, quantity, tags } = fields as Readonly<Record<string, unknown>>
  const shownId = typeof id === "string" ? id : null
  const arrival = Instant.parse(arrived)
  if (Result.isFailure(arrival))
    return refuse(line, shownId, "InvalidTimestamp", `arrived ${arrival.failure}`)
  const event = acceptEvent(
    { eventId: id, account, meter, quantity, occurredAt: at, tags },
    { catalogue: { countingOf: () => summing }, now: arrival.success }
  )
  return Result.isSuccess(event)
    ? Result.succeed({ line, event: event.success, arrived: arrival.success })
    : refuse(line, shownId, event.failure.code, inOurWords(event.failure))
}

/** Every meter of a log sums what it is told. */
const summing: Counting = { aggregation: "sum", fraction: "carry" }

/** A number with more digits than JavaScript keeps is read as its text, so that it is taken exactly or not at all. */
const exactQuantity = (key: string, value: unknown, source?: { readonly source?: string }): unknown => {
  if (key !== "quantity" || typeof value !== "number" || source?.source === undefined) return value
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER || /e/i.test(source.source))
    return value
  return source.source
}

const refuse = (line: number, id: string | null, code: string, message: string) =>
  Result.fail<RefusedLine>({ line, id, code, message })

/** The log has names of its own for two fields of an event. */
const inOurWords = ({
  code,
  field,
  problem,
  value
}: {
  code: string
  field: string
  problem: string
  value: string
}): string => {
  const name = field === "eventId" ? "id" : field === "occurredAt" ? "at" : field
  return code === "FutureUsage"
    ? `${name} ${value} is more than five minutes after the event arrived`
    : `${name} ${value} ${problem}`
}
