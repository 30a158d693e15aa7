import fc from "fast-check"
import { Result } from "effect"
import { MeteringOperation } from "../src/model/MeteringOperation.ts"
import { ServiceErrors } from "../src/model/ServiceErrors.ts"
import { SubmissionOutcome } from "../src/model/SubmissionOutcome.ts"
import { DeadlinePassed, TransportError } from "../src/model/TransportError.ts"
import { transportErrorFor } from "../src/policy/transportErrorFor.ts"

const knownNames = MeteringOperation.literals.flatMap((operation) => Object.keys(ServiceErrors[operation]))

/** The name of an error: one that is known to some operation, or any text. */
export const anyErrorName = fc.oneof(
  fc.constantFrom(...knownNames, "__proto__", "constructor", "hasOwnProperty", "toString"),
  fc.string(),
  fc.string({ unit: "binary" })
)

/** A call of any operation that failed in any way. */
export const anyFailedCall = fc.record({
  operation: fc.constantFrom(...MeteringOperation.literals),
  name: fc.option(anyErrorName, { nil: undefined }),
  status: fc.option(fc.oneof(fc.integer({ min: 100, max: 599 }), fc.double()), { nil: undefined }),
  detail: fc.string({ unit: "binary" })
})

/** AWS's word on a record, whatever it is. */
export const anyOutcome: fc.Arbitrary<SubmissionOutcome> = fc.oneof(
  fc
    .string({ minLength: 1 })
    .map((meteringRecordId) => SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId })),
  fc
    .constantFrom("Duplicate", "NotSubscribed", "Unprocessed", "Unanswered")
    .map((_tag) => SubmissionOutcome.make({ _tag })),
  fc.double().map((quantity) => SubmissionOutcome.make({ _tag: "EchoMismatch", quantity })),
  fc
    .record({ code: anyErrorName.filter((name) => name !== ""), message: fc.string() })
    .map(({ code, message }) => SubmissionOutcome.make({ _tag: "Rejected", code, message }))
)

/** What came back for a record, or why nothing did. */
export const anyVerdict: fc.Arbitrary<Result.Result<SubmissionOutcome, TransportError>> = fc.oneof(
  anyOutcome.map((outcome) => Result.succeed(outcome)),
  anyFailedCall.map((call) => Result.fail(transportErrorFor(call))),
  fc
    .string()
    .map((detail) =>
      Result.fail(
        new TransportError({ reason: new DeadlinePassed({ operation: "BatchMeterUsage", detail }) })
      )
    )
)
