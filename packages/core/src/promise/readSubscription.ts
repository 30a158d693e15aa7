import { Result, Schema } from "effect"
import { Quantity } from "../model/Quantity.ts"
import { showValue } from "../model/showValue.ts"
import { unknownName } from "../model/unknownName.ts"
import { schemaProblems } from "../model/schemaProblems.ts"
import { Subscription, SubscriptionInvalid } from "../model/Subscription.ts"
import { readInstant } from "./readInstant.ts"

/**
 * Reads what a caller hands in as a subscription into exact types.
 *
 * - **Shape**: total for every JavaScript value.
 * - **Errors**: `SubscriptionInvalid` with everything that is wrong.
 */
export const readSubscription = (input: unknown): Result.Result<Subscription, SubscriptionInvalid> =>
  Result.flatMap(
    // A getter that throws or a revoked proxy is the caller's mistake, and must not become a crash of ours.
    Result.try({
      try: () => (isObject(input) ? fieldsOf(input) : {}),
      catch: () => invalid("", [{ field: "subscription", problem: "cannot be read" }])
    }),
    readFields
  )

const readFields = (fields: Fields): Result.Result<Subscription, SubscriptionInvalid> => {
  const account = typeof fields["account"] === "string" ? fields["account"] : ""
  const misspelt = Object.keys(fields).filter((name) => !names.includes(name))
  if (misspelt.length > 0)
    return Result.fail(
      invalid(account, [
        {
          field: showValue(misspelt[0], { isBare: true }),
          problem: misspelt.map((name) => unknownName(name, "a subscription", names)).join("; ")
        }
      ])
    )
  return Result.flatMap(readInstant(account, "activeFrom", fields["activeFrom"]), (activeFrom) =>
    Result.mapError(decode({ ...fields, activeFrom }), (error) => invalid(account, schemaProblems(error)))
  )
}

type Fields = Readonly<Record<string, unknown>>

const names = ["account", "productCode", "agreement", "region", "activeFrom", "allowances"]

/** Copies what a caller hands in, to the depth that we read, so that nothing of it runs later. */
const fieldsOf = (input: Fields): Fields => ({
  ...input,
  ...(isObject(input["agreement"]) ? { agreement: { ...input["agreement"] } } : {}),
  ...("allowances" in input ? { allowances: readAllowances(input["allowances"]) } : {})
})

const invalid = (
  account: string,
  problems: ReadonlyArray<{ readonly field: string; readonly problem: string }>
): SubscriptionInvalid =>
  new SubscriptionInvalid({
    account,
    field: problems[0]?.field ?? "",
    problem: problems.map(({ field, problem }) => `${field} ${problem}`).join("; ")
  })

const decode = Schema.decodeUnknownResult(Subscription, { errors: "all", onExcessProperty: "error" })

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null

const readAllowances = (allowances: unknown): unknown =>
  Array.isArray(allowances)
    ? allowances.map((one: unknown) =>
        isObject(one) ? { ...one, quantity: Quantity.orAsGiven(one["quantity"]) } : one
      )
    : allowances
