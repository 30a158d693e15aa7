import {
  DedupKey,
  type LeasedRecord,
  MeteringHour,
  type MeteringOperation,
  Settlement,
  settlementFor,
  submissionDeadline,
  SubmissionOutcome,
  transportErrorFor,
  UsageRecord,
  type Verdict
} from "@tallyhour/core"
import { at, exampleProduct, exampleRegion, hourOf, quantity } from "@tallyhour/core/testing"
import { Duration, Result } from "effect"

/** Says what becomes of a record, as `settlementFor` decides it. */
export const actionOn = (verdict: Verdict["verdict"]): string => {
  const [first, unheard] = [false, true].map((mayBeAccepted) =>
    fateOf(settlementFor(verdict, aRecord(mayBeAccepted), context))
  )
  return first === unheard ? `${first}.` : `${first}; after an attempt that went unheard: ${unheard}.`
}

/** Says what a failed call comes to: for a batch the fate of its records, otherwise the error that the caller gets. */
export const actionOf = (
  operation: MeteringOperation,
  call: { readonly name: string | undefined }
): string => {
  const error = transportErrorFor({ ...call, operation, status: undefined, detail: "" })
  const { _tag } = error.reason
  if (operation !== "BatchMeterUsage") return `\`${_tag}\`.`
  if (error.reason._tag !== "RequestRefused") return `\`${_tag}\`. ${actionOn(Result.fail(error))}`
  const rejected = SubmissionOutcome.make({ _tag: "Rejected", code: error.reason.code, message: "" })
  return `\`${_tag}\`, halved until the record is alone. ${actionOn(Result.succeed(rejected))}`
}

const fateOf = (settlement: Settlement): string =>
  Settlement.match(settlement, {
    Settled: () => "Settled",
    SettledEarlier: () => "settled, as accepted earlier",
    Retry: ({ mayBeAccepted }) =>
      mayBeAccepted ? "Sent again unchanged; may be accepted" : "Sent again until its deadline",
    Dead: () => "Dead",
    InDoubt: () => "in doubt"
  })

const context = {
  jitter: 0,
  now: at("2026-03-10T12:00:00Z"),
  safetyMargin: Duration.minutes(15)
}

const aRecord = (mayBeAccepted: boolean): LeasedRecord => {
  const agreement = { _tag: "Product", buyer: "111111111111" } as const
  const hour = hourOf("2026-03-10T11:00:00Z")
  const place = { agreement, dimension: "requests", hour, productCode: exampleProduct, region: exampleRegion }
  const record = UsageRecord.make({
    ...place,
    dedupKey: DedupKey.of(place),
    account: "acme",
    meter: "requests",
    timestamp: MeteringHour.start(hour),
    quantity: 1,
    used: quantity("1"),
    allocations: [],
    deadline: submissionDeadline(hour),
    sealedAt: MeteringHour.end(hour)
  })
  return { attempts: 1, mayBeAccepted, record, sendBefore: record.deadline }
}
