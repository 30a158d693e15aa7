import { Schema } from "effect"

const details = { operation: Schema.String, detail: Schema.String }

/** AWS's request rate is used up. Nothing was processed; a later retry helps. */
export class Throttled extends Schema.TaggedError<Throttled>()("Throttled", details) {
  get isRetryable(): boolean {
    return true
  }
  get mayBeAccepted(): boolean {
    return false
  }
  override get message(): string {
    return `AWS throttled ${this.operation}; the records wait and are sent again. ${this.detail}`
  }
}

/** No usable answer: time-out, cut connection, a fault of the service, a proxy's page. AWS may hold the records. */
export class Unanswered extends Schema.TaggedError<Unanswered>()("Unanswered", details) {
  get isRetryable(): boolean {
    return true
  }
  get mayBeAccepted(): boolean {
    return true
  }
  override get message(): string {
    return `No usable answer to ${this.operation}; the same records are sent again unchanged. ${this.detail}`
  }
}

/** AWS refused our credentials, our permission or the region. Nothing was processed; an operator must act. */
export class AccessRefused extends Schema.TaggedError<AccessRefused>()("AccessRefused", {
  ...details,
  code: Schema.String
}) {
  get isRetryable(): boolean {
    return true
  }
  get mayBeAccepted(): boolean {
    return false
  }
  override get message(): string {
    return (
      `AWS refused ${this.operation} (${this.code}): check the credentials, that they may call ` +
      `aws-marketplace:${this.operation}, and the region. The records wait. ${this.detail}`
    )
  }
}

/** AWS refused the request because of at least one record in it. Nothing was processed. */
export class RequestRefused extends Schema.TaggedError<RequestRefused>()("RequestRefused", {
  ...details,
  code: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  get mayBeAccepted(): boolean {
    return false
  }
  override get message(): string {
    return `AWS refused ${this.operation} (${this.code}): ${this.detail}`
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
  override get message(): string {
    return `Not sent by ${this.operation}: ${this.detail}`
  }
}

/**
 * Says that a request brought no word on its records.
 *
 * - **Shape**: `reason.isRetryable` tells whether sending the same again can help, `reason.mayBeAccepted` whether AWS
 *   may hold the records although we did not hear so.
 */
export class TransportError extends Schema.TaggedError<TransportError>()("TransportError", {
  reason: Schema.Union([Throttled, Unanswered, AccessRefused, RequestRefused, DeadlinePassed])
}) {
  override get message(): string {
    return this.reason.message
  }
}
