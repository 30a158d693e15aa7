import type { MarketplaceEmulator } from "@tallyhour/adapter-memory"
import type { MeterHandle, PassSummary } from "@tallyhour/core"
import { DateTime } from "effect"
import type { PrintRequest } from "./printingService.ts"
import { story, type StoryHour } from "./Story.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** What the story is told with. */
export interface Stage {
  readonly emulator: MarketplaceEmulator
  readonly meter: MeterHandle<never>
  readonly serviceUrl: string
  readonly time: VirtualTime
  readonly say: (line: string) => void
}

/** Lets the evening pass in virtual time, with a pass of the worker at 16 and 20 minutes past every hour. */
export const tellStory = async (stage: Stage): Promise<void> => {
  for (const hour of story) await tellHour(stage, hour)
  stage.say("\nAfter midnight the worker keeps asking for dune, until AWS closes the month at 06:00")
  for (const night of ["00", "01", "02", "03", "04", "05", "06"])
    await workAfter(stage, `2026-04-01T${night}:00:00Z`, true)
}

const tellHour = async (stage: Stage, { fault, hour, requests }: StoryHour): Promise<void> => {
  stage.say(`\n${hour.slice(11, 16)} UTC`)
  for (const [i, { told, ...request }] of requests.entries()) {
    stage.time.set(minutesAfter(hour, 5 * (i + 1)))
    await print(stage, { printedAt: stage.time.iso(), breaks: false, ...request })
    stage.say(`  ${told}`)
  }
  const next = DateTime.formatIso(minutesAfter(hour, 60))
  if (fault !== undefined) {
    stage.emulator.control("inject_fault", { operation: "BatchMeterUsage", kind: fault.kind })
    stage.say(`  ${fault.told}`)
  }
  await workAfter(stage, next, false)
}

const workAfter = async ({ meter, say, time }: Stage, hour: string, isNight: boolean): Promise<void> => {
  for (const minutes of [16, 20]) {
    time.set(minutesAfter(hour, minutes))
    const done = describePass(await meter.pass(), isNight)
    if (done !== "") say(`  ${time.iso().slice(11, 16)} worker: ${done}`)
  }
}

const describePass = (
  { accepted, expired, failed, retried, sealed }: PassSummary,
  isNight: boolean
): string =>
  [
    sealed > 0 ? `${records(sealed)} sealed` : "",
    accepted > 0 ? `${records(accepted)} accepted by AWS` : "",
    retried > 0 && !isNight ? `${records(retried)} not settled, to be sent again unchanged` : "",
    failed > 0 ? `${records(failed)} dead` : "",
    expired > 0 ? `${records(expired)} given up at the deadline` : ""
  ]
    .filter((part) => part !== "")
    .join(", ")

const records = (n: number): string => (n === 1 ? "1 record" : `${n} records`)

const print = async ({ serviceUrl }: Stage, request: Partial<PrintRequest>): Promise<void> => {
  const answer = await fetch(`${serviceUrl}/documents`, { method: "POST", body: JSON.stringify(request) })
  const wanted = request.breaks === true ? 500 : 201
  if (answer.status !== wanted)
    throw new Error(`The service answered ${answer.status} to ${request.requestId}.`)
}

const minutesAfter = (hour: string, minutes: number): DateTime.Utc =>
  DateTime.add(DateTime.makeUnsafe(hour), { minutes })
