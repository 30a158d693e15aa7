import { setTimeout as sleep } from "node:timers/promises"
import { DateTime } from "effect"
import { gatherEvidence } from "./gatherEvidence.ts"
import { judgeBooks } from "./judgeBooks.ts"
import type { CrashSite } from "./openCrashSite.ts"
import { nothingWaits } from "./nothingWaits.ts"
import { buyers, unitOf } from "./seller.ts"
import type { GivenEvent } from "./RecorderOrder.ts"
import type { Staff } from "./Staff.ts"

/**
 * Gives all workers work for many leases at the same moment, and kills nobody. Returns what is wrong, in sentences.
 *
 * Where nobody is killed the workers have said everything, so each record must be sealed once and settled for good once.
 */
export const workInPeace = async (site: CrashSite, staff: Staff): Promise<ReadonlyArray<string>> => {
  await until(() => staff.present === staff.workers.length)
  const usage = usageBefore(site.clock.now())
  const client = await site.pool.connect()
  try {
    // One transaction, so that everybody sees it at once.
    await client.query("begin")
    await client.query("insert into work (event_id) select unnest($1::text[])", [
      usage.map(({ eventId }) => eventId)
    ])
    await site.meter.record(client, usage)
    await client.query("commit")
  } finally {
    client.release()
  }
  staff.desk.acknowledged.push(...usage)
  // What one sealing brought may all be settled while the next sealing is under way.
  await until(async () => staff.leases.ended === staff.leases.sealed && (await nothingWaits(site)))
  const evidence = await gatherEvidence(site, staff)
  const { ended, hands, sealed } = staff.leases
  const records = evidence.accepted.length
  const handsMin = Math.ceil(staff.workers.length / 2)
  return [
    ...(sealed === records ? [] : [`${sealed} records are said to be sealed, and there are ${records}`]),
    ...(ended === records ? [] : [`${ended} records are said to be settled, and there are ${records}`]),
    ...(hands >= handsMin ? [] : [`${hands} workers did all the work: too few to meet each other`]),
    ...staff.leases.problems(),
    ...judgeBooks(evidence)
  ]
}

/** Usage of every account and meter in each of the last hours, more than a unit each. */
const usageBefore = (now: number): ReadonlyArray<GivenEvent> =>
  buyers.flatMap(({ account, meters }) =>
    meters.flatMap((meter) =>
      Array.from({ length: hours }, (_, hour) => ({
        account,
        isAlone: false,
        eventId: `in peace: ${account} ${meter} ${hour}`,
        meter,
        occurredAt: DateTime.formatIso(DateTime.makeUnsafe(now - (hour + 2) * 3_600_000)),
        quantity: `${unitOf[meter]}.25`
      }))
    )
  )

const hours = 8

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (let looks = 0; looks < looksMax && !(await isSo()); looks++) await sleep(lookMillis)
}

const lookMillis = 20
const looksMax = 1_500
