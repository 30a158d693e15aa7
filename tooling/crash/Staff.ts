import { type Draw, drawFrom } from "../quarter/drawFrom.ts"
import type { KillKind, Mark } from "./CrashReport.ts"
import { killKinds, marks } from "./CrashReport.ts"
import { type Member, startMember } from "./Crew.ts"
import { LeaseLog } from "./LeaseLog.ts"
import type { ArchiverNotice, RecorderNotice, WorkerNotice } from "./Notice.ts"
import type { CrashSite } from "./openCrashSite.ts"
import type { Moment } from "./planFaults.ts"
import { RecorderDesk } from "./RecorderDesk.ts"
import type { GivenEvent } from "./RecorderOrder.ts"
import { known } from "./seller.ts"

/** How many processes there are. */
interface StaffOptions {
  readonly archivers: number
  /** Of each kind. */
  readonly recorders: number
  readonly workers: number
}

/** The processes of a run, and what is known of what they do. */
export class Staff {
  readonly archivers: ReadonlyArray<Member>
  readonly desk = new RecorderDesk((mark) => this.mark(mark))
  readonly kills: Record<KillKind, number> = fromZero(killKinds)
  readonly leases = new LeaseLog()
  /** What nobody meant to happen. */
  readonly problems: Array<string> = []
  /** Some record in transactions of their own, and some for many callers that have none. */
  readonly recorders: Readonly<Record<"alone" | "inTransaction", ReadonlyArray<Member>>>
  readonly sometimes: Record<Mark, number> = fromZero(marks)
  readonly workers: ReadonlyArray<Member>
  readonly #aims = new Set<{ readonly act: (member: Member) => Promise<void>; readonly moment: Moment }>()
  // What the machine makes happen by chance takes nothing from the plan of a seed.
  readonly #draw = drawFrom("as it comes")
  readonly #present = new Set<string>()

  constructor(site: CrashSite, { archivers, recorders, workers }: StaffOptions) {
    const onUnexpected = (problem: string) => void this.problems.push(problem)
    this.workers = named("worker", workers).map((name, i) =>
      // One that knows everything stays; the others come back with the catalogue of the next version, or of another service.
      startMember<WorkerNotice>(
        "workerProcess",
        (start) => site.taskOf(name, i === 0 ? known[0] : known[(i + start) % known.length]),
        { onNotice: (notice, member) => this.#hearWorker(notice, member), onUnexpected }
      )
    )
    const recorder = (name: string) =>
      startMember<RecorderNotice>("recorderProcess", () => site.taskOf(name), {
        onNotice: (notice, member) => this.#hearRecorder(notice, member),
        onReturn: (member) => this.desk.tellAgain(member),
        onUnexpected
      })
    this.recorders = {
      alone: named("recorder alone", recorders).map(recorder),
      inTransaction: named("recorder", recorders).map(recorder)
    }
    this.archivers = named("archiver", archivers).map((name) =>
      startMember<ArchiverNotice>("archiverProcess", () => site.taskOf(name), {
        onNotice: (notice, member) => this.#hearArchiver(notice, member),
        onUnexpected
      })
    )
  }

  /** How many workers are at work. */
  get present(): number {
    return this.#present.size
  }

  /** Hands an event to some recorder of its kind, which tries until it is recorded. */
  give(event: GivenEvent, draw: Draw): void {
    this.desk.give(event, this.#recorderOf(event, draw))
  }

  /** Hands usage that was acknowledged to some recorder once more, as it was or with another quantity. */
  repeat(draw: Draw): void {
    this.desk.repeat(draw, (event) => this.#recorderOf(event, draw))
  }

  mark(mark: Mark, times = 1): void {
    this.sometimes[mark] += times
  }

  /** Does something to the next member that says where it is, in that very moment. Returns whether one did in time. */
  strikeAt(moment: Moment, act: (member: Member) => Promise<void>, patience: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#aims.delete(aim)
        resolve(false)
      }, patience)
      const aim = {
        act: async (member: Member) => {
          clearTimeout(timer)
          await act(member)
          resolve(true)
        },
        moment
      }
      this.#aims.add(aim)
    })
  }

  async close(): Promise<void> {
    const all = [...this.workers, ...this.recorders.alone, ...this.recorders.inTransaction, ...this.archivers]
    await Promise.all(all.map((member) => member.close()))
  }

  #recorderOf({ isAlone }: GivenEvent, draw: Draw): Member {
    const recorders = isAlone ? this.recorders.alone : this.recorders.inTransaction
    return recorders[draw.between(0, recorders.length - 1)]!
  }

  #hearWorker(notice: WorkerNotice, member: Member): void {
    this.#present.add(member.name)
    this.leases.hear(notice, member.name)
    if (notice._tag === "Defect") this.problems.push(`${member.name} met a defect: ${notice.text}`)
    if (notice._tag === "Leased") this.mark("records taken over from a lease that ran out", notice.takenOver)
    if (notice._tag === "Settled") this.mark("settlements that came too late", notice.missed)
    this.#meet(notice._tag, member)
  }

  #hearRecorder(notice: RecorderNotice, member: Member): void {
    if (notice._tag === "Recorded" || notice._tag === "Refused") this.desk.hear(notice)
    if (notice._tag === "Appending" && notice.events > 1) this.#meet(notice._tag, member)
  }

  #hearArchiver(notice: ArchiverNotice, member: Member): void {
    // Whoever repeats usage at the moment in which it moves meets it in one place or the other.
    if (notice._tag === "Archiving")
      this.desk.repeatEach(notice.eventIds, (event) => this.#recorderOf(event, this.#draw))
    if (notice._tag === "Archived") {
      this.mark("events archived meanwhile", notice.events)
      this.mark("records archived meanwhile", notice.records)
    }
    this.#meet(notice._tag, member)
  }

  /** Does to a member what waits for somebody in such a moment. */
  #meet(moment: string, member: Member): void {
    for (const aim of this.#aims) {
      if (aim.moment !== moment) continue
      this.#aims.delete(aim)
      void aim.act(member)
      return
    }
  }
}

const named = (kind: string, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, i) => `crash ${kind} ${i + 1}`)

const fromZero = <Name extends string>(names: ReadonlyArray<Name>): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
