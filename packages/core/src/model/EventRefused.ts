import { Schema } from "effect"

/** Why a usage event is refused; each code stands for one thing that the caller can put right. */
export const RefusalCode = Schema.Literals([
  "InvalidEvent",
  "InvalidEventId",
  "InvalidAccount",
  "InvalidMeter",
  "UnknownMeter",
  "InvalidQuantity",
  "InvalidTimestamp",
  "FutureUsage",
  "InvalidTags",
  "BatchTooLarge"
])
export type RefusalCode = typeof RefusalCode.Type

/**
 * Says that a usage event cannot be taken, and why. Nothing of its batch was stored.
 *
 * - **Cause**: the event itself is wrong. A retry of the same event cannot help; correct the field that is named.
 * - **Shape**: `value` is what was found, cut at 100 characters.
 */
export class EventRefused extends Schema.TaggedError<EventRefused>()("EventRefused", {
  code: RefusalCode,
  field: Schema.String,
  value: Schema.String,
  problem: Schema.String
}) {
  get isRetryable(): boolean {
    return false
  }
  override get message(): string {
    return `${this.field} ${this.value} ${this.problem}.`
  }
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
  override get message(): string {
    const shown = this.eventIds
      .slice(0, 5)
      .map((id) => JSON.stringify(id))
      .join(", ")
    const more = this.eventIds.length > 5 ? ` and ${this.eventIds.length - 5} more` : ""
    return `Already recorded with other content: ${shown}${more}. Give each fact an id of its own, or repeat it unchanged.`
  }
}
