import { MeteringHour } from "../model/MeteringHour.ts"
import { stableHash } from "./stableHash.ts"

/**
 * Returns the client token of a report: the same at every attempt, of every process, after every restart.
 *
 * - **Shape**: 46 characters, of the 64 that AWS takes; `reporter` tells apart what is counted apart.
 *
 * **Example** (Another hour has another token)
 *
 *     const hour = MeteringHour.of(DateTime.makeUnsafe("2026-03-10T11:30:00Z"))
 *     const report = { dimension: "pages", productCode: "4ml54db8vrmju", reporter: "cluster-1" }
 *     const token = reportToken({ ...report, hour })
 *
 *     token === reportToken({ ...report, hour }) // => true
 *     token === reportToken({ ...report, hour: MeteringHour.plus(hour, 1) }) // => false
 *     token.length // => 46
 */
export const reportToken = (report: {
  readonly dimension: string
  readonly hour: MeteringHour
  readonly productCode: string
  readonly reporter: string
}): string => {
  const hour = MeteringHour.format(report.hour)
  // As JSON, because any separator may be part of a name.
  const named = JSON.stringify([report.productCode, report.dimension, hour, report.reporter])
  return `${hour}.${stableHash(named).toString(16).padStart(32, "0")}`
}
