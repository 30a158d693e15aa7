import { Schema } from "effect"
import { MeteringOperation } from "./MeteringOperation.ts"
import type { Remedy } from "./Remedy.ts"
import type { ServiceError } from "./ServiceError.ts"
import { serviceErrorOf, UnnamedErrors } from "./ServiceErrors.ts"

const details = { operation: MeteringOperation, detail: Schema.String }
// The name of the error, where there was one: a time-out or a proxy's page may come without.
const nameable = { ...details, code: Schema.optionalKey(Schema.String) }
const named = { ...details, code: Schema.String }

/** AWS's request rate is used up. Nothing was processed; a later retry helps. */
export class Throttled extends Schema.TaggedError<Throttled>()("Throttled", nameable) {
  get isRetryable(): boolean {
    return true
  }
  get mayBeAccepted(): boolean {
    return false
  }
  get remedy(): ServiceError {
    return knownOf(this)
  }
  override get message(): string {
    return sentence(`AWS throttled ${called(this)}`, this)
  }
}

/** No usable answer: time-out, cut connection, a fault of the service, a proxy's page. AWS may hold the records. */
export class Unanswered extends Schema.TaggedError<Unanswered>()("Unanswered", nameable) {
  get isRetryable(): boolean {
    return true
  }
  get mayBeAccepted(): boolean {
    return true
  }
  get remedy(): ServiceError {
    return knownOf(this)
  }
  override get message(): string {
    return sentence(`No usable answer to ${called(this)}; the same is sent again unchanged`, this)
  }
}

/**
 * AWS refused our credentials, our permission, the region, the platform or the address. Nothing was processed; an
 * operator must act, and the records wait.
 */
export class AccessRefused extends Schema.TaggedError<AccessRefused>()("AccessRefused", named) {
  get isRetryable(): boolean {
    return true
  }
  get mayBeAccepted(): boolean {
    return false
  }
  get remedy(): ServiceError {
    return knownOf(this)
  }
  override get message(): string {
    return sentence(`No access to ${called(this)}, which needs aws-marketplace:${this.operation}`, this)
  }
}

/**
 * AWS refused what was sent: a batch because of at least one record in it. Nothing was processed.
 *
 * - **Shape**: not retryable as it is, even where its remedy is to put something right: of a batch, each record has to be
 *   judged by itself first.
 */
export class RequestRefused extends Schema.TaggedError<RequestRefused>()("RequestRefused", named) {
  get isRetryable(): boolean {
    return false
  }
  get mayBeAccepted(): boolean {
    return false
  }
  get remedy(): ServiceError {
    return knownOf(this)
  }
  override get message(): string {
    return sentence(`AWS refused ${called(this)}`, this)
  }
}

/** The deadline of a record passed before its request could leave. Nothing was sent. */
export class DeadlinePassed extends Schema.TaggedError<DeadlinePassed>()("DeadlinePassed", details) {
  get isRetryable(): boolean {
    return false
  }
  get mayBeAccepted(): boolean {
    return false
  }
  get remedy(): Remedy {
    return {
      cause: "The last instant at which AWS takes the record is too near to send it in time.",
      retry: "never",
      nextStep: "Bill the usage outside of metering, or write it off."
    }
  }
  override get message(): string {
    return `Not sent by ${this.operation}: ${this.detail}`
  }
}

/**
 * AWS refuses everything of the product, the dimension or the agreement for now, so this was not sent; one record is tried from
 * time to time.
 */
export class CircuitOpen extends Schema.TaggedError<CircuitOpen>()("CircuitOpen", named) {
  get isRetryable(): boolean {
    return true
  }
  get mayBeAccepted(): boolean {
    return false
  }
  get remedy(): ServiceError {
    return serviceErrorOf(this.operation, this.code) ?? UnnamedErrors.RequestRefused
  }
  override get message(): string {
    return `Not sent: AWS refuses all that shares its product, dimension or agreement by ${this.code}; ${this.detail}. What to do: ${this.remedy.nextStep}`
  }
}

/**
 * Says that a request brought no word on its records.
 *
 * - **Shape**: `reason.isRetryable` tells whether sending the same again can help, `reason.mayBeAccepted` whether AWS
 *   may hold the records although we did not hear so, and `remedy` the cause, the retry class and what to do.
 */
export class TransportError extends Schema.TaggedError<TransportError>()("TransportError", {
  reason: Schema.Union([Throttled, Unanswered, AccessRefused, RequestRefused, DeadlinePassed, CircuitOpen])
}) {
  get remedy(): Remedy {
    return this.reason.remedy
  }
  override get message(): string {
    return this.reason.message
  }
}

interface Named {
  readonly _tag: ServiceError["reason"]
  readonly operation: MeteringOperation
  readonly code?: string
}

// A transport may put a name under another reason than ours; then its reason stands, and the name says no more.
const knownOf = ({ _tag, code, operation }: Named): ServiceError => {
  const known = code === undefined ? undefined : serviceErrorOf(operation, code)
  return known?.reason === _tag ? known : UnnamedErrors[_tag]
}

const called = ({ code, operation }: Named): string =>
  code === undefined || code === "" ? operation : `${operation} (${code})`

const sentence = (
  opening: string,
  { detail, remedy: { cause, nextStep } }: { readonly detail: string; readonly remedy: Remedy }
): string => `${opening}. ${cause} What to do: ${nextStep}${detail === "" ? "" : ` Details: ${detail}`}`
