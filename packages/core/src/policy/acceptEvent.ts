import { DateTime, Duration, Result } from "effect"
import type { Catalogue, Counting } from "../model/Catalogue.ts"
import { EventRefused, type RefusalCode } from "../model/EventRefused.ts"
import { Instant } from "../model/Instant.ts"
import { Quantity } from "../model/Quantity.ts"
import type { UsageEvent } from "../model/UsageEvent.ts"
import { acceptTags } from "./acceptTags.ts"
import { showValue } from "../model/showValue.ts"

/** How far ahead of our clock an event may lie, for application servers whose clocks run fast. */
const futureTolerance = Duration.minutes(5)
const nameBytesMax = 255

/**
 * Checks what a caller hands in as a usage event, and reads it into exact types.
 *
 * - **Shape**: total for every JavaScript value. Unknown members are ignored and never stored.
 * - **Errors**: `EventRefused` naming the first field that is wrong, its limit, and what to do.
 *
 * **Example** (A quantity that is no decimal)
 *
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "requests" }] }]
 *     const catalogue = Result.getOrThrow(Catalogue.fromInput({ products }))
 *     const now = DateTime.makeUnsafe("2026-03-10T12:00:00Z")
 *     const event = { eventId: "e1", account: "acme", meter: "requests", quantity: "1,5", occurredAt: now }
 *     const refused = Result.match(acceptEvent(event, { catalogue, now }), {
 *       onFailure: ({ code, field, value }) => [code, field, value],
 *       onSuccess: () => []
 *     })
 *
 *     refused // => ["InvalidQuantity", "quantity", "\"1,5\""]
 */
export const acceptEvent = (
  input: unknown,
  context: { readonly catalogue: Pick<Catalogue["Service"], "countingOf">; readonly now: Instant }
): Result.Result<UsageEvent, EventRefused> => {
  // No generator and no chain of closures: this runs for every event of every caller.
  const fields = fieldsOf(input)
  if (Result.isFailure(fields)) return Result.fail(fields.failure)
  const eventId = name("InvalidEventId", "eventId", fields.success.eventId)
  if (Result.isFailure(eventId)) return Result.fail(eventId.failure)
  const account = name("InvalidAccount", "account", fields.success.account)
  if (Result.isFailure(account)) return Result.fail(account.failure)
  const meter = name("InvalidMeter", "meter", fields.success.meter)
  if (Result.isFailure(meter)) return Result.fail(meter.failure)
  const counting = context.catalogue.countingOf(meter.success)
  if (counting === undefined)
    return refused("UnknownMeter", "meter", meter.success, "is a meter of no product in the catalogue")
  const quantity = quantityOf(fields.success.quantity, counting)
  if (Result.isFailure(quantity)) return Result.fail(quantity.failure)
  const occurredAt = instantOf(fields.success.occurredAt, context.now)
  if (Result.isFailure(occurredAt)) return Result.fail(occurredAt.failure)
  const tags = acceptTags(fields.success.tags)
  if (Result.isFailure(tags)) return Result.fail(tags.failure)
  const property = propertyOf(fields.success.properties, counting)
  if (Result.isFailure(property)) return Result.fail(property.failure)
  return Result.succeed({
    eventId: eventId.success,
    account: account.success,
    meter: meter.success,
    quantity: quantity.success,
    occurredAt: occurredAt.success,
    tags: tags.success,
    aggregation: counting.aggregation,
    property: property.success
  })
}

type Field = "eventId" | "account" | "meter" | "quantity" | "occurredAt" | "properties" | "tags"
type Fields = Record<Field, unknown>

// A getter that throws or a revoked proxy is the caller's mistake, and must not become a crash of ours.
const fieldsOf = (input: unknown): Result.Result<Fields, EventRefused> =>
  Result.flatMap(
    Result.try({
      try: () => (isPlainObject(input) ? read(input as Fields) : undefined),
      catch: () => refusal("InvalidEvent", "event", input, "cannot be read")
    }),
    (fields) =>
      fields === undefined
        ? refused("InvalidEvent", "event", input, "is not an object")
        : Result.succeed(fields)
  )

const read = ({ account, eventId, meter, occurredAt, properties, quantity, tags }: Fields): Fields => ({
  account,
  eventId,
  meter,
  occurredAt,
  properties,
  quantity,
  tags
})

// Throws for a revoked proxy.
const isPlainObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const name = (code: RefusalCode, field: string, value: unknown): Result.Result<string, EventRefused> => {
  if (typeof value !== "string") return refused(code, field, value, "is not text")
  if (value.length === 0) return refused(code, field, value, "is empty", nameLimit)
  if (value.length > nameBytesMax || (value.length > safeLength && bytes(value) > nameBytesMax))
    return refused(code, field, value, "is too long", nameLimit)
  return !value.includes("\u0000") && value.isWellFormed()
    ? Result.succeed(value)
    : refused(code, field, value, "has a NUL or half a surrogate pair, which no store keeps")
}

const nameLimit = `1 to ${nameBytesMax} bytes`

// A character of JavaScript is three bytes at most.
const safeLength = Math.floor(nameBytesMax / 3)
const bytes = (text: string): number => encoder.encode(text).length
const encoder = new TextEncoder()

const quantityOf = (value: unknown, counting: Counting): Result.Result<Quantity, EventRefused> => {
  if (counting.aggregation === "count" || counting.aggregation === "distinct") return oneOf(value, counting)
  const parsed = Quantity.fromInput(value)
  if (Result.isFailure(parsed)) return refused("InvalidQuantity", "quantity", value, parsed.failure)
  if (parsed.success < 0n) return refused("InvalidQuantity", "quantity", value, "is negative", "0 or more")
  return counting.fraction === "refuse" && !Quantity.isWhole(parsed.success)
    ? refused("FractionalQuantity", "quantity", value, "has a fraction", "whole numbers")
    : Result.succeed(parsed.success)
}

// An event that is counted has nothing to say about how much; a caller who says more than one means another meter.
const oneOf = (value: unknown, { aggregation }: Counting): Result.Result<Quantity, EventRefused> => {
  const one = Quantity.ofUnits(1)
  if (value === undefined) return Result.succeed(one)
  return Result.getOrElse(Quantity.fromInput(value), () => Quantity.zero) === one
    ? Result.succeed(one)
    : refused("InvalidQuantity", "quantity", value, `is given to a meter that counts by ${aggregation}`, "1")
}

const instantOf = (value: unknown, now: Instant): Result.Result<Instant, EventRefused> => {
  const parsed = Instant.parse(value)
  if (Result.isFailure(parsed)) return refused("InvalidTimestamp", "occurredAt", value, parsed.failure)
  const ahead = parsed.success.epochMilliseconds - now.epochMilliseconds
  return ahead > Duration.toMillis(futureTolerance)
    ? refused(
        "FutureUsage",
        "occurredAt",
        DateTime.formatIso(parsed.success),
        "is more than five minutes ahead of our clock",
        "5 minutes ahead"
      )
    : Result.succeed(parsed.success)
}

const propertyOf = (properties: unknown, { property }: Counting): Result.Result<string, EventRefused> => {
  if (property === undefined) return Result.succeed("")
  const field = `properties.${showValue(property, { isBare: true })}`
  return Result.flatMap(
    Result.try({
      try: () =>
        isPlainObject(properties) && Object.hasOwn(properties as object, property)
          ? (properties as Readonly<Record<string, unknown>>)[property]
          : undefined,
      catch: () => refusal("InvalidProperty", field, properties, "cannot be read")
    }),
    (value) => name("InvalidProperty", field, value)
  )
}

const refused = (code: RefusalCode, field: string, value: unknown, problem: string, limit?: string) =>
  Result.fail(refusal(code, field, value, problem, limit))

const refusal = (code: RefusalCode, field: string, value: unknown, problem: string, limit?: string) =>
  new EventRefused({
    code,
    field,
    value: showValue(value),
    problem,
    ...(limit === undefined ? {} : { limit })
  })
