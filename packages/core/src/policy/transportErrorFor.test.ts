import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { transportErrorFor } from "./transportErrorFor.ts"

describe("transportErrorFor", () => {
  it.each([
    ["ThrottlingException", 400],
    ["Throttling", 400],
    ["ThrottledException", 400],
    ["RequestThrottledException", 400],
    ["TooManyRequestsException", 429],
    ["RequestLimitExceeded", 503],
    ["SlowDown", 503],
    ["SomethingOfTheFuture", 429]
  ])("%s (%i) is throttling: nothing was done, a later retry helps", (name, status) => {
    assert.deepStrictEqual(told(name, status), {
      reason: "Throttled",
      code: undefined,
      isRetryable: true,
      mayBeAccepted: false
    })
  })

  it.each([
    ["AccessDeniedException", 400],
    ["AccessDenied", 403],
    ["CredentialsProviderError", undefined],
    ["DisabledApiException", 400],
    ["ExpiredToken", 403],
    ["ExpiredTokenException", 400],
    ["IncompleteSignature", 400],
    ["InvalidClientTokenId", 403],
    ["InvalidSignatureException", 400],
    ["MissingAuthenticationTokenException", 403],
    ["OptInRequired", 403],
    ["SignatureDoesNotMatch", 403],
    ["TokenProviderError", undefined],
    ["UnrecognizedClientException", 400]
  ])("%s (%s) is refused access: nothing was done, an operator must act", (name, status) => {
    assert.deepStrictEqual(told(name, status), {
      reason: "AccessRefused",
      code: name,
      isRetryable: true,
      mayBeAccepted: false
    })
  })

  it.each([
    ["InvalidCustomerIdentifierException", 400],
    ["InvalidLicenseException", 400],
    ["InvalidProductCodeException", 400],
    ["InvalidTagException", 400],
    ["InvalidUsageAllocationsException", 400],
    ["InvalidUsageDimensionException", 400],
    ["RequestEntityTooLargeException", 413],
    ["SerializationException", 400],
    ["TimestampOutOfBoundsException", 400],
    ["ValidationException", 400]
  ])("%s (%i) is a refusal because of a record", (name, status) => {
    assert.deepStrictEqual(told(name, status), {
      reason: "RequestRefused",
      code: name,
      isRetryable: false,
      mayBeAccepted: false
    })
  })

  it.each([
    ["InternalServiceErrorException", 500],
    ["InternalServiceException", 500],
    ["InternalFailure", 500],
    ["ServiceUnavailable", 503],
    ["TimeoutError", undefined],
    ["AbortError", undefined],
    ["SyntaxError", 200],
    ["Error", undefined],
    ["invalidtagexception", 400],
    ["InvalidTagException ", 400],
    ["__proto__", 400],
    ["constructor", undefined],
    ["", 400],
    [undefined, undefined],
    [undefined, 200],
    [undefined, 400],
    [undefined, 403],
    [undefined, 413],
    [undefined, 429],
    [undefined, 502],
    [undefined, 503]
  ])("%s (%s) leaves open whether AWS has the records", (name, status) => {
    assert.deepStrictEqual(told(name, status), unanswered)
  })

  it("a name never seen before proves nothing, whatever the status", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
        (name, status) => {
          fc.pre(status !== 429)

          assert.deepStrictEqual(told(`${name}?`, status), unanswered)
        }
      )
    )
  })

  it("each message says what was called, and what AWS said", () => {
    const messages = ["Throttling", "AccessDenied", "ValidationException", "NeverSeen"].map(
      (name) =>
        transportErrorFor({ operation: "BatchMeterUsage", name, status: 400, detail: "AWS's words" }).message
    )

    for (const message of messages) assert.match(message, /BatchMeterUsage.*AWS's words/)
    assert.include(messages[1], "aws-marketplace:BatchMeterUsage")
    assert.include(messages[3], "NeverSeen 400")
  })
})

const unanswered = {
  reason: "Unanswered",
  code: undefined,
  isRetryable: true,
  mayBeAccepted: true
} as const

const told = (name: string | undefined, status: number | undefined): unknown => {
  const { reason } = transportErrorFor({ operation: "BatchMeterUsage", name, status, detail: "" })
  return {
    reason: reason._tag,
    code: "code" in reason ? reason.code : undefined,
    isRetryable: reason.isRetryable,
    mayBeAccepted: reason.mayBeAccepted
  }
}
