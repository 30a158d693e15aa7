import type { Draw } from "../quarter/drawFrom.ts"
import type { Mark } from "./CrashReport.ts"
import type { Member } from "./Crew.ts"
import { HeldTransactions } from "./HeldTransactions.ts"
import type { CrashSite } from "./openCrashSite.ts"
import { isCommit } from "./openProxy.ts"
import type { Moment, Struck, Trouble } from "./planFaults.ts"
import { makeEvent } from "./makeEvent.ts"
import type { GivenEvent } from "./RecorderOrder.ts"
import type { Staff } from "./Staff.ts"

/** Does what is planned to go wrong, and mends it again. */
export class Mischief {
  readonly #draw: Draw
  readonly #held: HeldTransactions
  readonly #pending = new Set<Promise<unknown>>()
  readonly #paused = new Map<Member, ReturnType<typeof setTimeout>>()
  readonly #site: CrashSite
  readonly #staff: Staff

  constructor(site: CrashSite, staff: Staff, draw: Draw) {
    this.#draw = draw
    this.#held = new HeldTransactions(site, staff, draw)
    this.#site = site
    this.#staff = staff
  }

  async strike(trouble: Trouble): Promise<void> {
    this.#held.countFault()
    switch (trouble._tag) {
      case "Kill":
        return this.#kill(trouble)
      case "Pause":
        return this.#pause(trouble)
      case "Cut":
        return this.#cut(trouble)
      case "Hold":
        return this.#held.hold(this.#event({ isAlone: false }), trouble)
    }
  }

  /** Lets everybody go on, and waits until nothing that was planned is still to come. */
  async heal(): Promise<void> {
    for (const member of this.#paused.keys()) this.#goOn(member)
    await this.#held.endAll()
    await Promise.all(this.#pending)
    // What was ended last is recorded by someone else now.
    await this.#held.endAll()
  }

  async #kill({ kind, moment }: Extract<Trouble, { _tag: "Kill" }>): Promise<void> {
    const { kills } = this.#staff
    switch (kind) {
      case "archiver":
      case "recorder":
      case "worker":
        return this.#toSomeone(kind, moment, (member) => {
          if (member.kill()) kills[kind] += 1
        })
      case "backend":
        // Somebody is always about to connect, even if nobody is connected just now.
        for (let tries = 0; tries < triesMax; tries++) {
          if (await this.#endBackend()) return void (kills.backend += 1)
          await pause(retryMillis)
        }
        return
      case "server":
        await this.#site.crash()
        kills.server += 1
        return
    }
  }

  async #endBackend(): Promise<boolean> {
    const { rows } = await this.#site.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name like 'crash %'
       order by (xact_start is null), pid`
    )
    // Those in a transaction stand first, and are met more often.
    const row = rows[Math.floor(this.#draw.share() ** 2 * rows.length)]
    if (row === undefined) return false
    const ended = await this.#site.pool.query<{ done: boolean }>("select pg_terminate_backend($1) as done", [
      row.pid
    ])
    return ended.rows[0]?.done === true
  }

  async #pause({ moment, who }: Extract<Trouble, { _tag: "Pause" }>): Promise<void> {
    const stop = (member: Member) => {
      if (this.#paused.has(member) || !member.pause()) return
      this.#staff.mark(`${who}s paused`)
      this.#paused.set(
        member,
        setTimeout(() => this.#goOn(member), pauseMillis)
      )
    }
    await this.#toSomeone(who, moment, stop)
    // Meanwhile its leases run out.
    await this.#site.jump(2 * minute)
  }

  #goOn(member: Member): void {
    clearTimeout(this.#paused.get(member))
    this.#paused.delete(member)
    member.goOn()
  }

  #cut(trouble: Extract<Trouble, { _tag: "Cut" }>): void {
    // Nobody waits for it here: the next trouble may come while it is still to be met.
    const cutting = this.#cutNext(trouble).finally(() => this.#pending.delete(cutting))
    this.#pending.add(cutting)
  }

  async #cutNext({ cut, where }: Extract<Trouble, { _tag: "Cut" }>): Promise<void> {
    const way = where === "AWS" ? this.#site.aws : this.#site.database
    const asks = where === "commit" ? isCommit : () => true
    const isCut = await way.cutNext(cut, { asks, patience: patienceMillis })
    const mark = markOf({ cut, where })
    if (isCut && mark !== undefined) this.#staff.mark(mark)
  }

  /** Does something to one of them, in a moment of its work if one is wanted. */
  async #toSomeone(who: Struck, moment: Moment | undefined, act: (member: Member) => void): Promise<void> {
    const members = membersOf(this.#staff, who)
    const someone = members[this.#draw.between(0, members.length - 1)]!
    if (moment === undefined || !(await this.#strikeAt(moment, act))) act(someone)
  }

  async #strikeAt(moment: Moment, act: (member: Member) => void): Promise<boolean> {
    const delay = delayMaxIn[moment] * this.#draw.share()
    const actLater = async (member: Member) => {
      await pause(delay)
      act(member)
    }
    const struck = this.#staff.strikeAt(
      moment,
      delay > 0 ? actLater : async (member) => act(member),
      patienceMillis
    )
    if (moment === "Appending")
      for (let i = 0; i < callersTogether; i++) this.#staff.give(this.#event({ isAlone: true }), this.#draw)
    const isStruck = await struck
    if (isStruck && moment === "Appending")
      this.#staff.mark("recorders struck while they wrote for many callers")
    if (isStruck && moment === "Archiving") this.#staff.mark("archivers struck while they moved something")
    return isStruck
  }

  #event(how: Parameters<typeof makeEvent>[2]): GivenEvent {
    return makeEvent(this.#draw, this.#site.clock.now(), how)
  }
}

const membersOf = ({ archivers, recorders, workers }: Staff, who: Struck): ReadonlyArray<Member> => {
  switch (who) {
    case "archiver":
      return archivers
    case "recorder":
      return [...recorders.alone, ...recorders.inTransaction]
    case "worker":
      return workers
  }
}

// Where one statement does the work of many, a blow may come before it, within it and after it.
const delayMaxIn: Readonly<Record<Moment, number>> = {
  Appending: 20,
  Archiving: 40,
  Leased: 0,
  Sealing: 0,
  Settling: 0
}

const markOf = ({
  cut,
  where
}: Pick<Extract<Trouble, { _tag: "Cut" }>, "cut" | "where">): Mark | undefined => {
  if (where === "AWS") {
    return {
      halved: "answers of AWS cut in the middle" as const,
      silent: "silent connections to AWS" as const,
      unanswered: "answers of AWS lost" as const,
      unsent: "requests that never reached AWS" as const
    }[cut]
  }
  if (cut === "halved") return "answers of the database cut in the middle"
  if (cut === "silent") return "silent connections to the database"
  if (where === "database") return undefined
  return cut === "unsent" ? "commits that never arrived" : "commits whose answer was lost"
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))

const callersTogether = 200
const minute = 60_000
const patienceMillis = 1_500
const pauseMillis = 700
const retryMillis = 50
const triesMax = 100
