import { type Draw } from "../quarter/drawFrom.ts"
import type { KillKind, Mark } from "./CrashReport.ts"
import { killKinds, marks } from "./CrashReport.ts"
import { type Member, startMember } from "./Crew.ts"
import type { UsedEvent } from "./judgeBooks.ts"
import { LeaseLog } from "./LeaseLog.ts"
import type { RecorderNotice, WorkerNotice } from "./Notice.ts"
import type { CrashSite } from "./openCrashSite.ts"
import type { Moment } from "./planFaults.ts"

/** An event as the application hands it to a recorder. */
export interface GivenEvent extends UsedEvent {
  readonly occurredAt: string
}

/** The processes of a run, and what is known of what they do. */
export class Staff {
  readonly acknowledged: Array<UsedEvent> = []
  readonly kills: Record<KillKind, number> = fromZero(killKinds)
  readonly leases = new LeaseLog()
  /** What nobody meant to happen. */
  readonly problems: Array<string> = []
  readonly recorders: ReadonlyArray<Member>
  readonly sometimes: Record<Mark, number> = fromZero(marks)
  readonly workers: ReadonlyArray<Member>
  readonly #aims = new Set<{ readonly act: (member: Member) => void; readonly moment: Moment }>()
  readonly #present = new Set<string>()
  readonly #waiting = new Map<string, { readonly event: GivenEvent; readonly recorder: Member }>()

  constructor(site: CrashSite, options: { readonly recorders: number; readonly workers: number }) {
    const onUnexpected = (problem: string) => void this.problems.push(problem)
    this.workers = named("worker", options.workers).map((name) =>
      startMember<WorkerNotice>("workerProcess", site.taskOf(name), {
        onNotice: (notice, member) => this.#hearWorker(notice, member),
        onUnexpected
      })
    )
    this.recorders = named("recorder", options.recorders).map((name) =>
      startMember<RecorderNotice>("recorderProcess", site.taskOf(name), {
        onNotice: (notice) => this.#hearRecorder(notice),
        // Whoever hears no acknowledgement asks again, under the same id.
        onReturn: (member) => {
          for (const { event, recorder } of this.#waiting.values())
            if (recorder === member) recorder.tell(JSON.stringify(event))
        },
        onUnexpected
      })
    )
  }

  /** How many workers are at work. */
  get present(): number {
    return this.#present.size
  }

  /** How many events are not acknowledged yet. */
  get unacknowledged(): number {
    return this.#waiting.size
  }

  /** Hands an event to some recorder, which tries until it is recorded. */
  give(event: GivenEvent, draw: Draw): void {
    const recorder = this.recorders[draw.between(0, this.recorders.length - 1)]!
    this.#waiting.set(event.eventId, { event, recorder })
    recorder.tell(JSON.stringify(event))
  }

  mark(mark: Mark, times = 1): void {
    this.sometimes[mark] += times
  }

  /** Does something to the next worker that says where it is, in that very moment. Returns whether one did in time. */
  strikeAt(moment: Moment, act: (member: Member) => void, patience: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#aims.delete(aim)
        resolve(false)
      }, patience)
      const aim = {
        act: (member: Member) => {
          clearTimeout(timer)
          act(member)
          resolve(true)
        },
        moment
      }
      this.#aims.add(aim)
    })
  }

  async close(): Promise<void> {
    await Promise.all([...this.workers, ...this.recorders].map((member) => member.close()))
  }

  #hearWorker(notice: WorkerNotice, member: Member): void {
    this.#present.add(member.name)
    this.leases.hear(notice, member.name)
    if (notice._tag === "Defect") this.problems.push(`${member.name} met a defect: ${notice.text}`)
    if (notice._tag === "Leased") this.mark("records taken over from a lease that ran out", notice.takenOver)
    if (notice._tag === "Settled") this.mark("settlements that came too late", notice.missed)
    for (const aim of this.#aims) {
      if (aim.moment !== notice._tag) continue
      this.#aims.delete(aim)
      aim.act(member)
      return
    }
  }

  #hearRecorder(notice: RecorderNotice): void {
    if (notice._tag === "Failed") return
    const waiting = this.#waiting.get(notice.eventId)
    if (notice.isRepeat) this.mark("events recorded again under their id")
    // A recorder that was killed may have said so just before, and the one after it says it again.
    if (waiting === undefined) return
    this.#waiting.delete(notice.eventId)
    this.acknowledged.push(waiting.event)
  }
}

const named = (kind: string, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, i) => `crash ${kind} ${i + 1}`)

const fromZero = <Name extends string>(names: ReadonlyArray<Name>): Record<Name, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
