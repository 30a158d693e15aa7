import {
  BatchMeterUsageErrors,
  FrontDoorErrors,
  GetEntitlementsErrors,
  type MeteringOperation,
  MeterUsageErrors,
  OutcomeRemedies,
  RegisterUsageErrors,
  type Remedy,
  ResolveCustomerErrors,
  type ServiceError,
  SubmissionOutcome,
  UnansweredErrors,
  UnnamedErrors
} from "@tallyhour/core"
import { Result } from "effect"
import { actionOf, actionOn } from "./actionOf.ts"
import { tableOf } from "./tableOf.ts"

/** The tables of the page on errors, by the name of their place in it. */
export const errorParts = (): Readonly<Record<string, string>> => ({
  outcomes: outcomesTable(),
  BatchMeterUsage: errorsTable("BatchMeterUsage", BatchMeterUsageErrors),
  MeterUsage: errorsTable("MeterUsage", MeterUsageErrors),
  RegisterUsage: errorsTable("RegisterUsage", RegisterUsageErrors),
  ResolveCustomer: errorsTable("ResolveCustomer", ResolveCustomerErrors),
  GetEntitlements: errorsTable("GetEntitlements", GetEntitlementsErrors),
  "front-door": errorsTable("BatchMeterUsage", FrontDoorErrors),
  unanswered: errorsTable("BatchMeterUsage", UnansweredErrors, [
    ["any other name, or none", UnnamedErrors.Unanswered, actionOf("BatchMeterUsage", { name: undefined })]
  ])
})

const outcomesTable = (): string =>
  tableOf(
    ["AWS says", "It means", "Retry", "The record", "What you do"],
    Object.values(answers).map(([outcome, said]) => {
      const { cause, nextStep, retry } = OutcomeRemedies[outcome._tag]
      return [said, cause, retry, actionOn(Result.succeed(outcome)), nextStep]
    })
  )

const errorsTable = (
  operation: MeteringOperation,
  errors: Readonly<Record<string, ServiceError>>,
  others: ReadonlyArray<readonly [string, Remedy, string]> = []
): string => {
  const known = [...Map.groupBy(Object.entries(errors), ([, error]) => error)].map(([error, entries]) => {
    const names = entries.map(([name]) => name)
    return [
      names.map((name) => `\`${name}\``).join(", "),
      error,
      actionOf(operation, { name: names[0] })
    ] as const
  })
  return tableOf(
    ["Name", "It means", "Retry", "What Tallyhour does", "What you do"],
    [...known, ...others].map(([names, { cause, nextStep, retry }, action]) => [
      names,
      cause,
      retry,
      action,
      nextStep
    ])
  )
}

type Answered = Exclude<SubmissionOutcome["_tag"], "Rejected">

/** How AWS says each outcome, and an example of it. */
const answers: { readonly [Tag in Answered]: readonly [SubmissionOutcome & { readonly _tag: Tag }, string] } =
  {
    Accepted: [
      SubmissionOutcome.cases.Accepted.make({ meteringRecordId: "id" }),
      "`Success`, with a record id and our quantity"
    ],
    Duplicate: [SubmissionOutcome.cases.Duplicate.make({}), "`DuplicateRecord`"],
    NotSubscribed: [SubmissionOutcome.cases.NotSubscribed.make({}), "`CustomerNotSubscribed`"],
    Unprocessed: [SubmissionOutcome.cases.Unprocessed.make({}), "listed in `UnprocessedRecords`"],
    Unanswered: [
      SubmissionOutcome.cases.Unanswered.make({}),
      "nothing of it, `Success` without an id, two words that contradict each other, or a status never seen"
    ],
    EchoMismatch: [
      SubmissionOutcome.cases.EchoMismatch.make({ quantity: 8 }),
      "`Success`, with another quantity"
    ]
  }
