import { mkdir, rename, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { gzipSync } from "node:zlib"
import { base36From } from "../../marketplace/base36From.ts"
import { groupedBy } from "../../marketplace/invoice/groupedBy.ts"
import { isoSeconds } from "../../marketplace/isoSeconds.ts"
import type { MarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"
import { sellerAccount } from "../../marketplace/sellerAccount.ts"
import type { JsonObject } from "../../marketplace/ServiceAnswer.ts"
import { makeOutlet } from "./Outlet.ts"
import type { Outlet } from "./Outlet.ts"

/** Where a trail goes, and how. */
export interface TrailDelivery {
  readonly complain: (cause: unknown) => void
  /** The folder that stands for the bucket. */
  readonly folder: string
  readonly pauseMillis: number
}

/**
 * Writes what CloudTrail logs into gzip files, in the layout of a trail in S3.
 *
 * A file holds the calls of one region since the file before it, and is named by the emulator's clock when it is
 * written. It is there whole or not at all. Calls of an earlier process,
 * known from a kept state, are not written again.
 *
 * - **Source**: CloudTrail User Guide, log file names: `AWSLogs/<account>/CloudTrail/<region>/YYYY/MM/DD/`.
 */
export const writeTrail = (emulator: MarketplaceEmulator, delivery: TrailDelivery): Outlet => {
  let skip = recordsOf(emulator, 0).next
  const step = async () => {
    let found = recordsOf(emulator, skip)
    // A reset begins a new log.
    if (found.next < skip) found = recordsOf(emulator, 0)
    for (const [region, Records] of groupedBy(found.Records, (record) => String(record["awsRegion"]))) {
      const path = join(delivery.folder, keyOf({ instant: emulator.now(), region, Records }))
      await mkdir(dirname(path), { recursive: true })
      await writeFile(`${path}.part`, gzipSync(JSON.stringify({ Records })))
      await rename(`${path}.part`, path)
    }
    skip = found.next
  }
  return makeOutlet(step, delivery)
}

interface LoggedRecords {
  readonly Records: ReadonlyArray<JsonObject>
  readonly next: number
}

const recordsOf = (emulator: MarketplaceEmulator, skip: number): LoggedRecords =>
  emulator.control("cloudtrail", { skip }).body as unknown as LoggedRecords

const keyOf = (file: {
  readonly instant: number
  readonly region: string
  readonly Records: ReadonlyArray<JsonObject>
}): string => {
  const { instant, region, Records } = file
  const minute = isoSeconds(instant).slice(0, 16)
  const ids = Records.map((record) => String(record["eventID"]))
  const name = [
    sellerAccount,
    "CloudTrail",
    region,
    `${minute.replaceAll(/[-:]/g, "")}Z`,
    base36From("trail", minute, ...ids).slice(-16)
  ].join("_")
  const day = minute.slice(0, 10).replaceAll("-", "/")
  return `AWSLogs/${sellerAccount}/CloudTrail/${region}/${day}/${name}.json.gz`
}
