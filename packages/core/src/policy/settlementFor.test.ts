import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Result } from "effect"
import fc from "fast-check"
import { anyVerdict } from "../../test/anyVerdict.ts"
import { leasedRecord } from "../../test/leasedRecord.ts"
import { outcomeRemedy } from "../model/OutcomeRemedies.ts"
import type { ServiceError } from "../model/ServiceError.ts"
import { ServiceErrors } from "../model/ServiceErrors.ts"
import type { Settlement } from "../model/Settlement.ts"
import { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import {
  AccessRefused,
  CircuitOpen,
  DeadlinePassed,
  RequestRefused,
  Throttled,
  TransportError,
  Unanswered
} from "../model/TransportError.ts"
import { at } from "../testing/builders.ts"
import { settlementFor } from "./settlementFor.ts"

describe("settlementFor", () => {
  // What an outcome means for a record of which nothing is in doubt, and for one that AWS may have already.
  it.each<[string, SubmissionOutcome, string, string]>([
    ["Accepted", SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId: "id" }), "Settled", "Settled"],
    ["Duplicate", SubmissionOutcome.make({ _tag: "Duplicate" }), "Dead", "SettledEarlier"],
    ["NotSubscribed", SubmissionOutcome.make({ _tag: "NotSubscribed" }), "Retry", "Retry"],
    ["Unprocessed", SubmissionOutcome.make({ _tag: "Unprocessed" }), "Retry", "Retry"],
    ["Unanswered", SubmissionOutcome.make({ _tag: "Unanswered" }), "Retry in doubt", "Retry in doubt"],
    [
      "EchoMismatch",
      SubmissionOutcome.make({ _tag: "EchoMismatch", quantity: 8 }),
      "Retry in doubt",
      "Retry in doubt"
    ],
    ["InvalidCustomerIdentifierException", rejected("InvalidCustomerIdentifierException"), "Retry", "Retry"],
    ["InvalidLicenseException", rejected("InvalidLicenseException"), "Retry", "Retry"],
    ["InvalidProductCodeException", rejected("InvalidProductCodeException"), "Retry", "Retry"],
    ["InvalidUsageDimensionException", rejected("InvalidUsageDimensionException"), "Retry", "Retry"],
    ["InvalidTagException", rejected("InvalidTagException"), "Dead", "InDoubt"],
    ["InvalidUsageAllocationsException", rejected("InvalidUsageAllocationsException"), "Dead", "InDoubt"],
    ["RequestEntityTooLargeException", rejected("RequestEntityTooLargeException"), "Dead", "InDoubt"],
    ["SerializationException", rejected("SerializationException"), "Dead", "InDoubt"],
    ["TimestampOutOfBoundsException", rejected("TimestampOutOfBoundsException"), "Dead", "InDoubt"],
    ["ValidationException", rejected("ValidationException"), "Dead", "InDoubt"]
  ])("%s is judged", (_, outcome, certain, doubtful) => {
    const judged = [false, true].map((mayBeAccepted) =>
      shown(settlementFor(Result.succeed(outcome), leasedRecord({ mayBeAccepted }), context))
    )

    assert.deepStrictEqual(judged, [certain, doubtful])
  })

  it.each([
    [new Throttled(said), "Retry"],
    [new Unanswered(said), "Retry in doubt"],
    [new AccessRefused({ ...said, code: "AccessDenied" }), "Retry"],
    [new RequestRefused({ ...said, code: "InvalidTagException" }), "Retry"],
    [new DeadlinePassed(said), "Retry"],
    [new CircuitOpen({ ...said, code: "InvalidUsageDimensionException" }), "Retry"]
  ])("without a word of AWS the record is sent again unchanged: %s", (reason, wanted) => {
    const error = new TransportError({ reason })

    const judged = [false, true].map((mayBeAccepted) =>
      settlementFor(Result.fail(error), leasedRecord({ mayBeAccepted }), context)
    )

    assert.deepStrictEqual(judged.map(shown), [wanted, wanted])
    assert.include(JSON.stringify(judged), JSON.stringify(error.message))
  })

  it.each(Object.entries<ServiceError>(ServiceErrors.BatchMeterUsage))(
    "a record that alone brings %s dies only if no repetition can help",
    (name, { processed, retry }) => {
      const outcome = Result.succeed(rejected(name))

      const judged = [false, true].map((mayBeAccepted) =>
        shown(settlementFor(outcome, leasedRecord({ mayBeAccepted }), context))
      )

      const again = processed === "unknown" ? "Retry in doubt" : "Retry"
      assert.deepStrictEqual(judged, retry === "never" ? ["Dead", "InDoubt"] : [again, again])
    }
  )

  it("a record rejected under a name never seen before lives on, in doubt", () => {
    const settlement = settlementFor(Result.succeed(rejected("NeverSeen")), leasedRecord(), context)

    assert.strictEqual(shown(settlement), "Retry in doubt")
  })

  it("whatever comes back, the judgement is one of five, and says no more than is known", () => {
    fc.assert(
      fc.property(anyVerdict, anyLeased, fc.nat({ max: 1_000 }), (verdict, leased, thousandths) => {
        const settlement = settlementFor(verdict, leased, { ...context, jitter: thousandths / 1_000 })

        const outcome = Result.getOrUndefined(verdict)
        const { retry } = Result.match(verdict, {
          onFailure: ({ remedy }) => remedy,
          onSuccess: outcomeRemedy
        })
        // Only AWS's id settles, and only a duplicate of an attempt that went unheard settles as earlier.
        assert.strictEqual(settlement._tag === "Settled", outcome?._tag === "Accepted")
        assert.strictEqual(
          settlement._tag === "SettledEarlier",
          outcome?._tag === "Duplicate" && leased.mayBeAccepted
        )
        // Silence kills nothing: a record dies of a word of AWS against which no repetition helps.
        if (outcome === undefined) assert.strictEqual(settlement._tag, "Retry")
        if (retry !== "never") assert.strictEqual(settlement._tag, "Retry")
        if (settlement._tag === "Retry" && outcome !== undefined) assert.notStrictEqual(retry, "never")
        // What may have been accepted is never dead, and what was never sent in vain is never in doubt.
        if (leased.mayBeAccepted) assert.notStrictEqual(settlement._tag, "Dead")
        if (!leased.mayBeAccepted) assert.notStrictEqual(settlement._tag, "InDoubt")
        if (settlement._tag === "Retry")
          assert.strictEqual(settlement.mayBeAccepted, isSilence(verdict), JSON.stringify(settlement))
      }),
      { numRuns: 1_000 }
    )
  })

  it("only an id from AWS settles a record as accepted, and it is kept", () => {
    const outcome = SubmissionOutcome.make({ _tag: "Accepted", meteringRecordId: "b0000000" })

    const settlement = settlementFor(Result.succeed(outcome), leasedRecord(), context)

    assert.deepStrictEqual({ ...settlement }, { _tag: "Settled", meteringRecordId: "b0000000" })
  })

  it("a foreign duplicate dies with its key as the reason", () => {
    const leased = leasedRecord()

    const settlement = settlementFor(
      Result.succeed(SubmissionOutcome.make({ _tag: "Duplicate" })),
      leased,
      context
    )

    assert.include(settlement._tag === "Dead" ? settlement.reason : "", leased.record.dedupKey)
  })

  it("a retry comes before the last chance", () => {
    const outcome = Result.succeed(SubmissionOutcome.make({ _tag: "Unprocessed" }))
    const sendBefore = DateTime.addDuration(context.now, Duration.seconds(100))
    const leased = { ...leasedRecord(), attempts: 10, sendBefore }

    const near = { ...context, jitter: 1, safetyMargin: Duration.seconds(60) }
    const settlement = settlementFor(outcome, leased, near)

    assert.deepStrictEqual(
      settlement._tag === "Retry" ? DateTime.formatIso(settlement.availableAt) : settlement._tag,
      "2026-03-10T12:00:10.000Z"
    )
  })
})

const anyLeased = fc
  .record({ attempts: fc.integer({ min: 1, max: 100_000 }), mayBeAccepted: fc.boolean() })
  .map(({ attempts, mayBeAccepted }) => ({ ...leasedRecord({ mayBeAccepted }), attempts }))

/** Whether what came back leaves open if AWS took the record in this attempt. */
const isSilence = (verdict: Result.Result<SubmissionOutcome, TransportError>): boolean =>
  Result.match(verdict, {
    onFailure: ({ reason }) => reason._tag === "Unanswered",
    onSuccess: (outcome) =>
      outcome._tag === "Unanswered" ||
      outcome._tag === "EchoMismatch" ||
      (outcome._tag === "Rejected" && outcomeRemedy(outcome).retry === "retry")
  })

const context = {
  jitter: 0.5,
  now: at("2026-03-10T12:00:00Z"),
  safetyMargin: Duration.minutes(15)
}

const said = { operation: "BatchMeterUsage", detail: "AWS's words" } as const

function rejected(code: string): SubmissionOutcome {
  return SubmissionOutcome.make({ _tag: "Rejected", code, message: "AWS's words" })
}

const shown = (settlement: Settlement): string =>
  settlement._tag === "Retry" && settlement.mayBeAccepted ? "Retry in doubt" : settlement._tag
