import { type Instant, Quantity, Tags, type UsageEvent } from "@tallyhour/core"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { arrayText, isoText, momentWriter } from "./asText.ts"

/** What an append came to, in JSON: an `AppendAnswer`. */
export interface AppendRow {
  readonly answer: string
}

/** How many events are new, and what was there before. */
export interface AppendAnswer {
  readonly recorded: number
  /** The ids that were there with the same content. */
  readonly same: ReadonlyArray<string>
  /** The ids that were there with other content; if there are any, nothing was inserted. */
  readonly differing: ReadonlyArray<string>
  /** Whether another transaction has recorded some of the ids out of this one's sight; then nothing was inserted. */
  readonly contested: boolean
}

/** Inserts an event if its id is free. */
export const appendEvent = (
  names: Names,
  { account, aggregation, eventId, meter, occurredAt, property, quantity, tags }: UsageEvent,
  now: Instant
): RawBuilder<AppendRow> => sql<AppendRow>`
  select ${names.appendEvent}(${eventId}, ${account}, ${meter}, ${Quantity.format(quantity)},
    ${isoText(occurredAt)}, ${Tags.format(tags)}, ${aggregation}, ${property},
    ${isoText(now)}) as answer`

/** Inserts events whose ids are free, unless one of the call stands for other content: then none. */
export const appendEvents = (
  names: Names,
  events: ReadonlyArray<UsageEvent>,
  now: Instant
): RawBuilder<AppendRow> => {
  const moment = momentWriter()
  return sql<AppendRow>`
  select ${names.appendEvents}(
    ${arrayText(events.map(({ eventId }) => eventId))}, ${arrayText(events.map(({ account }) => account))},
    ${arrayText(events.map(({ meter }) => meter))}, ${arrayText(events.map(({ quantity }) => Quantity.format(quantity)))},
    ${arrayText(events.map(({ occurredAt }) => moment(occurredAt)))},
    ${arrayText(events.map(({ tags }) => Tags.format(tags)))},
    ${arrayText(events.map(({ aggregation }) => aggregation))}, ${arrayText(events.map(({ property }) => property))},
    ${isoText(now)}) as answer`
}
