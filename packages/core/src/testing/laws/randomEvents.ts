import { Effect, Random } from "effect"
import { Aggregation } from "../../model/Aggregation.ts"
import type { Tags } from "../../model/Tags.ts"
import type { UsageEvent } from "../../model/UsageEvent.ts"
import { freshEvent } from "../builders.ts"

const tags: ReadonlyArray<Tags> = [
  [],
  [["team", "red"]],
  [["team", 'b"l\\ue']],
  [
    ["app", "a"],
    ["team", "red"]
  ]
]

/**
 * Draws events of some hours until twelve, many at the edges of hours and at one instant, with fractions and tags: in a meter
 * for each aggregation, and in one that has changed its aggregation from event to event.
 */
export const randomEvents = Effect.fnUntraced(function* (
  account: string,
  options: { readonly events: number; readonly firstHour: number }
) {
  const events: Array<UsageEvent> = []
  for (let i = 0; i < options.events; i++) {
    const aggregation =
      Aggregation.literals[yield* Random.nextIntBetween(0, Aggregation.literals.length - 1)]!
    const minute = yield* Random.nextIntBetween(0, 59)
    const hour = (yield* Random.nextIntBetween(options.firstHour, 11)).toString().padStart(2, "0")
    const time = [`${minute}`.padStart(2, "0"), "00", "59"][yield* Random.nextIntBetween(0, 2)]!
    const decimals = `${yield* Random.nextIntBetween(0, 999_999_999_999)}`.padStart(12, "0")
    const units = `${yield* Random.nextIntBetween(0, 1_000_000)}.${decimals}`
    const isOne = aggregation === "count" || aggregation === "distinct"
    events.push(
      yield* freshEvent({
        account,
        aggregation,
        meter: i % 5 === 0 ? "mixed" : aggregation,
        occurredAt: `2026-03-10T${hour}:${time}:${minute % 2 === 0 ? "00.000" : "59.999"}Z`,
        property: aggregation === "distinct" ? `value ${minute % 4}` : "",
        quantity: isOne ? "1" : units,
        tags: tags[minute % 5 === 0 ? 0 : yield* Random.nextIntBetween(0, tags.length - 1)]!
      })
    )
  }
  return events
})
