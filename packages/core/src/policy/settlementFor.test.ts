import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Result } from "effect"
import { leasedRecord } from "../../test/leasedRecord.ts"
import type { Settlement } from "../model/Settlement.ts"
import { SubmissionOutcome } from "../model/SubmissionOutcome.ts"
import {
  AccessRefused,
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
    [new DeadlinePassed(said), "Retry"]
  ])("without a word of AWS the record is sent again unchanged: %s", (reason, wanted) => {
    const error = new TransportError({ reason })

    const judged = [false, true].map((mayBeAccepted) =>
      settlementFor(Result.fail(error), leasedRecord({ mayBeAccepted }), context)
    )

    assert.deepStrictEqual(judged.map(shown), [wanted, wanted])
    assert.include(JSON.stringify(judged), JSON.stringify(error.message))
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
    const leased = { ...leasedRecord(), attempts: 10 }

    const near = {
      ...context,
      jitter: 1,
      retryNotAfter: DateTime.addDuration(context.now, Duration.seconds(40))
    }
    const settlement = settlementFor(outcome, leased, near)

    assert.deepStrictEqual(
      settlement._tag === "Retry" ? DateTime.formatIso(settlement.availableAt) : settlement._tag,
      "2026-03-10T12:00:10.000Z"
    )
  })
})

const context = {
  jitter: 0.5,
  now: at("2026-03-10T12:00:00Z"),
  retryNotAfter: at("2026-03-11T10:45:00Z")
}

const said = { operation: "BatchMeterUsage", detail: "AWS's words" }

function rejected(code: string): SubmissionOutcome {
  return SubmissionOutcome.make({ _tag: "Rejected", code, message: "AWS's words" })
}

const shown = (settlement: Settlement): string =>
  settlement._tag === "Retry" && settlement.mayBeAccepted ? "Retry in doubt" : settlement._tag
