import {
  AccessRefused,
  RequestRefused,
  Throttled,
  TransportError,
  Unanswered
} from "../model/TransportError.ts"

/** What is known of a call that failed: the error's name if there was one, and the HTTP status if there was one. */
export interface FailedCall {
  readonly operation: string
  readonly name: string | undefined
  readonly status: number | undefined
  readonly detail: string
}

/**
 * Classifies a failed call by the name of AWS's error, never by the class that a library made of it.
 *
 * - **Shape**: total. Only a named refusal counts as "nothing was processed"; everything else, a proxy's page and a
 *   name never seen before included, leaves open whether AWS took the records.
 * - **Source**: AWS SDK 3.1138, the exceptions of BatchMeterUsage, read 2026-11-21; the front door's errors as in any
 *   AWS JSON 1.1 service.
 */
export const transportErrorFor = ({ detail, name, operation, status }: FailedCall): TransportError => {
  if (name !== undefined && (throttling.has(name) || status === 429)) {
    return new TransportError({ reason: new Throttled({ operation, detail }) })
  }
  if (name !== undefined && access.has(name)) {
    return new TransportError({ reason: new AccessRefused({ operation, code: name, detail }) })
  }
  if (name !== undefined && refusals.has(name)) {
    return new TransportError({ reason: new RequestRefused({ operation, code: name, detail }) })
  }
  const what = [name, status].filter((part) => part !== undefined).join(" ")
  return new TransportError({
    reason: new Unanswered({ operation, detail: `${what}${what ? ": " : ""}${detail}` })
  })
}

const throttling = new Set([
  "ThrottlingException",
  "Throttling",
  "ThrottledException",
  "RequestThrottledException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "SlowDown"
])

// Expired AWS credentials answer by the same name as an expired registration token; BatchMeterUsage has no token.
const access = new Set([
  "AccessDeniedException",
  "AccessDenied",
  "CredentialsProviderError",
  "DisabledApiException",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "OptInRequired",
  "SignatureDoesNotMatch",
  "TokenProviderError",
  "UnrecognizedClientException"
])

const refusals = new Set([
  "InvalidCustomerIdentifierException",
  "InvalidLicenseException",
  "InvalidProductCodeException",
  "InvalidTagException",
  "InvalidUsageAllocationsException",
  "InvalidUsageDimensionException",
  "RequestEntityTooLargeException",
  "SerializationException",
  "TimestampOutOfBoundsException",
  "ValidationException"
])
