import { type Instant, Quantity, type UsageEvent } from "@tallyhour/core"
import { DateTime } from "effect"
import { type RawBuilder, sql } from "kysely"
import type { Names } from "../schema/Names.ts"
import { rowsParameter } from "./asText.ts"

/** What stands under the id of an event after an append: new, the same content, or other content. */
export interface Standing {
  readonly id: string
  readonly standing: "added" | "same" | "differs"
}

/**
 * Inserts events whose ids are free, unless one of the call stands for other content: then none.
 *
 * An id that another transaction committed in the meantime appears in no row of the answer.
 */
export const appendEvents = (
  names: Names,
  events: ReadonlyArray<UsageEvent>,
  now: Instant
): RawBuilder<Standing> => sql<Standing>`
  with input as materialized (${inputRows(events)}),
  known as materialized (
    select input.id, ${differs} as differs
    from input join ${names.usageEvent} there on there.event_id = input.id
  ),
  added as (
    insert into ${names.usageEvent} (event_id, account, meter, quantity, occurred_at, tags, aggregation, property,
      recorded_at)
    select id, account, meter, quantity, occurred, tags, aggregation, property, ${DateTime.formatIso(now)}::timestamptz
    from input
    where not exists (select from known where differs) and not exists (select from known where known.id = input.id)
    order by id
    on conflict (event_id) do nothing
    returning event_id
  )
  select event_id as id, 'added' as standing from added
  union all
  select id, case when differs then 'differs' else 'same' end from known
  order by 1`

/** Compares events with what stands under their ids now. */
export const compareEvents = (
  names: Names,
  events: ReadonlyArray<UsageEvent>
): RawBuilder<Standing> => sql<Standing>`
  with input as (${inputRows(events)})
  select input.id, case when ${differs} then 'differs' else 'same' end as standing
  from input join ${names.usageEvent} there on there.event_id = input.id
  order by input.id`

/** Takes back what this very transaction appended, before anybody else could see it. */
export const takeBackEvents = (names: Names, eventIds: ReadonlyArray<string>): RawBuilder<unknown> => sql`
  delete from ${names.usageEvent}
  where event_id in (select jsonb_array_elements_text(${JSON.stringify(eventIds)}::text::jsonb))
    and recorded_xid = pg_current_xact_id()`

/** Whether an event says something else than the one that stands under its id. */
const differs = sql`(there.account, there.meter, there.quantity, there.occurred_at, there.tags, there.property)
  is distinct from (input.account, input.meter, input.quantity, input.occurred, input.tags, input.property)`

const inputRows = (events: ReadonlyArray<UsageEvent>) => sql`
  select event.id, event.account, event.meter, event.quantity, event.occurred, event.tags, event.aggregation,
    event.property
  from jsonb_to_recordset(${rowsParameter(events.map(inputRow))})
    as event(id text, account text, meter text, quantity numeric, occurred timestamptz, tags jsonb,
      aggregation text, property text)`

const inputRow = (event: UsageEvent) => ({
  id: event.eventId,
  account: event.account,
  meter: event.meter,
  quantity: Quantity.format(event.quantity),
  occurred: DateTime.formatIso(event.occurredAt),
  tags: event.tags,
  aggregation: event.aggregation,
  property: event.property
})
