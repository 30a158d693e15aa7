import { DateTime, Duration, Result } from "effect"
import type { Catalogue } from "../model/Catalogue.ts"
import { EventRefused, type RefusalCode } from "../model/EventRefused.ts"
import { Instant } from "../model/Instant.ts"
import { Quantity } from "../model/Quantity.ts"
import type { Tags, UsageEvent } from "../model/UsageEvent.ts"

/** How far ahead of our clock an event may lie, for application servers whose clocks run fast. */
const futureTolerance = Duration.minutes(5)
const nameBytesMax = 255
const tagsMax = 50

/**
 * Checks what a caller hands in as a usage event, and reads it into exact types.
 *
 * - **Shape**: total for every JavaScript value. Unknown members are ignored and never stored.
 * - **Errors**: `EventRefused` naming the first field that is wrong.
 */
export const acceptEvent = (
  input: unknown,
  context: { readonly catalogue: Pick<Catalogue["Service"], "hasMeter">; readonly now: Instant }
): Result.Result<UsageEvent, EventRefused> =>
  Result.gen(function* () {
    const fields = yield* fieldsOf(input)
    const eventId = yield* name("InvalidEventId", "eventId", fields.eventId)
    const account = yield* name("InvalidAccount", "account", fields.account)
    const meter = yield* name("InvalidMeter", "meter", fields.meter)
    if (!context.catalogue.hasMeter(meter)) {
      return yield* refused("UnknownMeter", "meter", meter, "is a meter of no product in the catalogue")
    }
    const quantity = yield* quantityOf(fields.quantity)
    const occurredAt = yield* instantOf(fields.occurredAt, context.now)
    const tags = yield* tagsOf(fields.tags)
    return { eventId, account, meter, quantity, occurredAt, tags }
  })

type Fields = Record<"eventId" | "account" | "meter" | "quantity" | "occurredAt" | "tags", unknown>

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

const read = ({ account, eventId, meter, occurredAt, quantity, tags }: Fields): Fields => ({
  account,
  eventId,
  meter,
  occurredAt,
  quantity,
  tags
})

// Throws for a revoked proxy.
const isPlainObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const name = (code: RefusalCode, field: string, value: unknown): Result.Result<string, EventRefused> => {
  if (typeof value !== "string") return refused(code, field, value, "is not text")
  if (value.length === 0) return refused(code, field, value, "is empty")
  if (value.length > nameBytesMax || bytes(value) > nameBytesMax) {
    return refused(code, field, value, `is longer than ${nameBytesMax} bytes`)
  }
  if (!isStorable(value))
    return refused(code, field, value, "has a NUL or half a surrogate pair, which no store keeps")
  return Result.succeed(value)
}

const quantityOf = (value: unknown): Result.Result<Quantity, EventRefused> => {
  const parsed =
    typeof value === "string"
      ? Quantity.parse(value)
      : typeof value === "number"
        ? Quantity.fromNumber(value)
        : typeof value === "bigint"
          ? value < 10n ** 25n && value > -(10n ** 25n)
            ? Result.succeed(Quantity.ofUnits(value))
            : Result.fail("has too many digits")
          : Result.fail("is not a number, a bigint or a decimal string")
  if (Result.isFailure(parsed)) return refused("InvalidQuantity", "quantity", value, parsed.failure)
  if (parsed.success < 0n) return refused("InvalidQuantity", "quantity", value, "is negative")
  return Result.succeed(parsed.success)
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
        "is more than five minutes ahead of our clock"
      )
    : Result.succeed(parsed.success)
}

const tagsOf = (value: unknown): Result.Result<Tags, EventRefused> =>
  value === undefined || value === null
    ? Result.succeed([])
    : Result.flatMap(
        Result.try({
          try: () => (isPlainObject(value) ? Object.entries(value) : undefined),
          catch: () => refusal("InvalidTags", "tags", value, "cannot be read")
        }),
        (entries) =>
          entries === undefined
            ? refused("InvalidTags", "tags", value, "is not an object of text to text")
            : checkedTags(value, entries)
      )

const checkedTags = (
  value: unknown,
  entries: Array<[string, unknown]>
): Result.Result<Tags, EventRefused> => {
  if (entries.length > tagsMax) {
    return refused("InvalidTags", "tags", value, `has more than ${tagsMax} entries`)
  }
  const tags: Array<[string, string]> = []
  for (const [key, text] of entries) {
    if (typeof text !== "string" || !isTagText(key) || !isTagText(text)) {
      return refused("InvalidTags", `tags.${escaped(key)}`, text, "is not text of 1 to 256 characters")
    }
    tags.push([key, text])
  }
  return Result.succeed(tags.sort(([left], [right]) => (left < right ? -1 : 1)))
}

const isTagText = (text: string): boolean => text.length > 0 && text.length <= 256 && isStorable(text)

const isStorable = (text: string): boolean => !text.includes("\u0000") && text.isWellFormed()

const bytes = (text: string): number => encoder.encode(text).length
const encoder = new TextEncoder()

const refused = (code: RefusalCode, field: string, value: unknown, problem: string) =>
  Result.fail(refusal(code, field, value, problem))

const refusal = (code: RefusalCode, field: string, value: unknown, problem: string): EventRefused =>
  new EventRefused({ code, field, value: shown(value), problem })

const shown = (value: unknown): string => (typeof value === "string" ? cut(quoted(value)) : plain(value))

const escaped = (text: string): string => cut(quoted(text).slice(1, -1))

const quoted = (text: string): string => JSON.stringify(text.slice(0, shownMax))

const cut = (text: string): string => (text.length > shownMax ? `${text.slice(0, shownMax - 1)}…` : text)

const shownMax = 100

// Nothing here may run the caller's code, or take longer for a longer value.
const plain = (value: unknown): string => {
  switch (typeof value) {
    case "bigint":
      return value < hugeBigint && value > -hugeBigint ? String(value) : "a bigint of very many digits"
    case "function":
    case "symbol":
      return `a ${typeof value}`
    case "object":
      return value === null ? "null" : "{…}"
    case "boolean":
    case "number":
    case "string":
    case "undefined":
      return String(value)
  }
}

const hugeBigint = 10n ** 90n
