import { setTimeout as sleep } from "node:timers/promises"
import { leaks } from "../canaries/leaks.ts"
import { serverBinaries } from "../postgres/serverBinaries.ts"
import { firstToStart } from "../postgres/startPostgres.ts"
import { drawFrom } from "../quarter/drawFrom.ts"
import { type CrashReport, killsIn, marks } from "./CrashReport.ts"
import { askArchive } from "./askArchive.ts"
import { gatherEvidence, recordsIn } from "./gatherEvidence.ts"
import { judgeBooks } from "./judgeBooks.ts"
import { makeEvent } from "./makeEvent.ts"
import { Mischief } from "./Mischief.ts"
import { nothingWaits } from "./nothingWaits.ts"
import { type CrashSite, openCrashSite } from "./openCrashSite.ts"
import { planFaults } from "./planFaults.ts"
import { beginning, monthsAfter } from "./seller.ts"
import { Staff } from "./Staff.ts"
import { workInPeace } from "./workInPeace.ts"

/** How a run of crashes is made. */
export interface CrashOptions {
  readonly kills: number
  /** After each round all is mended and everything is compared. */
  readonly rounds: number
  readonly seed: string
  readonly workers: number
  readonly onProgress: (done: number, all: number) => void
}

/** Lets workers work side by side, kills what runs and cuts what connects it, and compares what AWS bills with what was used. */
export const runCrash = async (options: CrashOptions): Promise<CrashReport> => {
  const server = await firstToStart(serverBinaries(process.env), { isDurable: true })
  if ("missing" in server) throw new Error(`There is no Postgres server to crash: ${server.missing}`)
  const site = await openCrashSite(server)
  const staff = new Staff(site, { archivers: 2, recorders: 2, workers: options.workers })
  const problems: Array<string> = []
  let rounds = 0
  try {
    problems.push(...(await workInPeace(site, staff)))
    while (rounds < options.rounds && problems.length === 0) {
      rounds += 1
      // From now on all usage of before is long ago, and moves to the archive.
      await leapMonths(site)
      await playRound(site, staff, { ...options, round: rounds })
      problems.push(...(await judgeRun(site, staff)))
    }
    if (problems.length === 0) problems.push(...(await archiveAll(site)), ...(await judgeRun(site, staff)))
    if (problems.length === 0 && options.kills >= provingKills) {
      for (const mark of marks)
        if (staff.sometimes[mark] === 0) problems.push(`There were no ${mark}: the run proves too little.`)
    }
    return {
      seed: options.seed,
      workers: options.workers,
      rounds,
      kills: staff.kills,
      sometimes: staff.sometimes,
      events: staff.desk.acknowledged.length,
      records: (await recordsIn(site)).length,
      hours: Math.round((site.clock.now() - beginning) / hour),
      problems
    }
  } finally {
    await staff.close()
    await site.close()
  }
}

const leapMonths = ({ clock, jump }: CrashSite): Promise<void> => jump(monthsAfter(clock.now()) - clock.now())

/** Moves all that is left to the archive in peace. Returns what is not what it was before, in sentences. */
const archiveAll = async (site: CrashSite): Promise<ReadonlyArray<string>> => {
  const booksOf = async () =>
    [...(await site.meter.balances()), ...(await site.meter.unbilled())].map((row) => JSON.stringify(row))
  await leapMonths(site)
  const before = await booksOf()
  await site.archive()
  const after = new Set(await booksOf())
  return before.filter((row) => !after.has(row)).map((row) => `an archiving has changed ${row}`)
}

/** Says what is wrong when nothing is under way any more. */
const judgeRun = async (site: CrashSite, staff: Staff): Promise<ReadonlyArray<string>> => {
  const forgotten = await askArchive(site, staff.desk.acknowledged)
  const evidence = await gatherEvidence(site, staff)
  const { said, status } = await site.audit()
  return [
    ...staff.problems,
    ...staff.desk.problems,
    ...staff.leases.problems(),
    ...forgotten,
    ...judgeBooks(evidence),
    ...leaks,
    ...(status === 0 ? [] : [`tallyhour audit ends with ${status}: ${said}`])
  ]
}

const playRound = async (
  site: CrashSite,
  staff: Staff,
  { kills, onProgress, round, rounds, seed }: CrashOptions & { readonly round: number }
): Promise<void> => {
  const draw = drawFrom(`${seed} round ${round}`)
  const mischief = new Mischief(site, staff, draw)
  const wanted = Math.ceil((kills * round) / rounds)
  while (killsIn(staff.kills) < wanted) {
    for (const fault of planFaults(draw, wanted - killsIn(staff.kills))) {
      for (let i = 0; i < fault.events; i++)
        staff.give(makeEvent(draw, site.clock.now(), { isAlone: i % 2 === 0 }), draw)
      for (let i = 0; i < repeats; i++) staff.repeat(draw)
      if (!(await isBehind(site))) await site.jump(fault.minutes * minute)
      await sleep(fault.delay)
      await mischief.strike(fault.trouble)
      onProgress(killsIn(staff.kills), kills)
    }
  }
  await mischief.heal()
  await drain(site, staff)
}

/** Whether hours wait to be sent that AWS takes no longer soon: on a busy machine work does not keep up with a time that leaps. */
const isBehind = async ({ clock, pool }: CrashSite): Promise<boolean> => {
  const { rows } = await pool.query<{ oldest: string | null }>(
    `select (extract(epoch from min(hour)) * 1000)::bigint::text as oldest from (
       select hour from tallyhour.usage_record where ended_at is null
       union all
       select hour from tallyhour.open_hour
     ) waiting`
  )
  const oldest = rows[0]?.oldest
  return typeof oldest === "string" && clock.now() - Number(oldest) > behindMax
}

/** Lets everything come to its end: all usage recorded, all hours sealed, all records settled. */
const drain = async (site: CrashSite, staff: Staff): Promise<void> => {
  await until(() => staff.desk.unanswered === 0)
  await site.jump(80 * minute)
  for (let looks = 0; looks < looksMax; looks++) {
    if (await nothingWaits(site)) return
    await sleep(lookMillis)
    // Now and then past a lease, and past the wait after a retry.
    if (looks % 8 === 7) await site.jump(5 * minute)
  }
}

const until = async (isSo: () => boolean): Promise<void> => {
  for (let looks = 0; looks < looksMax && !isSo(); looks++) await sleep(lookMillis)
}

const [minute, hour] = [60_000, 3_600_000]
const repeats = 3
const behindMax = 8 * hour
const provingKills = 200
const lookMillis = 250
const looksMax = 480
