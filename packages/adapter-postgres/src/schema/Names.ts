import { type RawBuilder, sql } from "kysely"

/** The schema that holds our tables unless another one is chosen. */
export const defaultSchema = "tallyhour"

/** Our tables and functions, each with its schema, ready to stand in a statement. */
export interface Names {
  readonly schema: string
  readonly agreement: RawBuilder<unknown>
  readonly agreementEvent: RawBuilder<unknown>
  readonly appendEvent: RawBuilder<unknown>
  readonly appendEvents: RawBuilder<unknown>
  readonly archivedEvent: RawBuilder<unknown>
  readonly archivedFigure: RawBuilder<unknown>
  readonly archivedRecord: RawBuilder<unknown>
  readonly archivedSeries: RawBuilder<unknown>
  readonly carry: RawBuilder<unknown>
  readonly countedSeries: RawBuilder<unknown>
  readonly countedSnapshot: RawBuilder<unknown>
  readonly hourlyReporter: RawBuilder<unknown>
  readonly included: RawBuilder<unknown>
  readonly intervention: RawBuilder<unknown>
  readonly knownMeter: RawBuilder<unknown>
  readonly lateMove: RawBuilder<unknown>
  readonly leaseDue: RawBuilder<unknown>
  readonly leaseOrder: RawBuilder<unknown>
  readonly meteredDimension: RawBuilder<unknown>
  readonly openHour: RawBuilder<unknown>
  readonly setAside: RawBuilder<unknown>
  readonly settleLeased: RawBuilder<unknown>
  readonly subscription: RawBuilder<unknown>
  readonly usageEvent: RawBuilder<unknown>
  readonly usageRecord: RawBuilder<unknown>
}

/** Names our tables in a schema. */
export const namesIn = (schema: string): Names => ({
  schema,
  agreement: sql.id(schema, "agreement"),
  agreementEvent: sql.id(schema, "agreement_event"),
  appendEvent: sql.id(schema, "append_event"),
  appendEvents: sql.id(schema, "append_events"),
  archivedEvent: sql.id(schema, "archived_event"),
  archivedFigure: sql.id(schema, "archived_figure"),
  archivedRecord: sql.id(schema, "archived_record"),
  archivedSeries: sql.id(schema, "archived_series"),
  carry: sql.id(schema, "carry"),
  countedSeries: sql.id(schema, "counted_series"),
  hourlyReporter: sql.id(schema, "hourly_reporter"),
  included: sql.id(schema, "included"),
  intervention: sql.id(schema, "intervention"),
  countedSnapshot: sql.id(schema, "counted_snapshot"),
  knownMeter: sql.id(schema, "known_meter"),
  lateMove: sql.id(schema, "late_move"),
  leaseDue: sql.id(schema, "lease_due"),
  leaseOrder: sql.id(schema, "lease_order"),
  meteredDimension: sql.id(schema, "metered_dimension"),
  openHour: sql.id(schema, "open_hour"),
  setAside: sql.id(schema, "set_aside"),
  settleLeased: sql.id(schema, "settle_leased"),
  subscription: sql.id(schema, "subscription"),
  usageEvent: sql.id(schema, "usage_event"),
  usageRecord: sql.id(schema, "usage_record")
})
