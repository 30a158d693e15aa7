import { assert, describe, it } from "@effect/vitest"
import { MeteringOperation } from "./MeteringOperation.ts"
import { ServiceError } from "./ServiceError.ts"
import { type ServiceErrorName, serviceErrorOf, ServiceErrors } from "./ServiceErrors.ts"
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

  it("an error of one's own has what follows from its reason", () => {
    const words = { cause: "A cause.", nextStep: "A step." }

    const errors = [
      ServiceError.throttled(words),
      ServiceError.unanswered(words),
      ServiceError.accessRefused(words),
      ServiceError.recordRefused({ ...words, retry: "never" }),
      ServiceError.requestRefused({ ...words, retry: "fix" })
    ]

    assert.deepStrictEqual(errors, [
      { ...words, reason: "Throttled", retry: "wait", processed: "nothing", mayBeOneRecord: false },
      { ...words, reason: "Unanswered", retry: "retry", processed: "unknown", mayBeOneRecord: false },
      { ...words, reason: "AccessRefused", retry: "fix", processed: "nothing", mayBeOneRecord: false },
      { ...words, reason: "RequestRefused", retry: "never", processed: "nothing", mayBeOneRecord: true },
      { ...words, reason: "RequestRefused", retry: "fix", processed: "nothing", mayBeOneRecord: false }
    ])
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

      assert.deepStrictEqual(new Set(found), new Set([undefined]))
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
