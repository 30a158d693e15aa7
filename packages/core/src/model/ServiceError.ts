import type { Remedy } from "./Remedy.ts"

interface Words {
  readonly cause: string
  readonly nextStep: string
}

/** The request rate is used up; nothing was processed. */
export interface ThrottledError extends Remedy {
  readonly reason: "Throttled"
  readonly retry: "wait"
  readonly processed: "nothing"
  readonly mayBeOneRecord: false
}

/** Whether AWS processed the request is not known. */
export interface UnansweredError extends Remedy {
  readonly reason: "Unanswered"
  readonly retry: "retry"
  readonly processed: "unknown"
  readonly mayBeOneRecord: false
}

/** Who calls was refused, or where from and where to; nothing was processed. */
export interface AccessRefusedError extends Remedy {
  readonly reason: "AccessRefused"
  readonly retry: "fix"
  readonly processed: "nothing"
  readonly mayBeOneRecord: false
}

/** What was sent was refused; nothing was processed. */
export interface RequestRefusedError extends Remedy {
  readonly reason: "RequestRefused"
  readonly retry: "fix" | "never"
  readonly processed: "nothing"
  readonly mayBeOneRecord: boolean
}

/**
 * What is known of one error of the service, by the name it goes by.
 *
 * - `reason`: the `TransportError` it becomes.
 * - `processed`: what it says of the records of the request.
 * - `mayBeOneRecord`: whether one record among several can be what is refused, so that halving the request finds it.
 */
export type ServiceError = ThrottledError | UnansweredError | AccessRefusedError | RequestRefusedError

/**
 * Service errors: making one for each reason, with what follows from it.
 *
 * **Example** (A gateway of one's own that refuses to pass on a request)
 *
 *     const busy = ServiceError.throttled({
 *       cause: "Our gateway lets ten requests a second through.",
 *       nextStep: "Nothing, unless it lasts: then raise its limit."
 *     })
 *
 *     busy.retry // => "wait"
 *     busy.processed // => "nothing"
 */
export const ServiceError = {
  /** Makes the meaning of an error that says: too many requests. */
  throttled: (words: Words): ThrottledError => ({
    ...words,
    reason: "Throttled",
    retry: "wait",
    processed: "nothing",
    mayBeOneRecord: false
  }),

  /** Makes the meaning of an error that leaves open whether the request was processed. */
  unanswered: (words: Words): UnansweredError => ({
    ...words,
    reason: "Unanswered",
    retry: "retry",
    processed: "unknown",
    mayBeOneRecord: false
  }),

  /** Makes the meaning of an error that refuses the caller, its region, its platform or the address it called. */
  accessRefused: (words: Words): AccessRefusedError => ({
    ...words,
    reason: "AccessRefused",
    retry: "fix",
    processed: "nothing",
    mayBeOneRecord: false
  }),

  /** Makes the meaning of an error that refuses what was sent, of which one record may be the reason. */
  recordRefused: (words: Words & Pick<RequestRefusedError, "retry">): RequestRefusedError => ({
    ...words,
    reason: "RequestRefused",
    processed: "nothing",
    mayBeOneRecord: true
  }),

  /** Makes the meaning of an error that refuses the request as a whole. */
  requestRefused: (words: Words & Pick<RequestRefusedError, "retry">): RequestRefusedError => ({
    ...words,
    reason: "RequestRefused",
    processed: "nothing",
    mayBeOneRecord: false
  })
}
