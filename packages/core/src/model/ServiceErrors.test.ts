import { assert, describe, it } from "@effect/vitest"
import { BatchMeterUsageErrors } from "./BatchMeterUsageErrors.ts"
import { MeteringOperation } from "./MeteringOperation.ts"
import { OutcomeRemedies, outcomeRemedy } from "./OutcomeRemedies.ts"
import type { ServiceError } from "./ServiceError.ts"
import { type ServiceErrorName, serviceErrorOf, ServiceErrors, UnnamedErrors } from "./ServiceErrors.ts"
import { SubmissionOutcome } from "./SubmissionOutcome.ts"
import {
  AccessRefused,
  DeadlinePassed,
  RequestRefused,
  Throttled,
  TransportError,
  Unanswered
} from "./TransportError.ts"

const everyError = MeteringOperation.literals.flatMap((operation) =>
  Object.entries<ServiceError>(ServiceErrors[operation]).map(
    ([name, error]) => [operation, name, error] as const
  )
)

describe("ServiceErrors", () => {
  it.each(everyError)("%s: %s has a cause and a next step, each a plain sentence", (_, __, error) => {
    for (const sentence of [error.cause, error.nextStep]) assert.match(sentence, /^[A-Z][^*|<>`_]+\.$/)
  })

  it.each(everyError)("%s: %s has a retry class that its reason allows", (_, __, error) => {
    const classes = {
      Throttled: ["wait"],
      Unanswered: ["retry"],
      AccessRefused: ["fix"],
      RequestRefused: ["fix", "never"]
    }

    assert.include(classes[error.reason], error.retry)
    assert.strictEqual(error.processed, error.reason === "Unanswered" ? "unknown" : "nothing")
  })

  it("of a batch one record may be to blame exactly when the request was refused", () => {
    const errors = Object.values<ServiceError>(ServiceErrors.BatchMeterUsage)

    for (const { mayBeOneRecord, reason } of errors)
      assert.strictEqual(mayBeOneRecord, reason === "RequestRefused")
  })

  it("a rule over the names of an operation is checked by the compiler", () => {
    const known: ServiceErrorName<"ResolveCustomer"> = "InvalidTokenException"
    // @ts-expect-error: AWS has no such error for ResolveCustomer.
    const unknown: ServiceErrorName<"ResolveCustomer"> = "InvalidTagException"

    const found = [known, unknown].map((name) => name in ServiceErrors.ResolveCustomer)

    assert.deepStrictEqual(found, [true, false])
  })

  it.each(["", "__proto__", "constructor", "toString", "invalidtagexception", "InvalidTagException "])(
    "the name %j is not known to any operation",
    (name) => {
      const found = MeteringOperation.literals.map((operation) => serviceErrorOf(operation, name))

      assert.deepStrictEqual(found, [undefined, undefined, undefined, undefined])
    }
  )
})

describe("TransportError", () => {
  it("each reason tells its retry class and next step, with a name, without one, and with a foreign one", () => {
    const said = { operation: "BatchMeterUsage", detail: "" } as const
    const reasons = [
      new Throttled(said),
      new Throttled({ ...said, code: "SlowDown" }),
      new Throttled({ ...said, code: "InvalidTagException" }),
      new Unanswered(said),
      new Unanswered({ ...said, code: "TimeoutError" }),
      new AccessRefused({ ...said, code: "ExpiredToken" }),
      new AccessRefused({ ...said, code: "?" }),
      new RequestRefused({ ...said, code: "InvalidLicenseException" }),
      new RequestRefused({ ...said, code: "ThrottlingException" }),
      new DeadlinePassed(said)
    ]

    const remedies = reasons.map((reason) => new TransportError({ reason }).remedy)

    assert.deepStrictEqual(
      remedies.map(({ retry }) => retry),
      ["wait", "wait", "wait", "retry", "retry", "fix", "fix", "fix", "never", "never"]
    )
    assert.isTrue(remedies.every(({ cause, nextStep }) => cause !== "" && nextStep !== ""))
  })
})

describe("outcomeRemedy", () => {
  it("a rejection means what its code means, and nothing under a name that is not known", () => {
    const remedies = ["InvalidTagException", "NeverSeen"].map((code) =>
      outcomeRemedy(SubmissionOutcome.make({ _tag: "Rejected", code, message: "" }))
    )

    assert.deepStrictEqual(remedies, [BatchMeterUsageErrors.InvalidTagException, UnnamedErrors.Unanswered])
  })

  it("every other outcome means one thing", () => {
    const duplicate = SubmissionOutcome.make({ _tag: "Duplicate" })

    assert.strictEqual(outcomeRemedy(duplicate), OutcomeRemedies.Duplicate)
  })
})
