import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { anyFailedCall } from "../../test/anyVerdict.ts"
import { MeteringOperation } from "../model/MeteringOperation.ts"
import { RetryClass } from "../model/Remedy.ts"
import type { ServiceError } from "../model/ServiceError.ts"
import { serviceErrorOf, ServiceErrors } from "../model/ServiceErrors.ts"
import { transportErrorFor } from "./transportErrorFor.ts"

const everyError = MeteringOperation.literals.flatMap((operation) =>
  Object.entries<ServiceError>(ServiceErrors[operation]).map(
    ([name, error]) => [operation, name, error] as const
  )
)

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
      code: name,
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
    ["RegionMissing", undefined],
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
    assert.deepStrictEqual(told(name, status), { ...unanswered, code: name })
  })

  it("a name never seen before proves nothing, whatever the status", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
        (name, status) => {
          fc.pre(status !== 429)

          assert.deepStrictEqual(told(`${name}?`, status), { ...unanswered, code: `${name}?` })
        }
      )
    )
  })

  it.each(everyError)(
    "%s: %s becomes what its entry says, whatever the HTTP status",
    (operation, name, known) => {
      for (const status of [undefined, 200, 400, 403, 409, 413, 429, 500, 503]) {
        const { reason, remedy } = transportErrorFor({ operation, name, status, detail: "AWS's words" })

        assert.strictEqual(reason._tag, known.reason)
        assert.strictEqual("code" in reason ? reason.code : undefined, name)
        assert.strictEqual(reason.mayBeAccepted, known.processed === "unknown")
        assert.deepStrictEqual(remedy, known)
      }
    }
  )

  it("any call that failed has one of five reasons, a retry class and a next step", () => {
    fc.assert(
      fc.property(anyFailedCall, (call) => {
        const { message, reason, remedy } = transportErrorFor(call)

        assert.include(["Throttled", "Unanswered", "AccessRefused", "RequestRefused"], reason._tag)
        assert.include(RetryClass.literals, remedy.retry)
        for (const part of [call.operation, remedy.cause, remedy.nextStep, call.detail])
          assert.include(message, part)
      })
    )
  })

  it("nothing transient starts halving: only a name that is known as a refusal is one", () => {
    fc.assert(
      fc.property(anyFailedCall, (call) => {
        const known = call.name === undefined ? undefined : serviceErrorOf(call.operation, call.name)

        const { reason } = transportErrorFor(call)

        assert.strictEqual(reason._tag === "RequestRefused", known?.reason === "RequestRefused")
        if (known === undefined) assert.isTrue(reason.isRetryable)
      })
    )
  })

  it("an expired token is the buyer's to ResolveCustomer, and ours to all others", () => {
    const told = MeteringOperation.literals.map((operation) => {
      const { reason, remedy } = transportErrorFor({
        operation,
        name: "ExpiredTokenException",
        status: 400,
        detail: ""
      })
      return [operation, reason._tag, remedy.retry]
    })

    assert.deepStrictEqual(told, [
      ["BatchMeterUsage", "AccessRefused", "fix"],
      ["GetEntitlements", "AccessRefused", "fix"],
      ["MeterUsage", "AccessRefused", "fix"],
      ["RegisterUsage", "AccessRefused", "fix"],
      ["ResolveCustomer", "RequestRefused", "never"]
    ])
  })

  it.each([
    ["MeterUsage", "CustomerNotEntitledException", "RequestRefused", "fix"],
    ["MeterUsage", "DryRunOperation", "RequestRefused", "never"],
    ["MeterUsage", "DuplicateRequestException", "RequestRefused", "never"],
    ["MeterUsage", "IdempotencyConflictException", "RequestRefused", "never"],
    ["MeterUsage", "InvalidEndpointRegionException", "AccessRefused", "fix"],
    ["MeterUsage", "UnauthorizedException", "AccessRefused", "fix"],
    ["RegisterUsage", "InvalidPublicKeyVersionException", "RequestRefused", "fix"],
    ["RegisterUsage", "InvalidRegionException", "AccessRefused", "fix"],
    ["RegisterUsage", "PlatformNotSupportedException", "AccessRefused", "fix"],
    ["RegisterUsage", "TimestampOutOfBoundsException", "Unanswered", "retry"],
    ["ResolveCustomer", "InvalidTokenException", "RequestRefused", "never"],
    ["ResolveCustomer", "InvalidLicenseException", "Unanswered", "retry"],
    ["BatchMeterUsage", "CustomerNotEntitledException", "Unanswered", "retry"]
  ] as const)("to %s, %s is %s of the class %s", (operation, name, tag, retry) => {
    const { reason, remedy } = transportErrorFor({ operation, name, status: 400, detail: "" })

    assert.deepStrictEqual([reason._tag, remedy.retry], [tag, retry])
  })

  it.each([
    ["NeverSeen", 400, "NeverSeen 400: its words"],
    ["NeverSeen", undefined, "NeverSeen: its words"],
    [undefined, 503, "503: its words"],
    [undefined, undefined, "its words"]
  ])("of no usable answer (%s, %s) the detail says what there is to go by", (name, status, wanted) => {
    const { reason } = transportErrorFor({ operation: "BatchMeterUsage", name, status, detail: "its words" })

    assert.strictEqual(reason.detail, wanted)
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
