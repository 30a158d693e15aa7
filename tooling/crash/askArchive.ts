import { EventConflict } from "@tallyhour/core"
import type { CrashSite } from "./openCrashSite.ts"
import { withMore } from "./RecorderDesk.ts"
import type { GivenEvent } from "./RecorderOrder.ts"

/** Brings usage of the archive once more, as it was and with another quantity. Returns what is wrong, in sentences. */
export const askArchive = async (
  { meter, pool }: CrashSite,
  acknowledged: ReadonlyArray<GivenEvent>
): Promise<ReadonlyArray<string>> => {
  const { rows } = await pool.query<{ event_id: string }>(
    "select event_id from tallyhour.archived_event order by md5(event_id) limit $1",
    [askedMax]
  )
  const ids = new Set(rows.map(({ event_id }) => event_id))
  const asked = acknowledged.filter(({ eventId }) => ids.has(eventId))
  if (asked.length === 0) return []
  const known = await meter
    .recordAlone(asked.map(usageOf))
    .then(({ alreadyRecorded }) => alreadyRecorded.length, String)
  const refused = await meter.recordAlone(asked.map(withMore).map(usageOf)).then(
    () => "none",
    (error) => (error instanceof EventConflict ? error.eventIds.length : String(error))
  )
  return [
    ...(known === asked.length
      ? []
      : [`of ${asked.length} events in the archive are told as known: ${known}`]),
    ...(refused === asked.length
      ? []
      : [`of ${asked.length} ids in the archive are refused to other usage: ${refused}`])
  ]
}

const usageOf = ({ account, eventId, meter, occurredAt, quantity }: GivenEvent) => ({
  account,
  eventId,
  meter,
  occurredAt,
  quantity
})

const askedMax = 500
