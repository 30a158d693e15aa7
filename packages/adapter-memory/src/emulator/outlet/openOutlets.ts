import type { MarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"
import { deliverEvents } from "./deliverEvents.ts"
import type { Outlet } from "./Outlet.ts"
import { writeTrail } from "./writeTrail.ts"

/** What leaves the emulator by itself. */
export interface OutletOptions {
  /** A folder that gets CloudTrail's gzip files, in the layout of a trail in S3. */
  readonly cloudTrailTo?: string
  /** An address that the bodies of EventBridge and SNS are posted to, or a file that gets a line for each. */
  readonly eventsTo?: string
  /** Is told of what could not be delivered; the default writes a line to standard error. */
  readonly onOutletProblem?: (cause: unknown) => void
  /** Pause between two deliveries of events, and between two files of the trail; 200 and 5 000 ms if absent. */
  readonly outletMillis?: { readonly cloudTrail?: number; readonly events?: number }
}

/** Opens the outlets that are asked for. */
export const openOutlets = (
  emulator: MarketplaceEmulator,
  { cloudTrailTo, eventsTo, onOutletProblem: complain = toStandardError, outletMillis = {} }: OutletOptions
): ReadonlyArray<Outlet> => [
  ...(eventsTo === undefined
    ? []
    : [deliverEvents(emulator, { complain, pauseMillis: outletMillis.events ?? 200, to: eventsTo })]),
  ...(cloudTrailTo === undefined
    ? []
    : [
        writeTrail(emulator, {
          complain,
          folder: cloudTrailTo,
          pauseMillis: outletMillis.cloudTrail ?? 5_000
        })
      ])
]

const toStandardError = (cause: unknown): void => {
  process.stderr.write(`emulator: ${cause instanceof Error ? cause.message : String(cause)}\n`)
}
