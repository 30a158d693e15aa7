import { Option, Result, Schema } from "effect"
import { Agreement } from "../model/Agreement.ts"
import { Entitlement } from "../model/Entitlement.ts"
import type { EntitlementQuery } from "../model/EntitlementQuery.ts"
import { Instant } from "../model/Instant.ts"
import { Quantity } from "../model/Quantity.ts"
import { TransportError, Unanswered } from "../model/TransportError.ts"
import { buyerOf } from "./agreementKey.ts"

/** One page of AWS's answer to GetEntitlements, unverified: whatever a JSON body may hold. Instants in epoch seconds. */
export interface EntitlementsAnswer {
  readonly Entitlements?: unknown
  readonly NextToken?: unknown
}

/** What was read so far; there is more while `nextToken` is there. */
export interface EntitlementsRead {
  readonly entitlements: ReadonlyArray<Entitlement>
  readonly nextToken?: string
  readonly pages: number
}

/** More pages of 25 than any contract has; whoever sends more would never end. */
const pagesMax = 40

/**
 * Reads one more page of what an agreement entitles to.
 *
 * - **Shape**: total for every JavaScript value. An answer is taken as a whole or not at all: with a part of it missing, a
 *   buyer would be billed for what it has paid for.
 * - **Errors**: `TransportError`, as of an answer that cannot be used: it is in no form that is known, tells of somebody
 *   else, or never ends.
 * - **Source**: AWS SDK 3.1138, GetEntitlements, read 2026-11-22.
 *
 * **Example** (A page, and that it is the last)
 *
 *     const query = { productCode: "4ml54db8vrmju", agreement: { _tag: "Product", buyer: "111111111111" } } as const
 *     const answer = {
 *       Entitlements: [{ ProductCode: "4ml54db8vrmju", Dimension: "GB", Value: { DoubleValue: 1.5 } }]
 *     }
 *     const read = Result.getOrThrow(entitlementsAfter({ entitlements: [], pages: 0 }, answer, query))
 *
 *     read.entitlements.map(({ dimension, value }) => [dimension, value._tag]) // => [["GB", "Quantity"]]
 *     read.nextToken // => undefined
 */
export const entitlementsAfter = (
  read: EntitlementsRead,
  answer: EntitlementsAnswer,
  query: EntitlementQuery
): Result.Result<EntitlementsRead, TransportError> => {
  const page = decodePage(answer)
  if (Option.isNone(page)) return unusable("AWS tells of entitlements in a form that is not known")
  const { NextToken: nextToken } = page.value
  const rows = page.value.Entitlements ?? []
  if (!rows.every((row) => isAskedFor(row, query))) return unusable("AWS tells of what nobody asked for")
  const entitlements = rows.map(entitlementOf)
  if (!entitlements.every((one) => one !== undefined))
    return unusable("AWS tells of a value that is not known")
  const pages = read.pages + 1
  if (nextToken && pages >= pagesMax) return unusable(`AWS tells of more than ${pagesMax} pages`)
  return Result.succeed({
    entitlements: [...read.entitlements, ...entitlements],
    pages,
    ...(nextToken && { nextToken })
  })
}

const unusable = (detail: string): Result.Result<never, TransportError> =>
  Result.fail(new TransportError({ reason: new Unanswered({ operation: "GetEntitlements", detail }) }))

const Maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullishOr(schema))

/** The last instant that JavaScript can hold. */
const epochSecondsMax = 8_640_000_000_000

const Row = Schema.Struct({
  ProductCode: Schema.NonEmptyString,
  Dimension: Schema.NonEmptyString,
  CustomerIdentifier: Maybe(Schema.String),
  CustomerAWSAccountId: Maybe(Schema.String),
  Value: Schema.Struct({
    IntegerValue: Maybe(Schema.Finite),
    DoubleValue: Maybe(Schema.Finite),
    BooleanValue: Maybe(Schema.Boolean),
    StringValue: Maybe(Schema.String)
  }),
  ExpirationDate: Maybe(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: epochSecondsMax }))),
  LicenseArn: Maybe(Schema.String)
})
type Row = typeof Row.Type

const Page = Schema.Struct({ Entitlements: Maybe(Schema.Array(Row)), NextToken: Maybe(Schema.String) })

const decodePage = Schema.decodeUnknownOption(Page)

// Compared where AWS says it: the members on the buyer are not all there in each form of identity.
const isAskedFor = (row: Row, { agreement, dimensions, productCode }: EntitlementQuery): boolean =>
  row.ProductCode === productCode &&
  (dimensions === undefined || dimensions.includes(row.Dimension)) &&
  isOrUnsaid(row.CustomerAWSAccountId, buyerOf(agreement)) &&
  Agreement.match(agreement, {
    License: ({ licenseArn }) =>
      isOrUnsaid(row.LicenseArn && Agreement.licenseId(row.LicenseArn), Agreement.licenseId(licenseArn)),
    Product: () => true,
    Legacy: ({ customerIdentifier }) => isOrUnsaid(row.CustomerIdentifier, customerIdentifier)
  })

const isOrUnsaid = (said: string | null | undefined, asked: string | undefined): boolean =>
  !said || asked === undefined || said === asked

const entitlementOf = (row: Row): Entitlement | undefined => {
  const value = valueOf(row.Value)
  return (
    value &&
    Entitlement.make({
      productCode: row.ProductCode,
      dimension: row.Dimension,
      value,
      ...(typeof row.ExpirationDate === "number" && {
        expiresAt: Instant.fromEpochSeconds(row.ExpirationDate)
      }),
      ...(row.LicenseArn && { licenseArn: row.LicenseArn })
    })
  )
}

const valueOf = (value: Row["Value"]): Entitlement["value"] | undefined => {
  const { BooleanValue: isGranted, DoubleValue, IntegerValue, StringValue: text } = value
  // Two of them would be two answers to one question.
  if (Object.values(value).filter((one) => one !== undefined && one !== null).length !== 1) return undefined
  if (typeof isGranted === "boolean") return { _tag: "Flag", isGranted }
  if (typeof text === "string") return { _tag: "Text", text }
  return Option.getOrUndefined(
    Option.map(
      Result.getSuccess(Quantity.fromNumber(IntegerValue ?? DoubleValue ?? Number.NaN)),
      (quantity) => ({
        _tag: "Quantity" as const,
        quantity
      })
    )
  )
}
