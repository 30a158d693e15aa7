import { Schema } from "effect"
import { Allocation } from "./Allocation.ts"
import { MeteringHour } from "./MeteringHour.ts"

const Units = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Moment = Schema.DateTimeUtcFromMillis

/** The parts of a quantity that have tags, each set of tags once; absent where nothing is tagged. */
const tagged = Schema.optionalKey(Schema.Array(Allocation))

/** Usage of one dimension and hour that is still counted. */
const OpenUsage = Schema.Struct({
  dimension: Schema.NonEmptyString,
  hour: MeteringHour.Schema,
  quantity: Units,
  tagged
})

/** The id of an event that was counted, with what tells a repeat from another event of the same id. */
const CountedEvent = Schema.Struct({
  at: Moment,
  content: Schema.NonEmptyString,
  eventId: Schema.NonEmptyString
})

/**
 * The report of an hour that is over: its quantity and token never change.
 *
 * `mayBeAccepted` is true from before the first byte is sent until AWS has said that it has done nothing; meanwhile `sentBy` is
 * the instance that sent it, because AWS tells the same report of another instance apart.
 */
const HourlyReport = Schema.Struct({
  attempts: Units,
  availableAt: Moment,
  clientToken: Schema.NonEmptyString,
  dimension: Schema.NonEmptyString,
  hour: MeteringHour.Schema,
  mayBeAccepted: Schema.Boolean,
  quantity: Units,
  sentBy: Schema.NullOr(Schema.NonEmptyString),
  tagged
})

/** Usage that will not be reported of itself, with the reason, for a person to look at. */
const AsideUsage = Schema.Struct({
  dimension: Schema.NonEmptyString,
  hour: MeteringHour.Schema,
  quantity: Units,
  reason: Schema.NonEmptyString,
  tagged
})

/**
 * What an hourly reporter knows, whole: of one product, in one account of a buyer.
 *
 * - **Shape**: encoded it is plain JSON, which a store keeps as it likes.
 *
 * **Example** (A store of one's own writes and reads it)
 *
 *     const text = JSON.stringify(Schema.encodeSync(ReporterState)(emptyReporter))
 *
 *     Schema.decodeUnknownSync(ReporterState)(JSON.parse(text)).open // => []
 */
export const ReporterState = Schema.Struct({
  /** Units that AWS has taken, by dimension. */
  accepted: Schema.Record(Schema.String, Units),
  /** The events with ids that are remembered, in the order of their instants. */
  events: Schema.Array(CountedEvent),
  /** No event with an id is remembered up to this instant, so nobody knows which were counted; null while all are. */
  eventsForgottenThrough: Schema.NullOr(Moment),
  /** Who may report now, of all instances that share the total, and until when. */
  lease: Schema.NullOr(Schema.Struct({ holder: Schema.NonEmptyString, until: Moment })),
  open: Schema.Array(OpenUsage),
  reports: Schema.Array(HourlyReport),
  /** The last hour that nothing is counted in any more; null before the first is over. */
  sealedThrough: Schema.NullOr(MeteringHour.Schema),
  setAside: Schema.Array(AsideUsage)
})
export type ReporterState = typeof ReporterState.Type

/** An event with an id, as a reporter remembers it. */
export type CountedEvent = typeof CountedEvent.Type

/** A report that waits to be taken by AWS. */
export type HourlyReport = typeof HourlyReport.Type

/** Usage that waits for a person. */
export type AsideUsage = typeof AsideUsage.Type

/**
 * What a reporter knows before anything has been counted.
 *
 * **Example** (Nothing)
 *
 *     emptyReporter.sealedThrough // => null
 */
export const emptyReporter: ReporterState = {
  accepted: {},
  events: [],
  eventsForgottenThrough: null,
  lease: null,
  open: [],
  reports: [],
  sealedThrough: null,
  setAside: []
}
