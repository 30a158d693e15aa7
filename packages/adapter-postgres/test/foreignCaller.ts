import type { Pool, PoolClient } from "pg"
import type { ForeignEvent } from "./foreignEvents.ts"
import { usageRefusalOf } from "../src/usageRefusalOf.ts"

/** How a call ended, in words that both languages share. */
export interface Verdict {
  readonly answer: string
  readonly ids: ReadonlyArray<string>
}

/** A service in another language: it knows the SQL functions of a schema, and nothing of ours. */
export const foreignCaller = (on: Pool | PoolClient, schema: string) => ({
  /** Records one event by `record_usage`. */
  record: async ({ properties, tags, ...event }: Partial<ForeignEvent>, at?: string): Promise<Verdict> =>
    verdictOf(async () => {
      const { rows } = await on.query<{ answer: string }>(
        `select "${schema}".record_usage($1, $2, $3, $4::text::numeric, $5::text::timestamptz, $6::text::jsonb, $7, $8) as answer`,
        [
          event.eventId,
          event.account,
          event.meter,
          event.quantity,
          event.occurredAt,
          tags === undefined ? undefined : JSON.stringify(tags),
          Object(properties).user,
          at
        ]
      )
      return { answer: rows[0]!.answer, ids: [] }
    }),
  /** Records events by `record_usage_batch`. */
  recordAll: async (events: unknown, at?: string): Promise<Verdict> =>
    verdictOf(async () => {
      const { rows } = await on.query<{ answer: { recorded: number; already_recorded: Array<string> } }>(
        `select "${schema}".record_usage_batch($1::text::jsonb, $2) as answer`,
        [JSON.stringify(events), at]
      )
      const { already_recorded, recorded } = rows[0]!.answer
      return { answer: `recorded ${recorded}`, ids: already_recorded.toSorted() }
    })
})

/** The fields of an event as `record_usage_batch` reads them. */
export const asJson = (event: unknown): unknown => {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return event
  const { eventId, occurredAt, properties, ...rest } = event as Record<string, unknown>
  return { ...rest, event_id: eventId, occurred_at: occurredAt, property: Object(properties).user }
}

const verdictOf = async (work: () => Promise<Verdict>): Promise<Verdict> => {
  try {
    return await work()
  } catch (error) {
    const refusal = usageRefusalOf(error)
    if (refusal === undefined) throw error
    return refusal._tag === "EventConflict"
      ? { answer: "EventConflict", ids: refusal.eventIds.toSorted() }
      : { answer: `${refusal.code} ${refusal.field}`, ids: [] }
  }
}
