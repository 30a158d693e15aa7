import { type RawBuilder, sql } from "kysely"

/** Whether the usage of an hour is found by adding up what each event brings. For events named `event`. */
export const isCountedAlone: RawBuilder<unknown> = sql`event.aggregation in ('sum', 'count')`

/**
 * The hour in which an event occurred.
 *
 * Hours of UTC are all of one length, so none has to be looked up in the calendar of a zone, as `date_trunc` does for each event.
 */
export const hourOfEvent: RawBuilder<unknown> = sql`date_bin('1 hour', event.occurred_at, '2000-01-01T00:00:00Z')`

/** The hours in which an event counts: its own, and for a gauge the one after. */
export const hoursOfEvent: RawBuilder<unknown> = sql`
  select ${hourOfEvent}
  union all
  select ${hourOfEvent} + interval '1 hour' where event.aggregation = 'time-weighted'`

/**
 * Aggregates hours of events that only make sense together, as `aggregateHour` does: from all their events, by tags.
 *
 * - **Shape**: `touched` names a relation of account, meter and hour, each of which is looked up by itself in `events`, so that the
 *   cost is that of the hours and never that of history. A gauge is held until its next reading, for an hour at
 *   most; its sum is divided as whole numbers of 10⁻¹², so that no digit depends on the server's own rounding.
 */
export const seriesUsage = (
  touched: RawBuilder<unknown>,
  events: RawBuilder<unknown>
): RawBuilder<unknown> => sql`
  select account, meter, hour, tags, sum(quantity) as quantity from (
    select account, meter, hour, tags, case aggregation
      when 'max' then max(quantity)
      when 'last' then (array_agg(quantity order by occurred_at desc, event_id desc))[1]
      when 'distinct' then count(distinct property)
      else div(sum(quantity * held_millis) * 1000000000000, 3600000) * 0.000000000001
    end as quantity
    from (
      select hour, event.account, event.meter, event.tags, event.aggregation, event.quantity, event.property,
        event.event_id, event.occurred_at,
        extract(epoch from greatest(interval '0', least(
            lead(event.occurred_at) over (
              partition by hour, event.account, event.meter, event.tags, event.aggregation
              order by event.occurred_at, event.event_id),
            event.occurred_at + interval '1 hour',
            hour + interval '1 hour'
          ) - greatest(event.occurred_at, hour))) * 1000 as held_millis
      from ${touched} cross join lateral (
        select account, meter, tags, aggregation, quantity, property, event_id, occurred_at from ${events} there
        where there.account = touched.account and there.meter = touched.meter
          and there.occurred_at < touched.hour + interval '1 hour'
          and there.occurred_at >= touched.hour - interval '1 hour'
          and (there.occurred_at >= touched.hour or there.aggregation = 'time-weighted')
          and there.aggregation not in ('sum', 'count')
        -- Keeps the planner from joining the whole table at once.
        offset 0
      ) event
    ) readings
    group by account, meter, hour, tags, aggregation
  ) by_aggregation
  group by account, meter, hour, tags`
