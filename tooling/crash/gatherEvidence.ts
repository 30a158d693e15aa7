import type { AcceptedRow, Evidence } from "./judgeBooks.ts"
import type { CrashSite } from "./openCrashSite.ts"
import type { Staff } from "./Staff.ts"

/** Collects what the books, the application and AWS have, and counts what only they know of. */
export const gatherEvidence = async (site: CrashSite, staff: Staff): Promise<Evidence> => {
  const idsIn = async (...tables: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
    const all = tables.map((table) => `select event_id from ${table}`).join(" union all ")
    const { rows } = await site.pool.query<{ event_id: string }>(`${all} order by event_id`)
    return rows.map(({ event_id }) => event_id)
  }
  const submitted = submittedIn(await site.control("cloudtrail", {}))
  const { rows } = await site.pool.query<{ moves: number }>(
    "select count(*)::integer as moves from tallyhour.late_move"
  )
  staff.sometimes["late usage counted in another hour"] = rows[0]!.moves
  staff.sometimes["records sent again"] =
    submitted.length - new Set(submitted.map(({ record }) => record)).size
  return {
    acknowledged: staff.desk.acknowledged,
    accepted: await recordsIn(site),
    balances: await site.meter.balances(),
    recordedIds: await idsIn("tallyhour.usage_event", "tallyhour.archived_event"),
    submitted,
    unbilled: await site.meter.unbilled(),
    workIds: await idsIn("work")
  }
}

/** What AWS has taken. */
export const recordsIn = async (site: CrashSite): Promise<ReadonlyArray<AcceptedRow>> => {
  const { records } = (await site.control("ledger", {})) as { readonly records: ReadonlyArray<AcceptedRow> }
  return records
}

interface LoggedCall {
  readonly eventName: string
  readonly requestParameters: {
    readonly productCode?: string
    readonly usageRecords: ReadonlyArray<Readonly<Record<string, unknown>> & { readonly quantity: number }>
  }
}

const submittedIn = (trail: Readonly<Record<string, unknown>>): Evidence["submitted"] =>
  (trail["Records"] as ReadonlyArray<LoggedCall>)
    .filter(({ eventName }) => eventName === "BatchMeterUsage")
    .flatMap(({ requestParameters: { productCode, usageRecords } }) =>
      usageRecords.map(({ quantity, usageAllocations, ...record }) => ({
        record: JSON.stringify([productCode, record]),
        quantity: JSON.stringify([quantity, usageAllocations])
      }))
    )
