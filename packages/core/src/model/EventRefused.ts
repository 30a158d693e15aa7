import { Schema } from "effect"
import type { Remedy } from "./Remedy.ts"

/**
 * Why a usage event is refused; each code stands for one thing that the caller can put right.
 *
 * **Example** (Three events that a caller can put right)
 *
 *     const products = [{ code: "4ml54db8vrmju", meters: [{ name: "pages" }] }]
 *     const catalogue = Result.getOrThrow(Catalogue.fromInput({ products }))
 *     const now = DateTime.makeUnsafe("2026-03-10T12:00:00Z")
 *     const usage = { eventId: "doc-1", account: "acme", meter: "pages", quantity: 3, occurredAt: now }
 *     const codeOf = (event: unknown): RefusalCode | "none" =>
 *       Result.match(acceptEvent(event, { catalogue, now }), { onFailure: ({ code }) => code, onSuccess: () => "none" })
 *
 *     codeOf({ ...usage, meter: "Pages" }) // => "UnknownMeter"
 *     codeOf({ ...usage, quantity: -3 }) // => "InvalidQuantity"
 *     codeOf({ ...usage, occurredAt: now.epochMilliseconds }) // => "InvalidTimestamp"
 */
export const RefusalCode = Schema.Literals([
  "InvalidEvent",
  "InvalidEventId",
  "InvalidAccount",
  "InvalidMeter",
  "UnknownMeter",
  "InvalidQuantity",
  "FractionalQuantity",
  "InvalidTimestamp",
  "FutureUsage",
  "InvalidProperty",
  "InvalidTags",
  "BatchTooLarge"
])
export type RefusalCode = typeof RefusalCode.Type

/**
 * Says that a usage event cannot be taken, and why. Nothing of its batch was stored.
 *
 * - **Cause**: the event itself is wrong. A retry of the same event cannot help; correct the field that is named.
 * - **Shape**: `value` is what was found, cut at 100 characters; `limit` is the bound that it breaks, where there is one.
 */
export class EventRefused extends Schema.TaggedError<EventRefused>()("EventRefused", {
  code: RefusalCode,
  field: Schema.String,
  value: Schema.String,
  problem: Schema.String,
  limit: Schema.optionalKey(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return { cause: `${this.field} ${this.problem}.`, retry: "never", nextStep: nextSteps[this.code] }
  }
  override get message(): string {
    return `${this.field} ${this.value} ${this.problem}. ${this.remedy.nextStep}`
  }
}

const nextSteps: Record<RefusalCode, string> = {
  InvalidEvent: "Pass a plain object with eventId, account, meter, quantity and occurredAt.",
  InvalidEventId:
    "Give each fact an id of 1 to 255 bytes before the first try, and keep it for every repeat.",
  InvalidAccount: "Pass your own id of the customer as text of 1 to 255 bytes.",
  InvalidMeter: "Pass the name of a meter of the catalogue.",
  UnknownMeter: "Add the meter to the catalogue, or correct its name; upper and lower case matter.",
  InvalidQuantity:
    "Pass a decimal that is not negative, as text or a bigint where a number would lose digits.",
  FractionalQuantity: "Pass whole numbers, or give the meter a fraction policy that takes fractions.",
  InvalidTimestamp: "Pass RFC 3339 with a zone, a Date, a DateTime or epoch seconds.",
  FutureUsage: "Record usage when it has occurred, and check the clock of the server that reports it.",
  InvalidProperty: "Pass the property that the meter counts by as text of 1 to 255 bytes.",
  InvalidTags:
    "Pass at most five tags, with letters, digits, spaces and + - = . _ : / @ only, as AWS takes no others.",
  BatchTooLarge: "Divide the events over several calls."
}

/**
 * Says that an event id is already taken by an event of other content. Nothing of its batch was stored.
 *
 * - **Cause**: the caller used one id for two facts, or changed a fact before repeating it. A retry cannot help: give the
 *   second fact an id of its own, or repeat the first one unchanged.
 */
export class EventConflict extends Schema.TaggedError<EventConflict>()("EventConflict", {
  eventIds: Schema.Array(Schema.String)
}) {
  get isRetryable(): boolean {
    return false
  }
  get remedy(): Remedy {
    return {
      cause: "One event id was used for two facts, or a fact was changed before it was repeated.",
      retry: "never",
      nextStep: "Give each fact an id of its own, or repeat it unchanged."
    }
  }
  override get message(): string {
    const shown = this.eventIds
      .slice(0, 5)
      .map((id) => JSON.stringify(id))
      .join(", ")
    const more = this.eventIds.length > 5 ? ` and ${this.eventIds.length - 5} more` : ""
    return `Already recorded with other content: ${shown}${more}. ${this.remedy.nextStep}`
  }
}
