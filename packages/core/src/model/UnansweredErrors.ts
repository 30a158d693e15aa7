import { ServiceError } from "./ServiceError.ts"

const serviceFault = ServiceError.unanswered({
  cause: "The service failed inside, before or after it did the work.",
  nextStep: "Nothing, unless it lasts: then look at the AWS Health Dashboard."
})

const tooLate = ServiceError.unanswered({
  cause: "No answer came in time, or the connection was cut while it was awaited.",
  nextStep: "Nothing, unless it lasts: then check the network between the process and AWS."
})

const unreachable = ServiceError.unanswered({
  cause: "No connection to the address came about.",
  nextStep: "Check the endpoint, name resolution, and the firewall between the process and AWS."
})

/**
 * Errors after which nobody knows whether AWS did the work: faults of the service, of the network, and of what stands
 * between.
 *
 * - **Source**: AWS SDK 3.1138 (internal error); otherwise the names that the SDK and Node give, read 2026-11-21.
 * - **Shape**: by the name that the error goes by; `retry` is always `retry`, because the same record again harms nothing.
 *
 * **Example** (A refused connection and a cut one are told alike, and mended apart)
 *
 *     UnansweredErrors.ECONNREFUSED.processed // => "unknown"
 *     UnansweredErrors.ECONNREFUSED.cause // => "No connection to the address came about."
 *     UnansweredErrors.ECONNRESET.cause
 *     // => "No answer came in time, or the connection was cut while it was awaited."
 */
export const UnansweredErrors = {
  InternalFailure: serviceFault,
  InternalServerError: serviceFault,
  InternalServerException: serviceFault,
  InternalServiceErrorException: serviceFault,
  ServiceUnavailable: serviceFault,
  ServiceUnavailableException: serviceFault,

  AbortError: tooLate,
  ECONNRESET: tooLate,
  EPIPE: tooLate,
  ETIMEDOUT: tooLate,
  RequestTimeout: tooLate,
  RequestTimeoutException: tooLate,
  TimeoutError: tooLate,

  EAI_AGAIN: unreachable,
  ECONNREFUSED: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENOTFOUND: unreachable,

  SyntaxError: ServiceError.unanswered({
    cause: "The answer is no JSON: the page of a proxy, or an answer cut short.",
    nextStep: "See what stands between the process and AWS, and let it pass metering requests through."
  })
} as const satisfies Record<string, ServiceError>
