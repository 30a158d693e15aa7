import { applyChanges } from "./applyChanges.ts"
import type { LoggedCall } from "./audit/LoggedCall.ts"
import { keptCall } from "./audit/KeptCall.ts"
import { withoutToken } from "./audit/withoutToken.ts"
import type { Caller } from "./caller/Caller.ts"
import { callerOf, exampleAccessKey } from "./caller/callerOf.ts"
import type { Fault } from "./FaultQueue.ts"
import type { Marketplace } from "./Marketplace.ts"
import { operations } from "./operation/operations.ts"
import { refused } from "./operation/Operation.ts"
import type { Completed, Outcome, PreparedCall } from "./operation/Operation.ts"
import { checkRegion } from "./region/checkRegion.ts"
import { refuse } from "./Refusal.ts"
import type { Refusal } from "./Refusal.ts"
import { internalError, refusedByFault, tooFast } from "./refusedByFault.ts"
import { sellerAccount } from "./sellerAccount.ts"
import { refusalBody } from "./ServiceAnswer.ts"
import type { Answered, ServiceAnswer } from "./ServiceAnswer.ts"
import { uuidFrom } from "./uuidFrom.ts"
import { Misread } from "./wire.ts"

/** A call of the service. */
export interface ServiceCall {
  /** Who signs: it tells MeterUsage and RegisterUsage where their caller runs. A key of AWS's examples if absent. */
  readonly accessKeyId?: string
  /** The parsed JSON of the request. */
  readonly body: unknown
  /** Size of the request's body; measured on the JSON if absent. */
  readonly bytes?: number
  /** Epoch milliseconds; the emulator's clock if absent. */
  readonly now?: number
  readonly operation: string
  /** The region whose endpoint is called. */
  readonly region: string
  /** The text that the body was parsed from; it is kept for CloudTrail instead of the body, and takes less memory. */
  readonly text?: string
}

/**
 * Answers a call: size, JSON types, rate, faults, region and then the operation itself, in this order.
 *
 * What is refused before the rate is looked at never reached the service: CloudTrail does not know of it, and no
 * fault is used up.
 */
export const answerCall = (marketplace: Marketplace, call: ServiceCall): ServiceAnswer => {
  const now = call.now ?? marketplace.clock.now()
  const requestId = uuidFrom(marketplace.seed, "request", String(marketplace.callsSeen++))
  const prepared = prepare(marketplace, call)
  if ("_tag" in prepared) return answered(prepared, { latencyMillis: 0, now, requestId })
  const caller = callerOf(marketplace.state, call.accessKeyId ?? exampleAccessKey)
  return meet(marketplace, { ...call, caller, now, prepared, requestId })
}

interface Arrival extends ServiceCall {
  readonly now: number
  readonly caller: Caller
  readonly prepared: PreparedCall
  readonly requestId: string
}

const prepare = ({ choices }: Marketplace, call: ServiceCall): PreparedCall | Refusal => {
  const operation = operations.get(call.operation)
  if (operation === undefined) {
    return refuse("UnknownOperationException", "The operation is not one of the service")
  }
  const bytes = call.bytes ?? bytesOf(call.body)
  if (bytes >= choices.body_bytes_max) {
    return refuse(choices.body_too_large_error, `The body has ${choices.body_bytes_max} bytes or more`, 413)
  }
  const prepared = operation.prepare(call.body)
  if (!(prepared instanceof Misread)) return prepared
  return refuse("SerializationException", `The body${prepared.path} must be ${prepared.expected}`)
}

// What cannot be written as JSON is not a body at all, and is refused when it is read.
const bytesOf = (body: unknown): number => {
  try {
    return new TextEncoder().encode(JSON.stringify(body) ?? "").length
  } catch {
    return 0
  }
}

const meet = (marketplace: Marketplace, arrival: Arrival): ServiceAnswer => {
  const { callLog, choices, faults, quotas } = marketplace
  const { caller, now, operation, prepared, region, requestId } = arrival
  const isBuyer = prepared.calledBy === "buyer"
  const account = isBuyer ? caller.accountId : sellerAccount
  const burstSeconds = choices.quota_burst_seconds
  const isInRate = quotas.take({ account, burstSeconds, now, operation, region })
  const fault = isInRate ? faults.take({ now, operation, region }) : undefined
  const latencyMillis = fault?.latencyMillis ?? 0
  if (fault?.kind === "drop_before") return { _tag: "DroppedBefore", latencyMillis }
  if (fault?.kind === "html") return { _tag: "Html", body: unavailablePage, latencyMillis, status: 503 }

  const refusal = isInRate ? refusedByFault(fault) : tooFast
  const outcome = refusal === undefined ? perform(marketplace, arrival, fault) : refused(refusal)
  const answer = fault?.kind === "internal_after" ? internalError : outcome.answer
  const call: LoggedCall = {
    answer,
    at: now,
    caller: isBuyer ? caller : null,
    operation,
    region,
    request: withoutToken(prepared.request),
    requestId
  }
  const isWhole = call.request === prepared.request
  const verdicts = answer === outcome.answer ? outcome.verdicts : undefined
  const source = isWhole && arrival.text !== undefined ? { text: arrival.text, verdicts } : undefined
  callLog.append(keptCall(call, source))
  marketplace.journal?.({
    _tag: "Called",
    call,
    callsSeen: marketplace.callsSeen,
    changes: outcome.changes
  })
  if (fault?.kind === "drop_after") return { _tag: "DroppedAfter", latencyMillis }
  return answered(answer, { latencyMillis, now, requestId })
}

const perform = (
  { choices, seed, signer, state }: Marketplace,
  { caller, now, operation, prepared, region }: Arrival,
  fault: Fault | undefined
): Outcome => {
  const unprocessedRecords = fault?.kind === "unprocessed" ? (fault.count ?? Infinity) : 0
  const context = { caller, choices, now, region, seed, signer, unprocessedRecords }
  const unavailable = checkRegion(operation, context)
  if (unavailable !== undefined) return refused(unavailable)
  const outcome = prepared.perform(state, context)
  applyChanges(state, outcome.changes)
  return outcome
}

const unavailablePage =
  "<html><head><title>503 Service Unavailable</title></head><body>503 Service Unavailable</body></html>\n"

const answered = (
  answer: Completed | Refusal,
  {
    latencyMillis,
    now: at,
    requestId
  }: { readonly latencyMillis: number; readonly now: number; readonly requestId: string }
): Answered => {
  if (answer._tag === "Completed") {
    return { _tag: "Answered", at, body: answer.result, latencyMillis, requestId, status: 200 }
  }
  const { errorType, status } = answer
  return { _tag: "Answered", at, body: refusalBody(answer), errorType, latencyMillis, requestId, status }
}
